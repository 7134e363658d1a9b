using System.Text;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Delivery.Tar;

/// <summary>
/// Writes tar entries as ustar, with a pax header before those that ustar cannot hold: the bytes are a function of the entries and the time alone.
/// System.Formats.Tar is not used since it puts the process id into the names of its pax headers.
/// </summary>
/// <param name="time">The time of every entry, in seconds since 1970.</param>
/// <param name="output">Takes the bytes in order, and copies them.</param>
internal sealed class TarWriter(long time, Action<ReadOnlySpan<byte>> output)
{
    /// <summary>Tars are padded to this size, as tar and git do: twenty blocks.</summary>
    public const int RecordSize = 20 * TarHeader.BlockSize;

    /// <summary>
    /// Begins the tar with the tree's id where <c>git get-tar-commit-id</c> looks for a commit's: a pax global comment.
    /// Source: git's archive-tar.c (write_global_extended_header) and builtin/get-tar-commit-id.c.
    /// </summary>
    public void WriteTreeId(TreeId tree) =>
        WriteAttributes(TarKind.ArchiveAttributes, "pax_global_header"u8, TarHeader.PaxRecord("comment", Encoding.ASCII.GetBytes(tree.ToString())));

    public void WriteFolder(TarEntry entry, int ordinal) => WriteHeader(entry, ordinal, 0, []);

    /// <summary>Writes a file with its content, or a link whose target the content is.</summary>
    public void Write(TarEntry entry, int ordinal, ReadOnlySpan<byte> content)
    {
        if (entry.Kind == TarKind.Link)
        {
            WriteHeader(entry, ordinal, 0, content);
            return;
        }

        WriteHeader(entry, ordinal, content.Length, []);
        WritePadded(content);
    }

    /// <summary>Ends the tar: two blocks of zeros, and more up to a whole record.</summary>
    /// <param name="written">Bytes of the tar so far.</param>
    public void WriteEnd(long written)
    {
        var ended = written + 2 * TarHeader.BlockSize;
        var zeros = 2 * TarHeader.BlockSize + (int)((RecordSize - ended % RecordSize) % RecordSize);
        output(new byte[zeros]);
    }

    private void WriteHeader(TarEntry entry, int ordinal, long size, ReadOnlySpan<byte> target)
    {
        var path = Encoding.UTF8.GetBytes(entry.Path);
        var fits = TrySplit(path, out var prefix, out var name);
        var targetFits = target.Length <= TarHeader.NameSize && Ascii.IsValid(target);
        if (!fits || !targetFits)
        {
            byte[] records =
            [
                .. fits ? [] : TarHeader.PaxRecord("path", path),
                .. targetFits ? [] : TarHeader.PaxRecord("linkpath", target),
            ];
            WriteAttributes(TarKind.EntryAttributes, Fallback("pax_header", ordinal), records);
        }

        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        new TarHeader
        {
            // Where the pax header holds the path or target, this is what a reader without pax falls back to. Not empty: libarchive
            // takes a link without a target here for no symbolic link.
            Name = fits ? name : Fallback("pax_entry", ordinal),
            Prefix = fits ? prefix : [],
            LinkTarget = targetFits ? target : Fallback("pax_header", ordinal),
            Kind = entry.Kind,
            Mode = entry.Mode,
            Size = size,
            Time = time,
        }.WriteTo(block);
        output(block);
    }

    private void WriteAttributes(TarKind kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> records)
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        new TarHeader { Name = name, Kind = kind, Mode = 0b110_110_110, Size = records.Length, Time = time }.WriteTo(block);
        output(block);
        WritePadded(records);
    }

    private void WritePadded(ReadOnlySpan<byte> content)
    {
        output(content);
        Span<byte> zeros = stackalloc byte[TarHeader.BlockSize];
        zeros.Clear();
        output(zeros[..TarHeader.Padding(content.Length)]);
    }

    private static byte[] Fallback(string folder, int ordinal) => Encoding.ASCII.GetBytes($"{folder}/{ordinal:00000000}");

    // The prefix ends before a slash that is not the path's last byte, as far right as it may be.
    private static bool TrySplit(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> prefix, out ReadOnlySpan<byte> name)
    {
        prefix = [];
        name = path;
        if (!Ascii.IsValid(path))
        {
            return false;
        }

        if (path.Length <= TarHeader.NameSize)
        {
            return true;
        }

        var slash = path[..Math.Min(path.Length - 1, TarHeader.PrefixSize + 1)].LastIndexOf((byte)'/');
        if (slash <= 0 || path.Length - slash - 1 > TarHeader.NameSize)
        {
            return false;
        }

        prefix = path[..slash];
        name = path[(slash + 1)..];
        return true;
    }
}
