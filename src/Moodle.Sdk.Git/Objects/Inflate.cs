namespace Moodle.Sdk.Git.Objects;

/// <summary>Decompresses zlib data in memory.</summary>
internal static class Inflate
{
    [ThreadStatic]
    private static Inflater? _inflater;

    /// <summary>Whether so much data can make so many bytes at all: a few bytes of data can claim any size. Deflate makes at most 258 bytes of 2 bits.</summary>
    public static bool CanMake(long data, long output) => output <= PackFile.LongestObject && output <= data * 1032;

    /// <summary>Decompresses a whole piece of data, which must make just so many bytes. What follows in the data is not looked at.</summary>
    /// <param name="data">The data; may reach beyond its end.</param>
    /// <param name="content">Takes the bytes.</param>
    /// <param name="used">Length of the piece, its checksum included.</param>
    public static InflateEnd Whole(ReadOnlySpan<byte> data, PooledObject content, out int used)
    {
        var inflater = _inflater ??= new Inflater();
        var end = inflater.Run(data, content.Buffer, content.Length);
        used = inflater.Used;
        return end == InflateEnd.Complete && inflater.Made != content.Length ? InflateEnd.Damaged : end;
    }

    /// <summary>Decompresses from the start of the data until the output is full or the data ends.</summary>
    /// <returns>The bytes made; -1 when the data is damaged.</returns>
    public static int Head(ReadOnlySpan<byte> data, Span<byte> output)
    {
        var inflater = _inflater ??= new Inflater();
        return inflater.Run(data, output, output.Length) == InflateEnd.Damaged ? -1 : inflater.Made;
    }
}
