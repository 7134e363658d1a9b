using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Delivery.Tar;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Delivery;

/// <summary>What is to be published as archives.</summary>
internal sealed record ArchiveRequest
{
    public required string SiteName { get; init; }

    /// <summary>Moodle's release, such as <c>4.5.6</c>.</summary>
    public required string MoodleRelease { get; init; }

    /// <summary>The delivered tree.</summary>
    public required SiteTree Tree { get; init; }

    /// <summary>Reads the tree's blobs.</summary>
    public required SiteObjects Objects { get; init; }

    /// <summary>The time of every entry, from <see cref="DeliveryTime"/>.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Full path of the artifacts folder; it is made when absent.</summary>
    public required string Folder { get; init; }

    public ImmutableArray<ArchiveFormat> Formats { get; init; } = [ArchiveFormat.TarGz];

    /// <summary>Threads to use. The bytes do not depend on it; memory grows with it.</summary>
    public int Workers { get; init; } = Math.Min(Environment.ProcessorCount, 8);
}

/// <summary>An archive in the artifacts folder.</summary>
/// <param name="Path">Full path.</param>
/// <param name="ChecksumFile">Full path of the file that names its checksums.</param>
/// <param name="Format">Its format.</param>
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
                var standing = Standing(archive, path, format);
                var digest = standing ?? Write(archive, path, format, request.Workers, cancel);
                published.Add(new(path, ChecksumFile.PathOf(path), format, request.Tree.Id, digest, WasThere: standing is not null));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return ProblemOf(e, path);
            }
        }

        return published.ToImmutable();
    }

    private static ArchiveDigest? Standing(Archive archive, string path, ArchiveFormat format)
    {
        if (ChecksumFile.ReadIfItFits(path, format) is not { } digest)
        {
            return null;
        }

        using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return archive.BeginsLike(content) ? digest : null;
    }

    private static ArchiveDigest Write(Archive archive, string path, ArchiveFormat format, int workers, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var content = PartialFile.Create(path);
        var digest = archive.WriteTo(content.Stream, workers, cancel);
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
    internal static Diagnostic ProblemOf(Exception fault, string path) => fault switch
    {
        UnreadableEntryException unreadable => DeliveryDiagnostics.UnreadableContent(unreadable.EntryPath, unreadable.Cause),
        _ when FaultKinds.Of(fault) == FaultKind.DiskFull => DeliveryDiagnostics.DiskFull(path),
        _ => DeliveryDiagnostics.NotWritable(path, fault),
    };
}
