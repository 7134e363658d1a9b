using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Delivery;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation;

namespace Moodle.Sdk.Verbs;

/// <summary>What is published where.</summary>
public sealed record PublishRequest
{
    /// <summary>The site.</summary>
    public required SiteDeclaration Declaration { get; init; }

    /// <summary>Full path of the lock.</summary>
    public required string LockFile { get; init; }

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

    /// <summary>What was listed before in this build.</summary>
    public TreeListings Listings { get; init; } = new();
}

/// <summary>What publishing came to.</summary>
/// <param name="Folder">Full path of the published folder.</param>
/// <param name="MoodleRelease">Moodle's release.</param>
/// <param name="MoodleCommit">Moodle's commit.</param>
/// <param name="Archives">The archives.</param>
public sealed record PublishedSite(string Folder, string MoodleRelease, CommitId MoodleCommit, ImmutableArray<PublishedArchive> Archives);

/// <summary>Publishes a site as a folder and as archives, from lock and cache alone: the output of a build plays no part.</summary>
public static class Publish
{
    /// <summary>Publishes.</summary>
    /// <param name="request">What and where.</param>
    /// <param name="openCache">Opens the git cache.</param>
    /// <param name="findings">Takes errors and warnings.</param>
    /// <param name="cancel">Stops it; an archive is there complete or not at all.</param>
    /// <returns>What was published; null when there are errors.</returns>
    public static PublishedSite? Run(PublishRequest request, Func<Result<IGitCache>> openCache, Findings findings, CancellationToken cancel)
    {
        var declaration = request.Declaration;
        Origin Property(string name) => new(declaration.ProjectFile, name);
        if (!findings.TryTake(ArchiveFormat.ParseList(request.ArchiveFormats, Property("MoodleArchiveFormats")), out var formats)
            || findings.Take(OutputFolder.At(request.PublishFolder, request.Folders, Property("PublishDir"))) is not { } folder
            || findings.Take(LockFile.ReadBytes(request.LockFile, declaration.Core.Origin)) is not { } lockBytes
            || findings.Take(LockFile.ParseFitting(request.LockFile, lockBytes, declaration)) is not { } siteLock
            || findings.Take(openCache()) is not { } cache)
        {
            return null;
        }

        using var site = SiteComposer.Compose(declaration, siteLock, cache, previous: null, request.Listings, findings, cancel);
        if (site is null
            || findings.Take(DeliveredTree.Of(site.Tree, request.Exclude, Property("MoodlePublishExclude"))) is not { } delivered
            || !findings.TryTake(DeliveryTime.Of(request.SourceDateEpoch, site.NewestCommit), out var time)
            || findings.HasErrors)
        {
            return null;
        }

        var reconciling = new ReconcileRequest
        {
            Output = folder,
            Tree = delivered,
            Objects = site.Objects,
            // Every publish composes, so the delivered tree itself is the key.
            Header = StateHeader.Of(site, delivered.Id.ToString()) with { Tree = delivered.Id },
            Adopt = request.Adopt,
        };
        if (Reconciler.Run(reconciling, findings, cancel) is null)
        {
            return null;
        }

        var archiving = new ArchiveRequest
        {
            SiteName = declaration.Name,
            MoodleRelease = site.MoodleRelease,
            Tree = delivered,
            Objects = site.Objects,
            Time = time,
            Folder = request.ArtifactsFolder,
            Formats = formats,
        };
        return findings.TryTake(ArchivePublisher.Publish(archiving, cancel), out var archives)
            ? new PublishedSite(folder.Path, site.MoodleRelease, site.MoodleCommit, archives)
            : null;
    }
}
