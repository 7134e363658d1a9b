using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Customizations;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Verbs;

/// <summary>What is exported.</summary>
/// <param name="Declaration">The site.</param>
/// <param name="LockFile">Full path of the lock.</param>
/// <param name="Folder">Full path of the folder that takes a repository for each component.</param>
public sealed record ExportRequest(SiteDeclaration Declaration, string LockFile, string Folder);

/// <summary>A customisation as it is carried, as a branch to push.</summary>
/// <param name="Component">The component.</param>
/// <param name="Repository">Full path of a bare repository that has the branch.</param>
/// <param name="Branch">The branch.</param>
/// <param name="Head">Its head.</param>
/// <param name="Onto">What it begins with, as people name it.</param>
/// <param name="Upstream">The repository that the customisation is from.</param>
/// <param name="Commits">How many commits it has.</param>
/// <param name="LeftOut">Those that are not in it, since they change nothing there.</param>
public sealed record ExportedCustomization(
    ComponentName Component, string Repository, string Branch, CommitId Head, string Onto, UpstreamUrl Upstream, int Commits, ImmutableArray<SeriesCommit> LeftOut)
{
    /// <summary>The command that pushes it.</summary>
    public string Push => $"git -C {(Repository.Contains(' ') ? $"\"{Repository}\"" : Repository)} push {Upstream} {Branch}";
}

/// <summary>
/// Writes what is carried as branches: the commits of each customisation on top of the version that the lock has, with their authors, times and messages. From the
/// lock, as a build carries them; the lock and the output stay as they are.
/// </summary>
public static partial class ExportCustomization
{
    /// <summary>Exports.</summary>
    /// <param name="request">What and where.</param>
    /// <param name="names">The components, as a person named them; none for all that are customised.</param>
    /// <param name="isOneOfMany">True when the site is one of several in a solution: a name that it does not customise is then no error.</param>
    /// <param name="cache">Where code is kept. Of a plugin the history up to its version is fetched: what has it can be pushed anywhere.</param>
    /// <param name="findings">Takes errors and warnings.</param>
    /// <param name="cancel">Stops it.</param>
    /// <returns>The branches; null when there are errors.</returns>
    public static async Task<IReadOnlyList<ExportedCustomization>?> RunAsync(
        ExportRequest request, ImmutableArray<string> names, bool isOneOfMany, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var declaration = request.Declaration;
        DeclaredComponent[] customised = [.. declaration.Components.Where(c => c.Customization is not null)];
        string[] known = [.. customised.Select(c => c.Component.ToString())];
        if (!isOneOfMany)
        {
            findings.AddRange(names.Except(known).Select(name => CustomizationDiagnostics.NotCustomized(declaration.Core.Origin, name, known)));
            findings.AddRange(names.IsEmpty && known.Length == 0 ? [CustomizationDiagnostics.NotCustomized(declaration.Core.Origin, null, known)] : []);
        }

        if (findings.HasErrors
            || findings.Take(LockFile.ReadBytes(request.LockFile, declaration.Core.Origin)) is not { } bytes
            || findings.Take(LockFile.ParseFitting(request.LockFile, bytes, declaration)) is not { } siteLock)
        {
            return null;
        }

        var exported = new List<ExportedCustomization>();
        foreach (var component in customised.Where(c => names.IsEmpty || names.Contains(c.Component.ToString())))
        {
            findings.AddRange(await FetchHistoryAsync(component, siteLock, cache, cancel));
            exported.AddRange(findings.HasErrors || Export(request, component, siteLock, cache, findings, cancel) is not { } branch ? [] : [branch]);
        }

        return findings.HasErrors ? null : exported;
    }

    // Moodle's own is over a gigabyte; whoever has a fork of it has its releases.
    private static async Task<IEnumerable<Diagnostic>> FetchHistoryAsync(DeclaredComponent component, SiteLock siteLock, IGitCache cache, CancellationToken cancel)
    {
        if (component.Component.IsCore || siteLock.Find(component.Component)?.Code is not LockedCode.Git code || code.From(component.Source) is not { } source)
        {
            return [];
        }

        var fetched = await cache.FetchAsync(source.Upstream, [new(code.Commit, code.Reference)], FetchDepth.History, cancel);
        fetched.Value?.Dispose();
        return fetched.Fault?.At(component.SourceOrigin) ?? [];
    }

    private static ExportedCustomization? Export(
        ExportRequest request, DeclaredComponent component, SiteLock siteLock, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        using var objects = new SiteObjects(cache, findings, cancel);
        try
        {
            var opened = new OpenedSite(cache, objects).OpenCustomized(component, siteLock, cancel);
            return findings.TryTake(opened, out var both) && findings.TryTake(new CustomizedCode(cache, findings, cancel).Carry(both.Opened, both.Series), out var carried)
                ? findings.Take(Write(request.Folder, both.Opened, both.Series, carried, siteLock, cache, cancel))
                : null;
        }
        catch (MissingObjectException missing)
        {
            findings.Add(LockedCodeDiagnostics.CacheDamaged(missing));
            return null;
        }
    }

    private static Result<ExportedCustomization> Write(
        string folder, OpenedComponent opened, OpenedSeries series, CarriedSeries carried, SiteLock siteLock, IGitCache cache, CancellationToken cancel)
    {
        OwnFolder.RefuseLink(folder);
        var (from, within) = ((CodeOrigin.Git)opened.Code.From, series.Subdirectory is { } subdirectory ? subdirectory + "/" : "");
        var onto = siteLock.Find(opened.Component)!.Code.Name;
        // A person copies the command: what upstream calls a tag says nothing to a shell there.
        var (repository, branch) = (Path.Combine(folder, $"{opened.Component}.git"), $"{series.Series.Branch}-{NotPlain().Replace(onto, "-")}");
        var commits = carried.Commits.Where(c => !c.Changes.IsEmpty).Select(c => new ReplayedCommit(c.Commit.Commit, c.Changes.ToDictionary(
            change => within + change.Key, change => change.Value is { } file ? MadeFile.Of(within + change.Key, file.Mode, file.Content.ToArray()) : null))).ToList();
        var made = cache.Replay(repository, branch, new(from.Upstream, from.Commit.Id), series.Series.Upstream, commits, cancel);
        return made.TryGet(out var head)
            ? new ExportedCustomization(opened.Component, repository, branch, head, onto, series.Series.Upstream, commits.Count, [.. carried.Commits.Where(c => c.Changes.IsEmpty).Select(c => c.Commit)])
            : Result<ExportedCustomization>.Failed(made.Fault is { Refused: { } refused } ? [FileDiagnostics.Of(refused)] : made.Fault!.At(series.Origin));
    }

    [GeneratedRegex("[^A-Za-z0-9._/-]")]
    private static partial Regex NotPlain();
}
