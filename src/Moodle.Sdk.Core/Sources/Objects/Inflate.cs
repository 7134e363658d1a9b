using System.IO.Compression;

namespace Moodle.Sdk.Sources.Objects;

/// <summary>Decompresses zlib data in memory.</summary>
internal static unsafe class Inflate
{
    /// <summary>Whether so much data can make so many bytes at all: a few bytes of data can claim any size. Deflate makes at most 258 bytes of 2 bits.</summary>
    public static bool CanMake(long data, long output) => output <= PackFile.LongestObject && output <= data * 1032;

    /// <summary>
    /// Decompresses from the start of the data until the output is full or the data ends. What follows in the data is not looked at.
    /// </summary>
    /// <returns>The bytes made; -1 when the data is damaged or broken off.</returns>
    public static int Fill(ReadOnlySpan<byte> data, Span<byte> output)
    {
        if (data.IsEmpty)
        {
            return -1;
        }

        fixed (byte* start = data)
        {
            using var memory = new UnmanagedMemoryStream(start, data.Length);
            using var stream = new ZLibStream(memory, CompressionMode.Decompress);
            try
            {
                return stream.ReadAtLeast(output, output.Length, throwOnEndOfStream: false);
            }
            catch (InvalidDataException)
            {
                return -1;
            }
        }
    }
}
