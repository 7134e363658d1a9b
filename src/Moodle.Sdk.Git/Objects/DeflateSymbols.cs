namespace Moodle.Sdk.Git.Objects;

/// <summary>What the symbols of deflate stand for, as entries of a <see cref="HuffmanTable"/> without the bits of their codes. Source: RFC 1951, 3.2.5 and 3.2.7.</summary>
internal static class DeflateSymbols
{
    private const int EndOfBlock = 256;
    private const int LastLength = 285;
    private const int LongestLength = 258;

    /// <summary>Literals, the end of a block, lengths; the last two mean nothing.</summary>
    public static uint[] Lengths { get; } = [.. Enumerable.Range(0, 288).Select(Length)];

    /// <summary>Distances; the last two mean nothing.</summary>
    public static uint[] Distances { get; } = [.. Enumerable.Range(0, 32).Select(Distance)];

    /// <summary>The lengths of codes, as values.</summary>
    public static uint[] CodeLengths { get; } = [.. Enumerable.Range(0, 19).Select(symbol => (uint)symbol << 16)];

    // From the ninth on, four lengths share a number of extra bits, and each begins where the one before it ends.
    private static uint Length(int symbol)
    {
        switch (symbol)
        {
            case < EndOfBlock:
                return HuffmanTable.Literal | ((uint)symbol << 16);
            case EndOfBlock:
                return HuffmanTable.Special | HuffmanTable.EndOfBlock;
            case LastLength:
                return LongestLength << 16;
            case > LastLength:
                return HuffmanTable.Special;
        }

        var number = symbol - EndOfBlock - 1;
        var extra = number < 8 ? 0 : (number >> 2) - 1;
        var start = number < 8 ? number : (4 + (number & 3)) << extra;
        return ((uint)(start + 3) << 16) + (uint)extra;
    }

    // The same for distances, two at a time from the fifth on.
    private static uint Distance(int symbol)
    {
        if (symbol > 29)
        {
            return HuffmanTable.Special;
        }

        var extra = symbol < 4 ? 0 : (symbol >> 1) - 1;
        var start = symbol < 4 ? symbol : (2 + (symbol & 1)) << extra;
        return ((uint)(start + 1) << 16) + (uint)extra;
    }
}
