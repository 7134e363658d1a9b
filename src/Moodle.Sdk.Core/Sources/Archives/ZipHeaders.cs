using System.Buffers.Binary;
using System.Globalization;

namespace Moodle.Sdk.Sources.Archives;

/// <summary>
/// A zip says twice what a file is: in the directory at its end, and before the file's bytes. Some programs go by the one and some by the other, so an archive
/// in which they differ would be another code base to each. Source: PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16.
/// </summary>
internal static class ZipHeaders
{
    private const int End = 22;
    private const int Central = 46;
    private const int Local = 30;
    private const byte Unix = 3;
    private const byte MacOS = 19;
    private const ushort SizesFollow = 8;
    private const uint IsIn64Bits = uint.MaxValue;

    // Of the form for more files there is a third list of where the directory is.
    private const ushort MostFiles = ushort.MaxValue - 1;
    private const int LargestDirectory = 64 << 20;

    // Of both headers, from the same place on: flags, method, time, date, sum and the two sizes.
    private const int Common = 20;

    /// <summary>Compares them, and says of each file in the order of the directory whether its mode is one of Unix.</summary>
    /// <exception cref="BadArchiveException">They differ.</exception>
    public static List<bool> Check(Stream archive)
    {
        var directory = Directory(archive);
        var haveModes = new List<bool>();
        for (var at = directory.AsSpan(); at.StartsWith("PK\u0001\u0002"u8) && at.Length >= Central;)
        {
            var (name, extra, comment) = (Number(at, 28), Number(at, 30), Number(at, 32));
            if (at.Length < Central + name + extra + comment)
            {
                throw Damaged();
            }

            haveModes.Add(at[5] is Unix or MacOS);
            Compare(archive, at[8..], at.Slice(Central, name), BinaryPrimitives.ReadUInt32LittleEndian(at[42..]));
            at = at[(Central + name + extra + comment)..];
        }

        return haveModes;
    }

    private static void Compare(Stream archive, ReadOnlySpan<byte> central, ReadOnlySpan<byte> name, uint offset)
    {
        var header = Read(archive, offset, Local + name.Length);
        var local = header.AsSpan(6, Common);
        var isSame = header.AsSpan().StartsWith("PK\u0003\u0004"u8) && Number(header, 26) == name.Length && header.AsSpan(Local).SequenceEqual(name)
            && Number(local, 0) == Number(central, 0) && Number(local, 2) == Number(central, 2);
        var hasSizes = (Number(local, 0) & SizesFollow) == 0 && BinaryPrimitives.ReadUInt32LittleEndian(local[12..]) != IsIn64Bits;
        if (!isSame || (hasSizes && !local[8..].SequenceEqual(central[8..Common])))
        {
            throw Damaged();
        }
    }

    // The last end there is, as a comment of up to 64 KB may follow it.
    private static byte[] Directory(Stream archive)
    {
        var length = (int)Math.Min(archive.Length, End + ushort.MaxValue);
        var tail = Read(archive, archive.Length - length, length);
        var end = tail.AsSpan()[Math.Max(0, tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8))..];
        if (!end.StartsWith("PK\u0005\u0006"u8) || end.Length < End || Number(end, 4) != 0)
        {
            throw Damaged();
        }

        var (size, offset) = (BinaryPrimitives.ReadUInt32LittleEndian(end[12..]), BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
        return Number(end, 10) > MostFiles || size > LargestDirectory
            ? throw new BadArchiveException(string.Create(CultureInfo.InvariantCulture, $"it has more than {MostFiles:N0} files, as no plugin does"))
            : Read(archive, offset, (int)size);
    }

    private static byte[] Read(Stream archive, long offset, int length)
    {
        if (offset < 0 || offset + length > archive.Length)
        {
            throw Damaged();
        }

        var bytes = new byte[length];
        archive.Position = offset;
        archive.ReadExactly(bytes);
        return bytes;
    }

    private static ushort Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static BadArchiveException Damaged() => new("it is damaged (its two lists of files differ)");
}
