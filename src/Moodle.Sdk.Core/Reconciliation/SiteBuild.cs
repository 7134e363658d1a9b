using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Reconciliation;

/// <summary>What is built where.</summary>
public sealed record BuildRequest
{
    /// <summary>The site.</summary>
    public required SiteDeclaration Declaration { get; init; }

    /// <summary>Full path of the lock.</summary>
    public required string LockFile { get; init; }

    /// <summary>Full path of the output.</summary>
    public required string OutputPath { get; init; }

    /// <summary>The project's own folders.</summary>
    public required ProjectFolders Folders { get; init; }

    /// <summary><c>MoodleAdopt</c>.</summary>
    public bool Adopt { get; init; }

    /// <summary>What was listed before in this build.</summary>
    public TreeListings Listings { get; init; } = new();

    /// <summary>Rebuild: trust no file's times.</summary>
    public bool HashEverything { get; init; }
}

/// <summary>What a build came to.</summary>
/// <param name="OutputPath">Full path of the output.</param>
/// <param name="Tree">The site tree that the output equals.</param>
/// <param name="MoodleRelease">Moodle's release, such as <c>4.5.6</c>.</param>
/// <param name="MoodleCommit">Moodle's commit.</param>
/// <param name="Report">What was done to the output.</param>
public sealed record SiteBuildResult(string OutputPath, TreeId Tree, string MoodleRelease, CommitId MoodleCommit, ReconcileReport Report);

/// <summary>
/// The build of a site: from lock, declaration and cache to an output that equals the site tree. It works offline; a lock or a commit that is
/// missing is an error that says <c>dotnet restore</c>.
/// </summary>
public static class SiteBuild
{
    /// <summary>Builds a site.</summary>
    /// <param name="request">What and where.</param>
    /// <param name="openCache">Opens the git cache; not called when there is nothing to do.</param>
    /// <param name="findings">Takes the warnings; a build that has nothing to do repeats those of the build that had.</param>
    /// <param name="cancel">Stops the build; the next one ends right.</param>
    public static Result<SiteBuildResult> Run(BuildRequest request, Func<Result<IGitCache>> openCache, Findings findings, CancellationToken cancel) =>
        OutputFolder.At(request.OutputPath, request.Folders, new Origin(request.Declaration.ProjectFile, "OutputPath")).Then(output =>
            LockedComposition.ReadLock(request.Declaration, request.LockFile).Then(lockBytes =>
            {
                var key = SiteKey.Of(request.Declaration, lockBytes);
                var confirmed = request.HashEverything ? (OutputState?)null : Reconciler.Confirm(output, key, findings, cancel);
                return confirmed.Then(state => state is null
                    ? Compose(request, lockBytes, output, key, openCache, findings, cancel)
                    : new SiteBuildResult(output.Path, state.Header.Tree, state.Header.MoodleRelease, state.Header.MoodleCommit, ReconcileReport.NoChange));
            }));

    private static Result<SiteBuildResult> Compose(
        BuildRequest request, byte[] lockBytes, OutputFolder output, string key, Func<Result<IGitCache>> openCache, Findings findings, CancellationToken cancel)
    {
        var composing = new Findings();
        var previous = output.State.ReadState()?.Header.Versions;
        var composed = LockedComposition.Compose(request.Declaration, request.LockFile, lockBytes, openCache, previous, request.Listings, composing, cancel);
        return composed.Then(site =>
        {
            using (site)
            {
                findings.AddRange(composing.All);
                return Reconcile(request, output, key, site, composing, findings, cancel);
            }
        });
    }

    private static Result<SiteBuildResult> Reconcile(
        BuildRequest request, OutputFolder output, string key, ComposedSite site, Findings composing, Findings findings, CancellationToken cancel)
    {
        var header = new StateHeader
        {
            SiteKey = key,
            Tree = site.Tree.Id,
            MoodleRelease = site.MoodleRelease,
            MoodleCommit = site.Lock.Core.Commit,
            Versions = site.Versions,
            PluginRoots = site.PluginRoots,
            // What a change of the site brought with it is told once; what is so of the site itself, by every build.
            Warnings = [.. composing.All.Where(f => !AcceptanceWarnings.IsOfAChange(f))],
        };
        var reconciled = Reconciler.Run(
            new ReconcileRequest
            {
                Output = output,
                Tree = site.Tree,
                Objects = site.Objects,
                Header = header,
                Adopt = request.Adopt,
                HashEverything = request.HashEverything,
            },
            findings,
            cancel);
        return reconciled.Then<SiteBuildResult>(report => new SiteBuildResult(output.Path, site.Tree.Id, site.MoodleRelease, site.Lock.Core.Commit, report));
    }
}
