using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Sources.Folders;
using Moodle.Sdk.Sources.OwnFiles;

namespace Moodle.Sdk.Verbs;

/// <summary>What is built where.</summary>
/// <param name="Declaration">The site.</param>
/// <param name="LockFile">Full path of the lock.</param>
/// <param name="OutputPath">Full path of the output.</param>
/// <param name="Folders">The project's own folders.</param>
/// <param name="Adopt"><c>MoodleAdopt</c>.</param>
/// <param name="HashEverything">Rebuild: trust no file's times.</param>
/// <param name="Listings">What was listed before in this <c>dotnet build</c>.</param>
public sealed record BuildRequest(
    SiteDeclaration Declaration, string LockFile, string OutputPath, ProjectFolders Folders, bool Adopt, bool HashEverything, TreeListings Listings);

/// <summary>What a build came to.</summary>
/// <param name="OutputPath">Full path of the output.</param>
/// <param name="Tree">The site tree that the output equals.</param>
/// <param name="MoodleRelease">Moodle's release, such as <c>4.5.6</c>.</param>
/// <param name="MoodleCommit">Moodle's commit.</param>
/// <param name="Report">What was done to the output.</param>
/// <param name="Changes">What moved in the output, a line for each component.</param>
public sealed record BuiltSite(
    string OutputPath, TreeId Tree, string MoodleRelease, CommitId MoodleCommit, ReconcileReport Report, ImmutableArray<string> Changes);

/// <summary>
/// The build of a site: from lock, declaration and cache to an output that equals the site tree. It works offline; a lock or a commit that is
/// missing is an error that says <c>dotnet restore</c>.
/// </summary>
public static class Build
{
    /// <summary>Builds a site.</summary>
    /// <param name="request">What and where.</param>
    /// <param name="openCache">Opens the git cache; not called when there is nothing to do.</param>
    /// <param name="findings">Takes errors and warnings; a build that has nothing to do repeats the warnings of the build that had.</param>
    /// <param name="cancel">Stops the build; the next one ends right.</param>
    /// <returns>The site; null when there are errors.</returns>
    public static BuiltSite? Run(BuildRequest request, Func<Result<IGitCache>> openCache, Findings findings, CancellationToken cancel)
    {
        var declaration = request.Declaration;
        if (findings.Take(OutputFolder.At(request.OutputPath, request.Folders, new Origin(declaration.ProjectFile, "OutputPath"))) is not { } output
            || findings.Take(LockFile.ReadBytes(request.LockFile, declaration.Core.Origin)) is not { } lockBytes)
        {
            return null;
        }

        // Nothing to do? Then no repository is opened, and nothing composed.
        var own = OwnContent.Read(declaration.OwnFiles, findings);
        string[] onDisk = [.. Folders(declaration, output, findings), OwnContent.Fingerprint(own)];
        if (findings.HasErrors)
        {
            return null;
        }

        var key = SiteKey.Of(declaration, lockBytes, onDisk);
        if (!request.HashEverything && Reconciler.Confirm(output, key, findings, cancel) is { } confirmed)
        {
            return findings.HasErrors ? null : Built(output, confirmed.Header, ReconcileReport.NoChange, []);
        }

        if (findings.HasErrors
            || findings.Take(LockFile.ParseFitting(request.LockFile, lockBytes, declaration)) is not { } siteLock
            || findings.Take(openCache()) is not { } cache)
        {
            return null;
        }

        declaration = declaration.Complete(siteLock);

        var before = output.State.ReadState()?.Header;
        using var objects = new SiteObjects(cache, findings, cancel);
        var composing = findings.Apart();
        var previous = output.Recorded;
        if (previous is null && !findings.TryTake(FoundVersions.In(output, siteLock, declaration), out previous))
        {
            return null;
        }

        var site = SiteComposer.Compose(declaration, siteLock, cache, objects, previous, own, request.Listings, composing, cancel);
        findings.AddRange(composing.All);
        if (site is null || findings.HasErrors)
        {
            return null;
        }

        // What a change of the site brought with it is told once; what is so of the site itself, by every build.
        var header = StateHeader.Of(site, key) with { Warnings = [.. composing.All.Where(f => !AcceptanceDiagnostics.IsOfAChange(f))] };
        var reconciling = new ReconcileRequest(output, site.Tree, site.Objects, header, request.Adopt, request.HashEverything)
        {
            Find = files => FoundCode.In(files, siteLock, declaration, header.Versions, cache, objects),
        };
        return Reconciler.Run(reconciling, findings, cancel) is { } report ? Built(output, header, report, SiteChange.Lines(before, header)) : null;
    }

    // An edit there is seen by the next build, since this one composes what it then finds under the key of what it found now.
    private static List<string> Folders(SiteDeclaration declaration, OutputFolder output, Findings findings) =>
        [.. declaration.ActivePlugins.Select(p => p.Source is Source.Folder folder ? findings.Take(FolderSource.Fingerprint(folder, p.SourceOrigin, output.Path, OwnerRecord.FileOf(output))) : null).OfType<string>()];

    private static BuiltSite Built(OutputFolder output, StateHeader header, ReconcileReport report, ImmutableArray<string> changes) =>
        new(output.Path, header.Tree, header.MoodleRelease, header.MoodleCommit, report, changes);
}
