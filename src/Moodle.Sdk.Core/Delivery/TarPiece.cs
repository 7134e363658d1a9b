using System.IO.Compression;
using Moodle.Sdk.Delivery.Tar;

namespace Moodle.Sdk.Delivery;

/// <summary>A stretch of the tar, and of its compressed form that has come out so far. Holds pooled memory until <see cref="Free"/>.</summary>
/// <param name="Tar">Bytes of the tar.</param>
/// <param name="Deflated">Bytes of raw deflate data; empty when nothing is compressed.</param>
internal readonly record struct TarPiece(ArraySegment<byte> Tar, ArraySegment<byte> Deflated)
{
    /// <summary>Gives the memory back.</summary>
    public void Free()
    {
        PooledBytes.Return(Tar);
        PooledBytes.Return(Deflated);
    }
}

/// <summary>Cuts one share of the tar into pieces of a fixed size and compresses them as one run of deflate data that ends on a byte.</summary>
internal sealed class TarShare : ITarOutput, IDisposable
{
    /// <summary>Bytes of the tar in a piece; the last of a share has fewer.</summary>
    public const int PieceSize = 1 << 20;

    private readonly Action<TarPiece> _handOver;
    private readonly PooledBytes _tar = new();
    private readonly PooledBytes _deflated = new();
    private readonly DeflateStream? _deflate;

    public TarShare(bool compress, Action<TarPiece> handOver)
    {
        _handOver = handOver;
        _deflate = compress ? new DeflateStream(_deflated, GzipFormat.Options, leaveOpen: true) : null;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var taken = Math.Min(bytes.Length, PieceSize - (int)_tar.Length);
            _tar.Write(bytes[..taken]);
            bytes = bytes[taken..];
            if (_tar.Length == PieceSize)
            {
                HandOver(last: false);
            }
        }
    }

    /// <summary>Hands over the last piece.</summary>
    public void Complete() => HandOver(last: true);

    /// <summary>Lets go of the compressor; what it would still write ends a stream, which the share does not.</summary>
    public void Dispose()
    {
        _deflate?.Dispose();
        _deflated.Dispose();
        _tar.Dispose();
    }

    private void HandOver(bool last)
    {
        var tar = _tar.Take();
        _deflate?.Write(tar);
        if (last)
        {
            // A sync flush: an empty stored block brings the data to a byte's end, so that the next share can follow.
            _deflate?.Flush();
        }

        _handOver(new(tar, _deflated.Take()));
    }
}
