using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Delivery;

/// <summary>
/// The file beside an archive that names its SHA-256, in the form of <c>sha256sum -c</c>, and as a comment, in the same form, that of the tar inside:
/// <c>sed -n 's/^# //p' x.tar.gz.sha256 | sha256sum -c</c> checks an archive that was unpacked with gunzip.
/// </summary>
internal static class ChecksumFile
{
    // Two lines, each with a name.
    private const long Largest = 64 << 10;

    public static string PathOf(string archive) => archive + ".sha256";

    public static string Text(string archive, ArchiveFormat format, ArchiveDigest digest)
    {
        var name = Path.GetFileName(archive);
        var inside = name[..^format.Codec.Extension.Length];
        return $"{digest.Sha256}  {name}\n" + (inside == name ? "" : $"# {digest.TarSha256}  {inside}\n");
    }

    /// <summary>What the file says of an archive that it fits, by content and not by name alone; null when either is absent or they differ.</summary>
    public static ArchiveDigest? ReadIfItFits(string archive, ArchiveFormat format, CancellationToken cancel)
    {
        if (!File.Exists(archive) || RegularFile.TryRead(PathOf(archive), Largest) is not { } bytes)
        {
            return null;
        }

        using var content = new FileStream(RegularFile.OpenToRead(archive), FileAccess.Read);
        // It may have been grown without end.
        var sha256 = Convert.ToHexStringLower(SHA256.HashDataAsync(content, cancel).AsTask().GetAwaiter().GetResult());
        var text = Encoding.UTF8.GetString(bytes);
        var inside = text.Split('\n').ElementAtOrDefault(1)?.Split(' ').ElementAtOrDefault(1);
        var digest = new ArchiveDigest(sha256, content.Length, inside ?? sha256);
        return text == Text(archive, format, digest) ? digest : null;
    }
}
