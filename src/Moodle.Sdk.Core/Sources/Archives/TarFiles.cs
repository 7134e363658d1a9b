using System.Buffers.Binary;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Archives;

/// <summary>The files of a tar.gz. Source of the format: POSIX pax, and GNU tar's manual for long names.</summary>
internal static class TarFiles
{
    // A reader takes what stands for long names into memory before anybody can look at it.
    private const long LongestHeader = 1 << 20;
    private const int Block = 512;

    /// <inheritdoc cref="PackedFiles.In"/>
    public static IEnumerable<MadeFile> In(Stream archive)
    {
        CheckHeaders(archive);
        archive.Position = 0;
        using var tar = new TarReader(new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true));
        while (Told(() => tar.GetNextEntry()) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.GlobalExtendedAttributes or TarEntryType.Directory))
            {
                yield return Read(entry);
            }
        }
    }

    private static MadeFile Read(TarEntry entry)
    {
        var path = PackedNames.PathOf(entry.Name);
        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                var mode = entry.Mode.HasFlag(UnixFileMode.UserExecute) ? EntryMode.Executable : EntryMode.File;
                return new(path, mode, entry.Length, () => entry.DataStream is { } content ? new CheckedContent(content, entry.Length, null, path) : Stream.Null);
            case TarEntryType.SymbolicLink:
                PackedNames.CheckLink(path, entry.LinkName);
                return MadeFile.Of(path, EntryMode.SymbolicLink, Encoding.UTF8.GetBytes(entry.LinkName));
            default:
                throw new BadArchiveException(entry.EntryType == TarEntryType.HardLink
                    ? $"'{path}' is a hard link to '{entry.LinkName}': pack it again with --hard-dereference"
                    : $"'{path}' is neither a file nor a folder nor a link");
        }
    }

    // Goes from header to header as every reader must.
    private static void CheckHeaders(Stream archive)
    {
        using var tar = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        var (header, skipped) = (new byte[Block], new byte[64 * Block]);
        var left = PackedFiles.LargestUnpacked;
        while (Told(() => tar.ReadAtLeast(header, Block, throwOnEndOfStream: false)) == Block)
        {
            var size = header.AsSpan().IndexOfAnyExcept((byte)0) < 0 ? 0 : SizeIn(header);
            if ((char)header[156] is 'x' or 'g' or 'L' or 'K' && size is < 0 or > LongestHeader)
            {
                throw new BadArchiveException("it has a name that is longer than names can be");
            }

            left -= Block + size;
            if (size < 0 || left < 0)
            {
                throw new BadArchiveException(string.Create(CultureInfo.InvariantCulture, $"it unpacks to more than {PackedFiles.LargestUnpacked >> 20} MB, as no plugin does"));
            }

            for (var rest = (size + Block - 1) / Block * Block; rest > 0;)
            {
                var read = Told(() => tar.Read(skipped, 0, (int)Math.Min(rest, skipped.Length)));
                rest = read == 0 ? throw new BadArchiveException("it ends in the middle of a file") : rest - read;
            }
        }
    }

    // The sum is that of the header's bytes, with spaces in its own place.
    private static long SizeIn(byte[] header)
    {
        var sum = 8L * ' ';
        foreach (var part in header.AsSpan(0, 148))
        {
            sum += part;
        }

        foreach (var part in header.AsSpan(156))
        {
            sum += part;
        }

        return NumberIn(header.AsSpan(148, 8)) == sum ? NumberIn(header.AsSpan(124, 12)) : throw new BadArchiveException("it is damaged (the sum of a header is wrong)");
    }

    // Octal, or where the first bit is set a number of its own.
    private static long NumberIn(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
        {
            return field.Length == 12 && field[1..4].IndexOfAnyExcept((byte)0) < 0 ? BinaryPrimitives.ReadInt64BigEndian(field[4..]) : -1;
        }

        var number = 0L;
        foreach (var digit in field.Trim(" \0"u8))
        {
            number = digit is >= (byte)'0' and <= (byte)'7' ? (number * 8) + digit - '0' : throw new BadArchiveException("it is damaged (what should be a number is none)");
        }

        return number;
    }

    private static T Told<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new BadArchiveException($"it is damaged ({e.Message})");
        }
    }
}
