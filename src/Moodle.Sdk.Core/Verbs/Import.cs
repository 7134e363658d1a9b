using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Upkeep.Import;
using Moodle.Sdk.Upkeep.Import.Lists;

namespace Moodle.Sdk.Verbs;

/// <summary>What is imported, and into which project.</summary>
/// <param name="Site">The project as MSBuild evaluated it.</param>
/// <param name="LockFile">Full path of the lock.</param>
/// <param name="From">Full path of the folder of the running site, or of a list of its code; null where nobody named it.</param>
/// <param name="UpstreamsFile">Full path of the file that names upstreams; null for none.</param>
/// <param name="Listings">Takes the listings of the trees.</param>
public sealed record ImportRequest(RawSite Site, string LockFile, string? From, string? UpstreamsFile, TreeListings Listings);

/// <summary>A component that was imported.</summary>
/// <param name="Component">Its name.</param>
/// <param name="Folder">Its folder in the running site.</param>
/// <param name="Upstream">The repository that it was found in; null where it was copied.</param>
/// <param name="Commit">The commit; null where it was copied.</param>
/// <param name="Tag">A tag that leads to it, or null.</param>
/// <param name="Differences">How the folder differs from it, in words.</param>
public sealed record ImportedLine(ComponentName Component, string Folder, string? Upstream, CommitId? Commit, string? Tag, string Differences);

/// <summary>What an import came to.</summary>
/// <param name="ReportFile">Full path of what it has to tell.</param>
/// <param name="Components">What was imported, Moodle first.</param>
/// <param name="Tree">The tree that the declaration makes; null where it cannot be made yet.</param>
/// <param name="Differing">How many files of it differ from the folder in more than line ends and executable bits.</param>
/// <param name="LeftOut">How many entries of the folder, or of the list, were left out.</param>
public sealed record ImportedSite(string ReportFile, ImmutableArray<ImportedLine> Components, TreeId? Tree, int Differing, int LeftOut)
{
    /// <summary>What it came to, where it was a list that no folder can be compared with; else null.</summary>
    public string? OfList { get; init; }
}

/// <summary>Makes a declaration of a running site: which Moodle, which plugins, at which commits, and what the site changed. What the project declares already stays.</summary>
public static class Import
{
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>The declaration of a project that may not say yet which Moodle it wants; null when it has errors.</summary>
    public static SiteDeclaration? Declare(RawSite site, Findings findings)
    {
        var hasCore = (site.Version + site.Branch + site.Tag + site.Commit).Trim().Length > 0;
        return DeclarationReader.Read((hasCore ? site : site with { Commit = new string('0', 40) }) with { AskedBy = Named(site) }, findings);
    }

    /// <summary>Imports.</summary>
    /// <param name="request">What, and into which project.</param>
    /// <param name="declared">What the project declares now (<see cref="Declare"/>).</param>
    /// <param name="cache">Where code is kept and fetched to.</param>
    /// <param name="findings">Takes errors and warnings.</param>
    /// <param name="cancel">Stops it; the project is then as it was.</param>
    /// <returns>What came of it; null when there are errors, and then the project is as it was.</returns>
    public static async Task<ImportedSite?> RunAsync(ImportRequest request, SiteDeclaration declared, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        using var upstreams = new Upstreams(cache, findings);
        try
        {
            return request.From is { } from && ListFile.In(from) is { } list ? await new ImportList(request, declared, upstreams, cache, findings, cancel).RunAsync(list)
                : Read(request, findings, cancel) is { } read ? await FindAsync(request, read, declared, upstreams, cache, findings, cancel)
                : null;
        }
        catch (MissingObjectException missing)
        {
            findings.AddRange(upstreams.Damaged.SelectMany(store => cache.Discard(store, cancel)?.At(null) ?? []));
            findings.Add(LockedCodeDiagnostics.CacheDamaged(missing));
        }
        catch (SystemFaultException refused)
        {
            findings.Add(refused.Fault.Store is null ? ImportDiagnostics.NotReadable(Named(request.Site), refused.Fault) : SourceDiagnostics.StoreNotReadable(refused.Fault));
        }

        return null;
    }

    // All that lies on this disk: nothing is asked for before it is known to make sense.
    private static ReadInput? Read(ImportRequest request, Findings findings, CancellationToken cancel)
    {
        var origin = Named(request.Site);
        if (request.From is null)
        {
            findings.Add(ImportDiagnostics.NothingNamed(origin));
            return null;
        }

        return findings.Take(OriginsFile.Read(request.UpstreamsFile, origin)) is { } told
            && findings.Take(ProjectEdits.Read(request.Site.ProjectFile)) is { } project
            && findings.TryTake(LockFile.Read(request.LockFile), out var siteLock)
            && findings.Take(FolderScan.Of(request.From, request.Site.Folder, origin, cancel)) is { } folder ? new(told, project, siteLock, folder) : null;
    }

    private static async Task<ImportedSite?> FindAsync(
        ImportRequest request, ReadInput read, SiteDeclaration declared, Upstreams upstreams, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var origin = Named(request.Site);
        using var directories = new PluginsDirectories(declared, TimeSpan.FromDays(1), upstreams);
        var import = new FolderImport(read.Folder, read.Told, upstreams, origin, cancel);
        await using var telling = new Timer(_ => findings.Telling?.Invoke($"Import: {import.Progress}"), null, Pause, Pause);
        if (findings.Take(await import.CoreAsync(declared.Core.Git.Upstream)) is not { } moodle)
        {
            return null;
        }

        var (core, plugins) = await import.PluginsAsync(moodle, c => declared.Find(c) as PluginDeclaration ?? Unnamed(c, origin), directories);
        // A project that was never restored has no Moodle of its own yet, but what a template wrote.
        var isNew = read.Lock is null;
        var contradictions = Contradictions.Of(declared, read.Lock, isNew ? plugins : plugins.Prepend(core));
        findings.AddRange(contradictions);
        var plan = ImportPlan.Of(core, plugins, declared, isNew, contradictions.Select(c => c.Component!).Contains, path => !Path.Exists(Path.Combine(request.Site.Folder, path)));
        return findings.HasErrors ? null : await new ImportWriting(request, plan, read.Project, cache, findings, cancel).RunAsync(import, core, plugins);
    }

    internal static Origin Named(RawSite site) => new(site.ProjectFile, "MoodleFrom");

    private static PluginDeclaration Unnamed(ComponentName component, Origin origin) => new() { Component = component, Source = new Source.Unnamed(new CodeRequest.Compatible()), Origin = origin with { Include = component.ToString() } };

    private sealed record ReadInput(ImmutableDictionary<ComponentName, KnownOrigin> Told, ProjectEdits Project, SiteLock? Lock, FoundFolder Folder);
}
