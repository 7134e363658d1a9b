using System.Text;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The pack within a server's answer. Each packet begins with the number of a band: 1 is the pack, 2 is what the server tells a person on its way,
/// 3 is why it gives up.
/// </summary>
internal sealed class Sideband(PacketReader packets, FetchMeter meter)
{
    private ReadOnlyMemory<byte> _left;
    private bool _hasEnded;

    /// <summary>Reads on in the pack; 0 at its end.</summary>
    /// <exception cref="UpstreamRefusedException">The server gave up.</exception>
    public int Read(Span<byte> buffer)
    {
        while (_left.IsEmpty && !_hasEnded)
        {
            var kind = packets.Read();
            _hasEnded = kind != PacketKind.Data;
            switch (packets.Content.Span)
            {
                case [1, _, ..]:
                    _left = packets.Content[1..];
                    meter.Receive(_left.Length);
                    packets.Begin();
                    break;
                case [3, .. var words]:
                    throw new UpstreamRefusedException(Encoding.UTF8.GetString(words));
            }

            // A connection may also break between two packets.
            if (kind == PacketKind.Flush)
            {
                meter.ReachEnd();
            }
        }

        var read = Math.Min(_left.Length, buffer.Length);
        _left.Span[..read].CopyTo(buffer);
        _left = _left[read..];
        return read;
    }
}

/// <summary>The server said in words why it does not do what it was asked.</summary>
internal sealed class UpstreamRefusedException(string words) : IOException(words.Trim());
