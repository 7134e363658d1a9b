using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Delivery;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Folders;
using Moodle.Sdk.Sources.OwnFiles;

namespace Moodle.Sdk.Verbs;

/// <summary>What is published where.</summary>
/// <param name="Declaration">The site.</param>
/// <param name="LockFile">Full path of the lock.</param>
/// <param name="PublishFolder">Full path of the published folder; null where the archives alone are wanted.</param>
/// <param name="ArtifactsFolder">Full path of the folder for archives.</param>
/// <param name="Folders">The project's own folders.</param>
/// <param name="ArchiveFormats"><c>MoodleArchiveFormats</c> as it is written.</param>
/// <param name="Exclude">The globs of <c>MoodlePublishExclude</c>.</param>
/// <param name="Adopt"><c>MoodleAdopt</c>, for the published folder.</param>
/// <param name="SourceDateEpoch">The value of SOURCE_DATE_EPOCH; null when it is not set.</param>
/// <param name="AllowDirty"><c>MoodleAllowDirty</c>: plugins may come from folders that differ from what is committed.</param>
/// <param name="Listings">What was listed before in this <c>dotnet publish</c>.</param>
public sealed record PublishRequest(
    SiteDeclaration Declaration,
    string LockFile,
    string? PublishFolder,
    string ArtifactsFolder,
    ProjectFolders Folders,
    string ArchiveFormats,
    ImmutableArray<string> Exclude,
    bool Adopt,
    string? SourceDateEpoch,
    bool AllowDirty,
    TreeListings Listings);

/// <summary>What publishing came to.</summary>
/// <param name="Folder">Full path of the published folder; null when none was asked for.</param>
/// <param name="Changes">What moved in that folder, a line for each component.</param>
/// <param name="MoodleRelease">Moodle's release.</param>
/// <param name="MoodleCommit">Moodle's commit.</param>
/// <param name="Dirty">The plugins whose code no repository has.</param>
/// <param name="Archives">The archives.</param>
public sealed record PublishedSite(
    string? Folder, ImmutableArray<string> Changes, string MoodleRelease, CommitId MoodleCommit, ImmutableArray<ComponentName> Dirty, ImmutableArray<PublishedArchive> Archives);

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
            || !findings.TryTake(FolderOf(request), out var folder)
            || findings.Take(LockFile.ReadBytes(request.LockFile, declaration.Core.Origin)) is not { } lockBytes
            || findings.Take(LockFile.ParseFitting(request.LockFile, lockBytes, declaration)) is not { } siteLock
            || findings.Take(openCache()) is not { } cache)
        {
            return null;
        }

        declaration = declaration.Complete(siteLock);
        using var objects = new SiteObjects(cache, findings, cancel);
        var own = OwnContent.Read(declaration.OwnFiles, findings);
        var site = findings.HasErrors ? null : SiteComposer.Compose(declaration, siteLock, cache, objects, previous: null, own, request.Listings, findings, cancel);
        OpenedComponent[] dirty = [.. (site?.FromFolders ?? []).Where(IsDirty)];
        findings.AddRange(request.AllowDirty ? [] : dirty.Select(Refusal));
        if (site is null
            || findings.Take(DeliveredTree.Of(site.Tree, request.Exclude, Property("MoodlePublishExclude"))) is not { } delivered
            || !findings.TryTake(DeliveryTime.Of(request.SourceDateEpoch, site.NewestCommit), out var time)
            || findings.HasErrors)
        {
            return null;
        }

        // Every publish composes, so the delivered tree itself is the key.
        var header = StateHeader.Of(site, delivered.Id.ToString()) with { Tree = delivered.Id };
        var before = folder?.State.ReadState()?.Header;
        if (folder is not null && Reconciler.Run(
            new ReconcileRequest(folder, delivered, site.Objects, header, request.Adopt) { Find = files => FoundCode.In(files, siteLock, declaration, header.Versions, cache, objects) }, findings, cancel) is null)
        {
            return null;
        }

        var archiving = new ArchiveRequest(declaration.Name, site.MoodleRelease, delivered, site.Objects, time, request.ArtifactsFolder, formats);
        return findings.TryTake(ArchivePublisher.Publish(archiving, cancel), out var archives)
            ? new PublishedSite(folder?.Path, folder is null ? [] : SiteChange.Lines(before, header), site.MoodleRelease, site.MoodleCommit, [.. dirty.Select(d => d.Component)], archives)
            : null;
    }

    // What was tried out only, or is nowhere else, cannot be delivered a second time.
    private static bool IsDirty(OpenedComponent plugin) => ((CodeOrigin.Folder)plugin.Code.From).Copy?.HeadTree() != plugin.Code.Tree;

    private static Diagnostic Refusal(OpenedComponent plugin) =>
        FolderDiagnostics.Dirty(plugin.Origin, ((CodeOrigin.Folder)plugin.Code.From).Source, ((CodeOrigin.Folder)plugin.Code.From).Copy is not null);

    private static Result<OutputFolder?> FolderOf(PublishRequest request) => request.PublishFolder is not { } path
        ? (OutputFolder?)null
        : OutputFolder.At(path, request.Folders, new Origin(request.Declaration.ProjectFile, "PublishDir")).Then<OutputFolder?>(folder => folder);
}
