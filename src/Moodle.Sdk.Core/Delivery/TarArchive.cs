using System.Buffers;
using System.Collections.Immutable;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Delivery.Tar;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Delivery;

/// <summary>What an archive turned out to be.</summary>
/// <param name="Sha256">SHA-256 of the archive, in hexadecimal digits.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="TarSha256">SHA-256 of the tar inside, which is the archive itself when nothing is compressed.</param>
public sealed record ArchiveDigest(string Sha256, long Size, string TarSha256);

/// <summary>
/// Streams a tree as a tar, compressed or not. Reading, tarring and compressing run on all cores over shares of consecutive entries;
/// the bytes are a function of the tree and the time.
/// </summary>
/// <param name="tree">The tree.</param>
/// <param name="objects">Reads the tree's blobs.</param>
/// <param name="time">The time of every entry.</param>
/// <param name="format">Compressed or not.</param>
internal sealed class TarArchive(SiteTree tree, SiteObjects objects, DateTimeOffset time, ArchiveFormat format)
{
    // Large enough that starting each share with an empty compression window costs little, small enough to keep all cores busy to the end.
    private const int EntriesPerShare = 128;

    private readonly long _time = time.ToUnixTimeSeconds();

    /// <summary>Writes the archive.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="workers">Threads to use; the bytes do not depend on it.</param>
    /// <param name="cancel">Stops at the next piece.</param>
    /// <exception cref="UnreadableEntryException">An entry's blob is absent or damaged.</exception>
    public ArchiveDigest WriteTo(Stream output, int workers, CancellationToken cancel)
    {
        var entries = TarEntry.Of(tree);
        var shares = (entries.Length + EntriesPerShare - 1) / EntriesPerShare;
        using var sum = new Sum(output, format.IsCompressed);
        OrderedWork<TarPiece>.Run(shares, workers, (share, handOver) => Produce(entries, share, handOver, cancel), sum.Add, cancel);
        using (var end = new TarShare(format.IsCompressed, sum.Add))
        {
            new TarWriter(_time, end).WriteEnd(sum.TarSize);
            end.Complete();
        }

        return sum.Finish();
    }

    /// <summary>
    /// True when an archive begins as this one would: with the same tree id and time, which fix the rest of the tar.
    /// </summary>
    public bool BeginsLike(Stream archive)
    {
        var expected = new MemoryTar();
        new TarWriter(_time, expected).WriteTreeId(tree.Id);
        var begin = new byte[expected.Bytes.WrittenCount];
        try
        {
            using var tar = format.IsCompressed ? new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true) : archive;
            return tar.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) == begin.Length && expected.Bytes.WrittenSpan.SequenceEqual(begin);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private void Produce(ImmutableArray<TarEntry> entries, int share, Action<TarPiece> handOver, CancellationToken cancel)
    {
        using var pieces = new TarShare(format.IsCompressed, handOver);
        var tar = new TarWriter(_time, pieces);
        var first = share * EntriesPerShare;
        if (first == 0)
        {
            tar.WriteTreeId(tree.Id);
        }

        for (var ordinal = first; ordinal < Math.Min(first + EntriesPerShare, entries.Length); ordinal++)
        {
            cancel.ThrowIfCancellationRequested();
            Write(tar, entries[ordinal], ordinal);
        }

        pieces.Complete();
    }

    private void Write(TarWriter tar, TarEntry entry, int ordinal)
    {
        if (entry.Source is not { } source)
        {
            tar.WriteFolder(entry, ordinal);
            return;
        }

        try
        {
            objects.Read(
                source,
                (tar, entry, ordinal),
                static (content, at) => at.tar.Write(at.entry, at.ordinal, content));
        }
        catch (MissingObjectException e)
        {
            throw new UnreadableEntryException(entry.Path, e);
        }
    }

    private sealed class MemoryTar : ITarOutput
    {
        public ArrayBufferWriter<byte> Bytes { get; } = new();

        public void Write(ReadOnlySpan<byte> bytes) => Bytes.Write(bytes);
    }

    /// <summary>Writes the pieces as they come and sums them up: the one serial part.</summary>
    private sealed class Sum : IDisposable
    {
        private readonly Stream _output;
        private readonly bool _compressed;
        private readonly IncrementalHash _tarHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly Crc32 _crc = new();
        private long _size;

        public Sum(Stream output, bool compressed)
        {
            (_output, _compressed) = (output, compressed);
            if (compressed)
            {
                Write(GzipFormat.Header);
            }
        }

        public long TarSize { get; private set; }

        public void Add(TarPiece piece)
        {
            TarSize += piece.Tar.Count;
            _tarHash.AppendData(piece.Tar);
            if (_compressed)
            {
                _crc.Append(piece.Tar);
                Write(piece.Deflated);
            }
            else
            {
                _output.Write(piece.Tar);
            }

            piece.Free();
        }

        public ArchiveDigest Finish()
        {
            var tarSha256 = Convert.ToHexStringLower(_tarHash.GetHashAndReset());
            if (!_compressed)
            {
                return new(tarSha256, TarSize, tarSha256);
            }

            Write(GzipFormat.LastBlock);
            Write(GzipFormat.Trailer(_crc.GetCurrentHashAsUInt32(), TarSize));
            return new(Convert.ToHexStringLower(_hash.GetHashAndReset()), _size, tarSha256);
        }

        public void Dispose()
        {
            _tarHash.Dispose();
            _hash.Dispose();
        }

        private void Write(ReadOnlySpan<byte> bytes)
        {
            _size += bytes.Length;
            _hash.AppendData(bytes);
            _output.Write(bytes);
        }
    }
}

/// <summary>The content of an entry cannot be read from the git cache.</summary>
/// <param name="path">The entry's path.</param>
/// <param name="cause">Which object of which repository.</param>
internal sealed class UnreadableEntryException(string path, MissingObjectException cause) : IOException(cause.Message, cause)
{
    /// <summary>The entry's path.</summary>
    public string EntryPath { get; } = path;

    /// <summary>Which object of which repository.</summary>
    public MissingObjectException Cause { get; } = cause;
}
