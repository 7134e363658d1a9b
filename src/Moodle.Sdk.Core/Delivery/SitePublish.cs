using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Delivery;

/// <summary>What is published where.</summary>
public sealed record PublishRequest
{
    /// <summary>The site.</summary>
    public required SiteDeclaration Declaration { get; init; }

    /// <summary>Full path of the lock.</summary>
    public required string LockFile { get; init; }

    /// <summary>What was listed before in this build.</summary>
    public TreeListings Listings { get; init; } = new();

    /// <summary>Full path of the published folder.</summary>
    public required string PublishFolder { get; init; }

    /// <summary>Full path of the folder for archives.</summary>
    public required string ArtifactsFolder { get; init; }

    /// <summary>The project's own folders.</summary>
    public required ProjectFolders Folders { get; init; }

    /// <summary><c>MoodleArchiveFormats</c> as it is written.</summary>
    public required string ArchiveFormats { get; init; }

    /// <summary>The globs of <c>MoodlePublishExclude</c>.</summary>
    public required ImmutableArray<string> Exclude { get; init; }

    /// <summary><c>MoodleAdopt</c>, for the published folder.</summary>
    public bool Adopt { get; init; }

    /// <summary>The value of SOURCE_DATE_EPOCH; null when it is not set.</summary>
    public string? SourceDateEpoch { get; init; }
}

/// <summary>What publishing came to.</summary>
/// <param name="Folder">Full path of the published folder.</param>
/// <param name="MoodleRelease">Moodle's release.</param>
/// <param name="MoodleCommit">Moodle's commit.</param>
/// <param name="Archives">The archives.</param>
public sealed record SitePublishResult(string Folder, string MoodleRelease, CommitId MoodleCommit, ImmutableArray<PublishedArchive> Archives);

/// <summary>Publishes a site as a folder and as archives, from lock and cache alone: the output of a build plays no part.</summary>
public static class SitePublish
{
    /// <summary>Publishes.</summary>
    /// <param name="request">What and where.</param>
    /// <param name="openCache">Opens the git cache.</param>
    /// <param name="findings">Takes the warnings.</param>
    /// <param name="cancel">Stops it; an archive is there complete or not at all.</param>
    public static Result<SitePublishResult> Run(PublishRequest request, Func<Result<IGitCache>> openCache, Findings findings, CancellationToken cancel)
    {
        var project = request.Declaration.ProjectFile;
        return ArchiveFormat.ParseList(request.ArchiveFormats, new Origin(project, "MoodleArchiveFormats")).Then(formats =>
            OutputFolder.At(request.PublishFolder, request.Folders, new Origin(project, "PublishDir")).Then(folder =>
                Compose(request, openCache, findings, cancel).Then(site =>
                {
                    using (site)
                    {
                        return DeliveredTree.Of(site.Tree, request.Exclude, new Origin(project, "MoodlePublishExclude")).Then(tree =>
                            DeliveryTime.Of(request.SourceDateEpoch, site.NewestCommit).Then(time =>
                                WriteFolder(request, folder, site, tree, findings, cancel).Then(_ => Archive(request, folder, site, tree, time, formats, cancel))));
                    }
                })));
    }

    private static Result<ComposedSite> Compose(PublishRequest request, Func<Result<IGitCache>> openCache, Findings findings, CancellationToken cancel) =>
        LockedComposition.ReadLock(request.Declaration, request.LockFile).Then(lockBytes =>
            LockedComposition.Compose(request.Declaration, request.LockFile, lockBytes, openCache, previous: null, request.Listings, findings, cancel));

    private static Result<ReconcileReport> WriteFolder(
        PublishRequest request, OutputFolder folder, ComposedSite site, SiteTree tree, Findings findings, CancellationToken cancel) =>
        Reconciler.Run(
            new ReconcileRequest
            {
                Output = folder,
                Tree = tree,
                Objects = site.Objects,
                Adopt = request.Adopt,
                Header = new StateHeader
                {
                    // Every publish composes, so the delivered tree itself is the key.
                    SiteKey = tree.Id.ToString(),
                    Tree = tree.Id,
                    MoodleRelease = site.MoodleRelease,
                    MoodleCommit = site.Lock.Core.Commit,
                    Versions = site.Versions,
                    PluginRoots = site.PluginRoots,
                },
            },
            findings,
            cancel);

    private static Result<SitePublishResult> Archive(
        PublishRequest request,
        OutputFolder folder,
        ComposedSite site,
        SiteTree tree,
        DateTimeOffset time,
        ImmutableArray<ArchiveFormat> formats,
        CancellationToken cancel) =>
        ArchivePublisher.Publish(
            new ArchiveRequest
            {
                SiteName = request.Declaration.Name,
                MoodleRelease = site.MoodleRelease,
                Tree = tree,
                Objects = site.Objects,
                Time = time,
                Folder = request.ArtifactsFolder,
                Formats = formats,
            },
            cancel).Then<SitePublishResult>(archives => new SitePublishResult(folder.Path, site.MoodleRelease, site.Lock.Core.Commit, archives));
}
