namespace Moodle.Sdk.Sources;

/// <summary>The ends of a text's lines.</summary>
internal static class LineEnds
{
    // What git looks at to tell a text from anything else (buffer_is_binary).
    private const int Looked = 8000;

    /// <summary>A text with every CR LF made an LF; null where it has none, or is no text.</summary>
    public static byte[]? WithoutCr(ReadOnlySpan<byte> content)
    {
        if (content.IndexOf("\r\n"u8) < 0 || content[..Math.Min(content.Length, Looked)].Contains((byte)0))
        {
            return null;
        }

        var (plain, length) = (new byte[content.Length], 0);
        for (var i = 0; i < content.Length; i++)
        {
            if (content[i] != '\r' || i + 1 == content.Length || content[i + 1] != '\n')
            {
                plain[length++] = content[i];
            }
        }

        return plain[..length];
    }

    private static byte[] WithCr(byte[] plain)
    {
        var (text, length) = (new byte[plain.Length + plain.AsSpan().Count((byte)'\n')], 0);
        foreach (var b in plain)
        {
            if (b == '\n')
            {
                text[length++] = (byte)'\r';
            }

            text[length++] = b;
        }

        return text;
    }

    /// <summary>A text with the line ends of another, where that has one kind alone; else as it is.</summary>
    /// <param name="content">The text.</param>
    /// <param name="other">The text whose line ends it is to have.</param>
    public static byte[] Like(byte[] content, byte[] other)
    {
        var plain = WithoutCr(content) ?? content;
        return WithoutCr(other) is not { } without ? plain
            : other.AsSpan().Count((byte)'\n') == other.AsSpan().Count("\r\n"u8) && without.Length > 0 && !content.AsSpan(0, Math.Min(content.Length, Looked)).Contains((byte)0) ? WithCr(plain)
            : content;
    }

    /// <summary>Whether two contents differ in their line ends alone.</summary>
    public static bool AreAllThatDiffers(byte[] one, byte[] other) => (WithoutCr(one) ?? one).AsSpan().SequenceEqual(WithoutCr(other) ?? other);
}
