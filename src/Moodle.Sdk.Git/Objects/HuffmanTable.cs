namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// A table that a decoder of deflate looks up with the next bits of its input. Codes longer than the first look-up lead to a second one.
/// Source: RFC 1951, 3.2.2; which sets of codes are refused is as zlib does it.
/// </summary>
/// <remarks>
/// An entry holds, from the lowest bits: 8 bits, how many bits to consume, extra bits included; 4 bits, how many of these are the code;
/// flags; 16 bits, the value: a literal, the base of a length or distance, or where the second look-up begins.
/// </remarks>
internal sealed class HuffmanTable(int widestLook, int capacity)
{
    /// <summary>The value is a literal byte.</summary>
    public const uint Literal = 0x8000_0000;

    /// <summary>Neither a literal, a length nor a distance: one of the next two, or a code that means nothing.</summary>
    public const uint Special = 0x8000;

    /// <summary>The end of the block.</summary>
    public const uint EndOfBlock = 0x4000;

    /// <summary>The code is longer; the code's bits are the width of the second look-up.</summary>
    public const uint Longer = 0x2000;

    /// <summary>No code is longer.</summary>
    public const int LongestCode = 15;

    // How wide the second look-up is behind each entry of the first.
    private readonly byte[] _widths = new byte[1 << widestLook];

    /// <summary>The entries: those of the first look-up, then those of the second ones.</summary>
    public uint[] Entries { get; } = new uint[capacity];

    /// <summary>Bits of the first look-up.</summary>
    public int FirstBits { get; private set; }

    /// <summary>Fills the table; false when no such set of codes may be.</summary>
    /// <param name="lengths">The length of each symbol's code; 0 for none.</param>
    /// <param name="symbols">What each symbol stands for: an entry without the code's bits.</param>
    /// <param name="mayBeSparse">A single code of one bit, or none at all, is allowed.</param>
    public bool TryBuild(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> symbols, bool mayBeSparse)
    {
        Span<int> next = stackalloc int[LongestCode + 1];
        if (!TryNumber(lengths, mayBeSparse, next, out var longest))
        {
            return false;
        }

        FirstBits = Math.Min(widestLook, Math.Max(1, longest));
        var first = Entries.AsSpan(0, 1 << FirstBits);
        first.Fill(Special);
        if (longest > FirstBits)
        {
            MeasureSecond(lengths, next);
        }

        var free = first.Length;
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0)
            {
                continue;
            }

            var code = Reversed(next[length]++, length);
            if (length <= FirstBits)
            {
                Fill(first, code, length, symbols[symbol]);
            }
            else if (!TryPutSecond(code, length, symbols[symbol], ref free))
            {
                return false;
            }
        }

        return true;
    }

    // The first code of each length; false when there are more codes than bits can tell apart, or fewer.
    private static bool TryNumber(ReadOnlySpan<byte> lengths, bool mayBeSparse, Span<int> next, out int longest)
    {
        Span<int> counts = stackalloc int[LongestCode + 1];
        counts.Clear();
        foreach (var length in lengths)
        {
            counts[length]++;
        }

        (longest, counts[0]) = (0, 0);
        int left = 1, code = 0;
        for (var length = 1; length <= LongestCode; length++)
        {
            left = (left << 1) - counts[length];
            if (left < 0)
            {
                return false;
            }

            code = (code + counts[length - 1]) << 1;
            next[length] = code;
            longest = counts[length] > 0 ? length : longest;
        }

        return left == 0 || (mayBeSparse && longest <= 1);
    }

    private void MeasureSecond(ReadOnlySpan<byte> lengths, ReadOnlySpan<int> firstCodes)
    {
        Array.Clear(_widths);
        Span<int> next = stackalloc int[LongestCode + 1];
        firstCodes.CopyTo(next);
        foreach (int length in lengths)
        {
            if (length > FirstBits)
            {
                ref var width = ref _widths[Reversed(next[length]++, length) & ((1 << FirstBits) - 1)];
                width = (byte)Math.Max(width, length - FirstBits);
            }
        }
    }

    private bool TryPutSecond(int code, int length, uint symbol, ref int free)
    {
        var at = code & ((1 << FirstBits) - 1);
        var size = 1 << _widths[at];
        if (Entries[at] == Special)
        {
            if (free + size > Entries.Length)
            {
                return false;
            }

            Entries[at] = Special | Longer | ((uint)free << 16) | ((uint)_widths[at] << 8) | (uint)FirstBits;
            Entries.AsSpan(free, size).Fill(Special);
            free += size;
        }

        Fill(Entries.AsSpan((int)(Entries[at] >> 16), size), code >> FirstBits, length - FirstBits, symbol);
        return true;
    }

    // A code shorter than the look-up stands for every number that begins with it.
    private static void Fill(Span<uint> entries, int code, int length, uint symbol)
    {
        var entry = symbol + (uint)((length << 8) + length);
        for (var at = code; at < entries.Length; at += 1 << length)
        {
            entries[at] = entry;
        }
    }

    // Codes come with their highest bit first, everything else with its lowest. Neighbours change places, then pairs, and so on.
    private static int Reversed(int code, int length)
    {
        var bits = (uint)code;
        bits = ((bits & 0x5555) << 1) | ((bits >> 1) & 0x5555);
        bits = ((bits & 0x3333) << 2) | ((bits >> 2) & 0x3333);
        bits = ((bits & 0x0F0F) << 4) | ((bits >> 4) & 0x0F0F);
        bits = ((bits & 0x00FF) << 8) | (bits >> 8);
        return (int)(bits >> (16 - length));
    }
}
