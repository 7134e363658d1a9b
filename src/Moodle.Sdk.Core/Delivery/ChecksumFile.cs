using System.Security.Cryptography;
using System.Text;

namespace Moodle.Sdk.Delivery;

/// <summary>
/// The file beside an archive that names its SHA-256, in the form of <c>sha256sum -c</c>, and as a comment, in the same form, that of the tar inside:
/// <c>sed -n 's/^# //p' x.tar.gz.sha256 | sha256sum -c</c> checks an archive that was unpacked with gunzip.
/// </summary>
internal static class ChecksumFile
{
    /// <summary>The checksum file of an archive.</summary>
    public static string PathOf(string archive) => archive + ".sha256";

    /// <summary>The file's content.</summary>
    public static string Text(string archive, ArchiveFormat format, ArchiveDigest digest)
    {
        var name = Path.GetFileName(archive);
        var text = new StringBuilder($"{digest.Sha256}  {name}\n");
        if (format.IsCompressed)
        {
            text.Append($"# {digest.TarSha256}  {TarName(name)}\n");
        }

        return text.ToString();
    }

    /// <summary>What the file says of an archive that it fits, by content and not by name alone; null when either is absent or they differ.</summary>
    public static ArchiveDigest? ReadIfItFits(string archive, ArchiveFormat format)
    {
        if (!File.Exists(archive) || !File.Exists(PathOf(archive)))
        {
            return null;
        }

        using var content = new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var text = File.ReadAllText(PathOf(archive));
        var tarSha256 = format.IsCompressed ? text.Split('\n').ElementAtOrDefault(1)?.Split(' ').ElementAtOrDefault(1) : sha256;
        var digest = new ArchiveDigest(sha256, content.Length, tarSha256 ?? "");
        return text == Text(archive, format, digest) ? digest : null;
    }

    private static string TarName(string name) => Path.GetFileNameWithoutExtension(name);
}
