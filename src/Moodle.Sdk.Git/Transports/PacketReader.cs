using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Git.Transports;

/// <summary>What a packet of git's wire protocol is. Source: git's Documentation/gitprotocol-common.txt and gitprotocol-v2.txt.</summary>
internal enum PacketKind
{
    /// <summary>A line, or binary data.</summary>
    Data,

    /// <summary><c>0000</c>: the end of a message.</summary>
    Flush,

    /// <summary><c>0001</c>: the end of a section.</summary>
    Delimiter,

    /// <summary><c>0002</c>: the end of a response.</summary>
    ResponseEnd,

    /// <summary>The connection was closed.</summary>
    None,
}

/// <summary>Reads packets: four hexadecimal digits of length, themselves counted, and that many bytes.</summary>
internal sealed class PacketReader(Stream stream, FetchMeter meter)
{
    /// <summary>What is wrong with an answer that cannot be read.</summary>
    public const string NotOfTheProtocol = "the server's answer is not of git's protocol";

    private const int Head = 4;

    private readonly byte[] _packet = new byte[0xFFFF];
    private int _length;
    private long _read;

    /// <summary>The content of the packet read last.</summary>
    public ReadOnlyMemory<byte> Content => _packet.AsMemory(0, _length);

    /// <summary>The packet read last as a line of text, without its end.</summary>
    public string Line => Encoding.UTF8.GetString(Content.Span).TrimEnd('\n');

    /// <summary>Begins another answer, or another piece of a pack.</summary>
    public void Begin() => _read = 0;

    /// <summary>Reads the next packet.</summary>
    /// <exception cref="EndOfStreamException">It is broken off.</exception>
    /// <exception cref="InvalidDataException">It is none.</exception>
    /// <exception cref="RefusedContentException">There are more than any answer has.</exception>
    public PacketKind Read()
    {
        var kind = meter.Wait(ReadNext);
        _read += Head + _length;
        return _read <= UpstreamBounds.AnswerBytes ? kind
            : throw RefusedContentException.TooMuch($"an answer of more than {UpstreamBounds.AnswerBytes >> 20} MB that is no pack");
    }

    private PacketKind ReadNext()
    {
        _length = 0;
        Span<byte> head = stackalloc byte[Head];
        var read = stream.ReadAtLeast(head, Head, throwOnEndOfStream: false);
        if (read == 0)
        {
            return PacketKind.None;
        }

        if (read < Head)
        {
            throw new EndOfStreamException();
        }

        if (!int.TryParse(head, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) || length is < 0 or 3)
        {
            throw new InvalidDataException(NotOfTheProtocol);
        }

        if (length < Head)
        {
            return PacketKind.Flush + length;
        }

        stream.ReadExactly(_packet, 0, length - Head);
        _length = length - Head;
        return PacketKind.Data;
    }
}
