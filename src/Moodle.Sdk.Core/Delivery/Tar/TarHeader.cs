using System.Text;

namespace Moodle.Sdk.Delivery.Tar;

/// <summary>The kinds of tar headers written here; the values are the type flags of POSIX ustar and pax.</summary>
internal enum TarKind : byte
{
    File = (byte)'0',
    Link = (byte)'2',
    Folder = (byte)'5',
    EntryAttributes = (byte)'x',
    ArchiveAttributes = (byte)'g',
}

/// <summary>
/// One 512-byte ustar header with everything fixed that could tell two machines apart: owner root (0), group root (0), no device.
/// Source of the layout: POSIX.1-2017, pax, "ustar Interchange Format".
/// </summary>
internal readonly ref struct TarHeader
{
    /// <summary>Length in bytes of a header, and of the unit that contents are padded to.</summary>
    public const int BlockSize = 512;

    /// <summary>Most bytes of a name, and of a link's target, that fit the header.</summary>
    public const int NameSize = 100;

    /// <summary>Most bytes of the folders that may stand before the name.</summary>
    public const int PrefixSize = 155;

    /// <summary>The path, or its last part when there is a prefix.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>The first part of a path that is too long for the name, without the slash between them.</summary>
    public ReadOnlySpan<byte> Prefix { get; init; }

    public ReadOnlySpan<byte> LinkTarget { get; init; }

    public required TarKind Kind { get; init; }

    /// <summary>Permission bits.</summary>
    public required int Mode { get; init; }

    /// <summary>Length of the content in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Time { get; init; }

    /// <summary>Writes the header over a block.</summary>
    public void WriteTo(Span<byte> block)
    {
        block.Clear();
        Name.CopyTo(block[..NameSize]);
        WriteOctal(block.Slice(100, 8), Mode);
        WriteOctal(block.Slice(108, 8), 0);
        WriteOctal(block.Slice(116, 8), 0);
        WriteOctal(block.Slice(124, 12), Size);
        WriteOctal(block.Slice(136, 12), Time);
        block[156] = (byte)Kind;
        LinkTarget.CopyTo(block.Slice(157, NameSize));
        "ustar\0"u8.CopyTo(block[257..]);
        "00"u8.CopyTo(block[263..]);
        "root"u8.CopyTo(block[265..]);
        "root"u8.CopyTo(block[297..]);
        WriteOctal(block.Slice(329, 8), 0);
        WriteOctal(block.Slice(337, 8), 0);
        Prefix.CopyTo(block.Slice(345, PrefixSize));
        WriteChecksum(block);
    }

    /// <summary>Bytes of a content and of the zeros that fill its last block.</summary>
    public static int Padding(long size) => (int)(-size & (BlockSize - 1));

    // The sum is taken with the checksum field itself as spaces; it is written as six digits, a NUL and a space.
    private static void WriteChecksum(Span<byte> block)
    {
        var field = block.Slice(148, 8);
        field.Fill((byte)' ');
        var sum = 0;
        foreach (var b in block)
        {
            sum += b;
        }

        WriteOctal(field[..7], sum);
    }

    private static void WriteOctal(Span<byte> field, long value)
    {
        var rest = value;
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (rest & 7));
            rest >>= 3;
        }

        field[^1] = 0;
        if (rest != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(value), value, $"Too large for {field.Length - 1} octal digits.");
        }
    }

    /// <summary>One pax record: its own length in decimal digits, a space, <c>key=value</c> and a line end.</summary>
    public static byte[] PaxRecord(string key, ReadOnlySpan<byte> value)
    {
        var rest = 1 + key.Length + 1 + value.Length + 1;
        var length = rest + DigitsOf(rest);
        // The digits count themselves, which may ask for one more.
        length = rest + DigitsOf(length);
        return [.. Encoding.ASCII.GetBytes($"{length} {key}="), .. value, (byte)'\n'];
    }

    private static int DigitsOf(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
}
