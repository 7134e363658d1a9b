using System.IO.Hashing;
using System.Security.Cryptography;
using Moodle.Sdk.Delivery.Tar;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Delivery;

/// <summary>What an archive turned out to be.</summary>
/// <param name="Sha256">SHA-256 of the archive, in hexadecimal digits.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="TarSha256">SHA-256 of the tar inside, which is the archive itself when nothing is compressed.</param>
public sealed record ArchiveDigest(string Sha256, long Size, string TarSha256);

/// <summary>
/// Streams a container through a codec. Reading, packing and compressing run on all cores over the container's shares; the bytes are a function
/// of the container and the codec.
/// </summary>
internal sealed class Archive(TarContainer container, Codec codec)
{
    /// <summary>Writes the whole archive.</summary>
    /// <param name="workers">Threads to use; the bytes do not depend on it.</param>
    /// <exception cref="UnreadableEntryException">An entry's blob is absent or damaged.</exception>
    public ArchiveDigest WriteTo(Stream output, int workers, CancellationToken cancel)
    {
        using var sum = new Sum(output, codec);
        sum.Write(codec.Header);
        OrderedWork<ArchivePiece>.Run(
            container.Shares, workers, (number, handOver) => Compress(handOver, to => container.WriteShare(number, to, cancel)), sum.Add, cancel);
        Compress(sum.Add, to => container.WriteEnd(sum.ContentSize, to));
        return sum.Finish();
    }

    /// <summary>True when an archive begins as this one would, which fixes the rest: see <see cref="TarContainer.WriteBeginning"/>.</summary>
    public bool BeginsLike(Stream archive)
    {
        var expected = new MemoryStream();
        container.WriteBeginning(expected.Write);
        var begin = new byte[expected.Length];
        try
        {
            using var content = codec.Decompressor(archive);
            content.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
            return begin.SequenceEqual(expected.ToArray());
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private void Compress(Action<ArchivePiece> handOver, Action<Action<ReadOnlySpan<byte>>> write)
    {
        using var share = new ArchiveShare(codec, handOver);
        write(share.Write);
        share.Complete();
    }

    /// <summary>Writes the pieces as they come and sums them up: the one serial part.</summary>
    private sealed class Sum(Stream output, Codec codec) : IDisposable
    {
        private readonly NonCryptographicHashAlgorithm? _checksum = codec.Checksum();
        private readonly IncrementalHash _contentHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        // What is stored as it is has the hash of its content.
        private readonly IncrementalHash? _hash = codec == Codec.None ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _size;

        public long ContentSize { get; private set; }

        public void Add(ArchivePiece piece)
        {
            ContentSize += piece.Content.Count;
            _contentHash.AppendData(piece.Content);
            _checksum?.Append(piece.Content);
            Write(piece.Stored);
            piece.Free();
        }

        public ArchiveDigest Finish()
        {
            Write(codec.End(_checksum, ContentSize));
            var content = Convert.ToHexStringLower(_contentHash.GetHashAndReset());
            return new(_hash is null ? content : Convert.ToHexStringLower(_hash.GetHashAndReset()), _size, content);
        }

        public void Dispose()
        {
            _contentHash.Dispose();
            _hash?.Dispose();
        }

        public void Write(ReadOnlySpan<byte> bytes)
        {
            _size += bytes.Length;
            _hash?.AppendData(bytes);
            output.Write(bytes);
        }
    }
}
