using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Delivery.Tar;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Delivery;

/// <summary>What is to be published as archives.</summary>
/// <param name="SiteName">The first part of their names.</param>
/// <param name="MoodleRelease">Such as <c>4.5.6</c>.</param>
/// <param name="Tree">The delivered tree.</param>
/// <param name="Objects">Reads the tree's blobs. Not owned.</param>
/// <param name="Time">The time of every entry, from <see cref="DeliveryTime"/>.</param>
/// <param name="Folder">Full path of the artifacts folder; it is made when absent.</param>
/// <param name="Formats">An archive is made of each.</param>
internal sealed record ArchiveRequest(
    string SiteName, string MoodleRelease, SiteTree Tree, SiteObjects Objects, DateTimeOffset Time, string Folder, ImmutableArray<ArchiveFormat> Formats);

/// <summary>An archive in the artifacts folder.</summary>
/// <param name="Path">Full path.</param>
/// <param name="ChecksumFile">Full path of the file that names its checksums.</param>
/// <param name="Tree">The delivered tree that it holds.</param>
/// <param name="Digest">Its hashes and size.</param>
/// <param name="WasThere">True when the same archive was there already and is kept.</param>
public sealed record PublishedArchive(string Path, string ChecksumFile, ArchiveFormat Format, TreeId Tree, ArchiveDigest Digest, bool WasThere);

/// <summary>
/// Writes archives into the artifacts folder as <c>&lt;site&gt;-&lt;moodle release&gt;-&lt;short tree id&gt;.&lt;format&gt;</c>, each with a checksum file.
/// An archive appears under its name complete or not at all.
/// </summary>
internal static class ArchivePublisher
{
    // The bytes do not depend on it; memory grows with it.
    private static readonly int Workers = Math.Min(Environment.ProcessorCount, 8);

    /// <summary>Publishes every format asked for. An archive that is there already, whole and of the same tree and time, is kept.</summary>
    /// <returns>The archives, or MOODLE1703 to MOODLE1705.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; nothing half-written remains.</exception>
    public static Result<ImmutableArray<PublishedArchive>> Publish(ArchiveRequest request, CancellationToken cancel)
    {
        var published = ImmutableArray.CreateBuilder<PublishedArchive>();
        var container = new TarContainer(request.Tree, request.Objects, request.Time);
        foreach (var format in request.Formats)
        {
            var path = Path.Combine(request.Folder, FileName(request, format));
            try
            {
                var archive = new Archive(container, format.Codec);
                var standing = Standing(archive, path, format, cancel);
                var digest = standing ?? Write(archive, path, format, cancel);
                published.Add(new(path, ChecksumFile.PathOf(path), format, request.Tree.Id, digest, WasThere: standing is not null));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return DiagnosticOf(e, path);
            }
        }

        return published.ToImmutable();
    }

    private static ArchiveDigest? Standing(Archive archive, string path, ArchiveFormat format, CancellationToken cancel)
    {
        if (ChecksumFile.ReadIfItFits(path, format, cancel) is not { } digest)
        {
            return null;
        }

        using var content = new FileStream(RegularFile.OpenToRead(path), FileAccess.Read);
        return archive.BeginsLike(content) ? digest : null;
    }

    private static ArchiveDigest Write(Archive archive, string path, ArchiveFormat format, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var content = PartialFile.Create(path);
        var digest = archive.WriteTo(content.Stream, Workers, cancel);
        using var checksums = PartialFile.Create(ChecksumFile.PathOf(path));
        checksums.Stream.Write(System.Text.Encoding.UTF8.GetBytes(ChecksumFile.Text(path, format, digest)));
        // The archive first: whoever is stopped in between leaves a checksum that does not fit, and the next publish sees it.
        content.MoveIntoPlace();
        checksums.MoveIntoPlace();
        return digest;
    }

    // Releases and site names are free text: what a file name on some system cannot hold becomes a dash.
    private static string FileName(ArchiveRequest request, ArchiveFormat format)
    {
        var name = $"{request.SiteName}-{request.MoodleRelease}-{request.Tree.Id.Id.ToShortString()}";
        return string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '+' or '-' ? c : '-')) + "." + format.Name;
    }

    /// <summary>What to tell of a fault while an archive is written.</summary>
    internal static Diagnostic DiagnosticOf(Exception fault, string path) => fault switch
    {
        RefusedContentException refused => CompositionDiagnostics.RefusedFile(refused),
        UnreadableEntryException unreadable => DeliveryDiagnostics.UnreadableContent(unreadable.EntryPath, unreadable.Cause),
        SystemFaultException { Fault: { Store: not null } refused } => SourceDiagnostics.StoreNotReadable(refused),
        _ when SystemFault.Of("write", path, fault).Kind == FaultKind.DiskFull => DeliveryDiagnostics.DiskFull(path),
        _ => DeliveryDiagnostics.NotWritable(path, fault),
    };
}
