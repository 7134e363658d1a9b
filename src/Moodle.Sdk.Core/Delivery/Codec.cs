using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Moodle.Sdk.Delivery;

/// <summary>
/// How an archive stores the bytes of its container: a header, then the shares, then an end. This one stores them as they are.
/// Shares are compressed on any number of cores; since each begins afresh, their bytes do not depend on which core or when.
/// </summary>
internal class Codec
{
    /// <summary>No compression.</summary>
    public static Codec None { get; } = new();

    /// <summary>One gzip member.</summary>
    public static Codec Gzip { get; } = new GzipCodec();

    /// <summary>What file names bear after the container's extension, with its dot.</summary>
    public virtual string Extension => "";

    /// <summary>The archive's first bytes.</summary>
    public virtual ReadOnlySpan<byte> Header => [];

    /// <summary>The compressor of one share, or null when bytes stay as they are. Flushing it brings the share to the end of a byte, so that the next one can follow.</summary>
    /// <param name="output">Takes the compressed bytes; it stays open.</param>
    public virtual Stream? Compressor(Stream output) => null;

    /// <summary>A new checksum of the uncompressed bytes, of the kind that the end of the archive bears.</summary>
    public virtual NonCryptographicHashAlgorithm? Checksum() => null;

    /// <summary>The archive's last bytes.</summary>
    /// <param name="checksum">What <see cref="Checksum"/> gave, with all bytes appended.</param>
    /// <param name="length">Number of uncompressed bytes.</param>
    public virtual byte[] End(NonCryptographicHashAlgorithm? checksum, long length) => [];

    /// <summary>Reads the container's bytes out of an archive; it throws <see cref="InvalidDataException"/> for bytes of another codec.</summary>
    public virtual Stream Decompressor(Stream archive) => archive;

    /// <summary>RFC 1952: a fixed header, raw deflate data, an empty last block, checksum and length.</summary>
    private sealed class GzipCodec : Codec
    {
        // The level of .NET's zlib-ng whose size comes within 3 % of zlib's level 6, which git archive uses, on Moodle's code (docs/decisions.md).
        private static readonly ZLibCompressionOptions Options = new() { CompressionLevel = 5 };

        public override string Extension => ".gz";

        // Deflate, no name, no time, no hint of the machine (OS 255, unknown).
        public override ReadOnlySpan<byte> Header => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];

        // Its flush is a sync flush: an empty stored block brings the data to the end of a byte.
        public override Stream Compressor(Stream output) => new DeflateStream(output, Options, leaveOpen: true);

        public override NonCryptographicHashAlgorithm Checksum() => new Crc32();

        // An empty block with fixed codes, marked as the last (RFC 1951, 3.2.3); then CRC-32, and the length modulo 2^32.
        public override byte[] End(NonCryptographicHashAlgorithm? checksum, long length)
        {
            byte[] end = [0x03, 0x00, .. checksum!.GetCurrentHash(), 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(^4..), unchecked((uint)length));
            return end;
        }

        public override Stream Decompressor(Stream archive) => new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
    }
}
