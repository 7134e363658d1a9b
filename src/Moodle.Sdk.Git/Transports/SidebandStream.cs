using System.Text;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The pack within a server's answer. Each packet begins with the number of a band: 1 is the pack, 2 is what the server tells a person on its way,
/// 3 is why it gives up.
/// </summary>
internal sealed class SidebandStream(PacketReader packets) : Stream
{
    private ReadOnlyMemory<byte> _left;
    private bool _hasEnded;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="UpstreamRefusedException">The server gave up.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_left.IsEmpty && !_hasEnded)
        {
            Next();
        }

        var read = Math.Min(_left.Length, buffer.Length);
        _left.Span[..read].CopyTo(buffer);
        _left = _left[read..];
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Next()
    {
        _hasEnded = packets.Read() != PacketKind.Data;
        if (_hasEnded || packets.Content.IsEmpty)
        {
            return;
        }

        switch (packets.Content.Span[0])
        {
            case 1:
                _left = packets.Content[1..];
                break;
            case 3:
                throw new UpstreamRefusedException(Encoding.UTF8.GetString(packets.Content.Span[1..]));
        }
    }
}

/// <summary>The server said in words why it does not do what it was asked.</summary>
internal sealed class UpstreamRefusedException(string words) : IOException(words.Trim());
