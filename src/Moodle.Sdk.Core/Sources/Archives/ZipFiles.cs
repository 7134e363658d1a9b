using System.IO.Compression;
using System.Text;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Archives;

/// <summary>The files of a zip. What a name or a sum in it is read by is APPNOTE.TXT of PKWARE, and Info-ZIP for the modes of Unix.</summary>
internal static class ZipFiles
{
    // A name without the mark of UTF-8 is in it all the same, mostly, and where it is not the file's name is not known.
    private static readonly UTF8Encoding Names = new(false, throwOnInvalidBytes: true);

    /// <inheritdoc cref="PackedFiles.In"/>
    public static IEnumerable<MadeFile> In(Stream archive)
    {
        using var zip = Open(archive, out var haveModes);
        foreach (var (entry, hasMode) in zip.Entries.Zip(haveModes).Where(e => !e.First.FullName.EndsWith('/')))
        {
            if (entry.IsEncrypted)
            {
                throw new BadArchiveException($"'{entry.FullName}' is encrypted");
            }

            var path = PackedNames.PathOf(entry.FullName);
            var mode = hasMode ? ModeOf(entry, path) : EntryMode.File;
            if (mode == EntryMode.SymbolicLink)
            {
                PackedNames.CheckLink(path, Target(entry, path));
            }

            yield return new(path, mode, entry.Length, () => Content(entry, path));
        }
    }

    private static ZipArchive Open(Stream archive, out List<bool> haveModes)
    {
        try
        {
            var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true, Names);
            // Before its entries are asked for, which a directory without end would fill the memory with.
            haveModes = ZipHeaders.Check(archive);
            return zip.Entries.Count == haveModes.Count ? zip : throw new InvalidDataException("its directory ends early");
        }
        catch (DecoderFallbackException)
        {
            throw new BadArchiveException("a name in it is written in another encoding than UTF-8: pack it again");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            throw new BadArchiveException($"it is damaged ({e.Message})");
        }
    }

    private static EntryMode ModeOf(ZipArchiveEntry entry, string path)
    {
        const int kinds = 0xF000, link = 0xA000, file = 0x8000, executable = 0x40;
        var unix = entry.ExternalAttributes >> 16;
        return (unix & kinds) switch
        {
            link => EntryMode.SymbolicLink,
            0 or file => (unix & executable) != 0 ? EntryMode.Executable : EntryMode.File,
            _ => throw new BadArchiveException($"'{path}' is neither a file nor a folder nor a link"),
        };
    }

    private static string Target(ZipArchiveEntry entry, string path)
    {
        using var content = Content(entry, path);
        var target = new byte[Math.Min(entry.Length, 4096)];
        content.ReadExactly(target);
        return Encoding.UTF8.GetString(target);
    }

    private static CheckedContent Content(ZipArchiveEntry entry, string path)
    {
        try
        {
            return new(entry.Open(), entry.Length, entry.Crc32, path);
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw new BadArchiveException($"'{path}' cannot be unpacked ({e.Message})");
        }
    }
}
