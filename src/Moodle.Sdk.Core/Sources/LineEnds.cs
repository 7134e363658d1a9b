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

    /// <summary>Whether two contents differ in their line ends alone.</summary>
    public static bool AreAllThatDiffers(byte[] one, byte[] other) => (WithoutCr(one) ?? one).AsSpan().SequenceEqual(WithoutCr(other) ?? other);
}
