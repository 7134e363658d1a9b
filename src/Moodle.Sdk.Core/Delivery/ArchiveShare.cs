namespace Moodle.Sdk.Delivery;

/// <summary>A stretch of a container, and what has come out of its compressor so far. Holds pooled memory until <see cref="Free"/>.</summary>
/// <param name="Content">Bytes of the container.</param>
/// <param name="Stored">Bytes of the archive: the same memory when nothing is compressed.</param>
internal readonly record struct ArchivePiece(ArraySegment<byte> Content, ArraySegment<byte> Stored)
{
    public void Free()
    {
        PooledBytes.Return(Content);
        if (Stored.Array != Content.Array)
        {
            PooledBytes.Return(Stored);
        }
    }
}

/// <summary>Cuts one share of a container into pieces of a fixed size and compresses them as one run that ends on a byte.</summary>
/// <param name="handOver">Takes the pieces in order.</param>
internal sealed class ArchiveShare(Codec codec, Action<ArchivePiece> handOver) : IDisposable
{
    /// <summary>Bytes of the container in a piece; the last of a share has fewer.</summary>
    public const int PieceSize = 1 << 20;

    private readonly PooledBytes _content = new();
    private readonly PooledBytes _compressed = new();
    private Stream? _compressor;

    /// <summary>Takes the next bytes of the container; they are copied.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var taken = Math.Min(bytes.Length, PieceSize - (int)_content.Length);
            _content.Write(bytes[..taken]);
            bytes = bytes[taken..];
            if (_content.Length == PieceSize)
            {
                HandOver(last: false);
            }
        }
    }

    /// <summary>Hands over what is left; the share is whole then.</summary>
    public void Complete() => HandOver(last: true);

    /// <summary>Lets go of the compressor; what it would still write ends a stream, which the share does not.</summary>
    public void Dispose()
    {
        _compressor?.Dispose();
        _compressed.Dispose();
        _content.Dispose();
    }

    private void HandOver(bool last)
    {
        var content = _content.Take();
        _compressor ??= codec.Compressor(_compressed);
        _compressor?.Write(content);
        if (last)
        {
            _compressor?.Flush();
        }

        handOver(new(content, _compressor is null ? content : _compressed.Take()));
    }
}
