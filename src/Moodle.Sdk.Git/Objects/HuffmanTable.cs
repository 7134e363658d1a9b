namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// A table that a decoder of deflate looks up with the next bits of its input. Codes longer than the first look-up lead to a second one.
/// Source: RFC 1951, 3.2.2; which sets of codes are refused is as zlib does it.
/// </summary>
/// <remarks>
/// An entry holds, from the lowest bits: 8 bits, how many bits to consume, extra bits included; 4 bits, how many of these are the code;
/// flags; 16 bits, the value: a literal, the base of a length or distance, or where the second look-up begins.
/// </remarks>
/// <param name="widestLook">Bits of the first look-up at most.</param>
/// <param name="symbols">How many symbols have codes at most: at least two share each second look-up.</param>
internal sealed class HuffmanTable(int widestLook, int symbols)
{
    /// <summary>The value is a literal byte.</summary>
    public const uint Literal = 0x8000_0000;

    /// <summary>Neither a literal, a length nor a distance: one of the next two, or a code that means nothing.</summary>
    public const uint Special = 0x8000;

    /// <summary>The end of the block.</summary>
    public const uint EndOfBlock = 0x4000;

    /// <summary>The code is longer; the code's bits are the width of the second look-up.</summary>
    public const uint Longer = 0x2000;

    private const int LongestCode = 15;

    /// <summary>The entries: those of the first look-up, then those of the second ones.</summary>
    public uint[] Entries { get; } = new uint[(1 << widestLook) + (symbols / 2 << (LongestCode - widestLook))];

    /// <summary>Bits of the first look-up.</summary>
    public int FirstBits { get; private set; }

    /// <summary>Fills the table; false when no such set of codes may be.</summary>
    /// <param name="lengths">The length of each symbol's code; 0 for none.</param>
    /// <param name="meanings">What each symbol stands for: an entry without the code's bits.</param>
    /// <param name="mayBeSparse">A single code of one bit, or none at all, is allowed.</param>
    public bool TryBuild(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> meanings, bool mayBeSparse)
    {
        Span<int> next = stackalloc int[LongestCode + 1];
        if (!TryNumber(lengths, mayBeSparse, next, out var longest))
        {
            return false;
        }

        FirstBits = Math.Min(widestLook, Math.Max(1, longest));
        var free = 1 << FirstBits;
        Entries.AsSpan(0, free).Fill(Special);
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
                Fill(Entries.AsSpan(0, 1 << FirstBits), code, length, meanings[symbol]);
            }
            else
            {
                Fill(Second(code & ((1 << FirstBits) - 1), longest - FirstBits, ref free), code >> FirstBits, length - FirstBits, meanings[symbol]);
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

    // The second look-up behind an entry of the first, made with its first code.
    private Span<uint> Second(int first, int width, ref int free)
    {
        if (Entries[first] == Special)
        {
            Entries[first] = Special | Longer | ((uint)free << 16) | ((uint)width << 8) | (uint)FirstBits;
            free += 1 << width;
        }

        return Entries.AsSpan((int)(Entries[first] >> 16), 1 << width);
    }

    // A code shorter than the look-up stands for every number that begins with it.
    private static void Fill(Span<uint> entries, int code, int length, uint meaning)
    {
        var entry = meaning + (uint)((length << 8) + length);
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
