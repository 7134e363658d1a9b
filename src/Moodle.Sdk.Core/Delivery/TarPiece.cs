using System.Buffers;
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
        ArrayPool<byte>.Shared.Return(Tar.Array!);
        if (Deflated.Count > 0)
        {
            ArrayPool<byte>.Shared.Return(Deflated.Array!);
        }
    }
}

/// <summary>Cuts one share of the tar into pieces of a fixed size and compresses them as one run of deflate data that ends on a byte.</summary>
internal sealed class TarShare : ITarOutput, IDisposable
{
    /// <summary>Bytes of the tar in a piece; the last of a share has fewer.</summary>
    public const int PieceSize = 1 << 20;

    private readonly Action<TarPiece> _handOver;
    private readonly MemoryStream _deflated = new();
    private readonly DeflateStream? _deflate;
    private byte[] _tar = ArrayPool<byte>.Shared.Rent(PieceSize);
    private int _length;

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
            if (_length == PieceSize)
            {
                HandOver();
                _tar = ArrayPool<byte>.Shared.Rent(PieceSize);
            }

            var taken = Math.Min(bytes.Length, PieceSize - _length);
            bytes[..taken].CopyTo(_tar.AsSpan(_length));
            _length += taken;
            bytes = bytes[taken..];
        }
    }

    /// <summary>Hands over the last piece.</summary>
    public void Complete() => HandOver(last: true);

    /// <summary>Lets go of the compressor; what it would still write ends a stream, which the share does not.</summary>
    public void Dispose() => _deflate?.Dispose();

    private void HandOver(bool last = false)
    {
        if (_deflate is not null)
        {
            _deflate.Write(_tar, 0, _length);
            if (last)
            {
                // A sync flush: an empty stored block brings the data to a byte's end, so that the next share can follow.
                _deflate.Flush();
            }
        }

        var deflated = ArraySegment<byte>.Empty;
        if (_deflated.Length > 0)
        {
            deflated = new(ArrayPool<byte>.Shared.Rent((int)_deflated.Length), 0, (int)_deflated.Length);
            _deflated.GetBuffer().AsSpan(0, deflated.Count).CopyTo(deflated);
            _deflated.SetLength(0);
        }

        var tar = new ArraySegment<byte>(_tar, 0, _length);
        _length = 0;
        _handOver(new(tar, deflated));
    }
}
