using System.Buffers.Binary;
using System.IO.Compression;

namespace Moodle.Sdk.Delivery;

/// <summary>
/// What a gzip member is made of here (RFC 1952): a fixed header, raw deflate data in shares that end on a byte, an empty last block, sum and length.
/// The shares are compressed on any number of cores; since each begins afresh, their bytes do not depend on which core or when.
/// </summary>
internal static class GzipFormat
{
    /// <summary>
    /// The level of .NET's zlib-ng whose size comes within 3 % of zlib's level 6, which git archive uses, on Moodle's code (docs/decisions.md).
    /// </summary>
    public static ZLibCompressionOptions Options { get; } = new() { CompressionLevel = 5 };

    /// <summary>Deflate, no name, no time, no hint of the machine (OS 255, unknown).</summary>
    public static ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];

    /// <summary>An empty block with fixed codes, marked as the last: RFC 1951, 3.2.3.</summary>
    public static ReadOnlySpan<byte> LastBlock => [0x03, 0x00];

    /// <summary>The end of the member.</summary>
    /// <param name="crc">CRC-32 of the uncompressed bytes.</param>
    /// <param name="length">Their number; the format holds it modulo 2^32.</param>
    public static byte[] Trailer(uint crc, long length)
    {
        var trailer = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), unchecked((uint)length));
        return trailer;
    }
}
