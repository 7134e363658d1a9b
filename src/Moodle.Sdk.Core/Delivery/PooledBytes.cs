using System.Buffers;

namespace Moodle.Sdk.Delivery;

/// <summary>Gathers what is written to it in memory from the pool, to be taken out as a whole and given back by whoever took it.</summary>
internal sealed class PooledBytes : Stream
{
    private byte[] _bytes = [];
    private int _length;

    /// <summary>Takes out what was written since the last time.</summary>
    public ArraySegment<byte> Take()
    {
        var taken = new ArraySegment<byte>(_bytes, 0, _length);
        (_bytes, _length) = ([], 0);
        return taken;
    }

    /// <summary>Gives memory back that was taken out.</summary>
    public static void Return(ArraySegment<byte> taken)
    {
        if (taken.Array!.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(taken.Array);
        }
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _bytes.Length - _length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, Math.Max(_length + buffer.Length, 1 << 16)));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            Return(_bytes);
            _bytes = larger;
        }

        buffer.CopyTo(_bytes.AsSpan(_length));
        _length += buffer.Length;
    }

    protected override void Dispose(bool disposing)
    {
        Return(Take());
        base.Dispose(disposing);
    }

    // What makes a stream of it that can only be written.
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _length;
    public override long Position { get => _length; set => throw new NotSupportedException(); }
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
