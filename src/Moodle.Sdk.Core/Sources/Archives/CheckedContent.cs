using System.IO.Hashing;

namespace Moodle.Sdk.Sources.Archives;

/// <summary>The bytes of a packed file, which at their end must be as many as it says, and come to its sum where it has one.</summary>
internal sealed class CheckedContent(Stream packed, long length, uint? sum, string path) : Stream
{
    private readonly Crc32 _sum = new();
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = packed.Read(buffer);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new BadArchiveException($"'{path}' is damaged ({e.Message})");
        }

        _sum.Append(buffer[..read]);
        _read += read;
        // Whoever reads as many bytes as there are to be looks no further.
        var isWhole = _read < length ? read > 0 || buffer.Length == 0 : _read == length && (read == 0 || IsAtItsEnd());
        return isWhole ? read : throw new BadArchiveException($"'{path}' is damaged: it is not what its length and its sum say");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private bool IsAtItsEnd() => (sum is null || _sum.GetCurrentHashAsUInt32() == sum) && packed.ReadByte() < 0;

    protected override void Dispose(bool disposing)
    {
        packed.Dispose();
        base.Dispose(disposing);
    }
}
