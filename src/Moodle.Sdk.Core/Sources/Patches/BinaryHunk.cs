using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>
/// A piece of a <c>GIT binary patch</c>: <c>literal</c> or <c>delta</c> and the size, then lines of a letter (how many bytes), digits to the base of 85 and
/// a line end, which are zlib data of that size, then an empty line.
/// </summary>
internal static partial class BinaryHunk
{
    /// <summary>The most bytes that a file, or a delta, may have.</summary>
    public const int MostBytes = 100 << 20;

    private const int BytesInLine = 52;

    private static ReadOnlySpan<byte> PackedNothing => [0x78, 0x9C, 3, 0, 0, 0, 0, 1];

    /// <summary>Whether a piece begins at a line.</summary>
    public static bool IsHead(PatchLines lines, int at) => lines.StartsWith(at, "literal "u8) || lines.StartsWith(at, "delta "u8);

    /// <summary>Reads a piece.</summary>
    /// <param name="lines">The patch file.</param>
    /// <param name="at">Its first line, from 0 on; afterwards the first behind it.</param>
    /// <exception cref="BadPatchException">It is damaged, or makes more than it says.</exception>
    public static (byte[] Data, bool IsDelta) Read(PatchLines lines, ref int at)
    {
        var start = at;
        var head = Head().Match(lines.Text(at++));
        if (!head.Success || !int.TryParse(head.Groups["size"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var size) || size > MostBytes)
        {
            throw new BadPatchException(at, $"a binary file has at most {MostBytes >> 20} MB here");
        }

        using var packed = new MemoryStream();
        for (; at < lines.Count && lines[at].Span is not [(byte)'\n']; at++)
        {
            packed.Write(Line(lines[at].Span, at));
        }

        if (at++ >= lines.Count)
        {
            throw new BadPatchException(lines.Count, "the patch ends within a binary file: it was cut short");
        }

        return (Inflated(packed, size) ?? throw new BadPatchException(start + 1, "the binary file is damaged, or has another size than it says"), head.Groups["kind"].Value == "delta");
    }

    /// <summary>Writes a piece that holds the whole content.</summary>
    public static void Write(Stream patch, ReadOnlySpan<byte> content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(content);
        }

        if (content.IsEmpty)
        {
            // Of nothing .NET makes nothing.
            packed.Write(PackedNothing);
        }

        patch.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"literal {content.Length}\n")));
        for (var data = packed.GetBuffer().AsSpan(0, (int)packed.Length); data.Length > 0;)
        {
            var line = data[..Math.Min(data.Length, BytesInLine)];
            var letter = (char)(line.Length <= 26 ? 'A' + line.Length - 1 : 'a' + line.Length - 27);
            patch.Write(System.Text.Encoding.ASCII.GetBytes($"{letter}{Base85.Write(line)}\n"));
            data = data[line.Length..];
        }

        patch.WriteByte((byte)'\n');
    }

    private static byte[] Line(ReadOnlySpan<byte> line, int at)
    {
        var count = line[0] switch
        {
            >= (byte)'A' and <= (byte)'Z' => line[0] - 'A' + 1,
            >= (byte)'a' and <= (byte)'z' => line[0] - 'a' + 27,
            _ => 0,
        };
        var bytes = new byte[count];
        return count > 0 && line[^1] == '\n' && line.Length - 2 == (count + 3) / 4 * 5 && Base85.TryRead(line[1..^1], bytes)
            ? bytes
            : throw new BadPatchException(at + 1, "this line of a binary file is damaged");
    }

    private static byte[]? Inflated(MemoryStream packed, int size)
    {
        if (!Git.Objects.Inflater.CanMake(packed.Length, size))
        {
            return null;
        }

        // .NET's stream takes data that was cut off within its sum. With these behind it the sum is wrong; what follows a whole one is not looked at.
        packed.Write([0xFF, 0xFF, 0xFF, 0xFF]);
        packed.Position = 0;
        try
        {
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            var content = new byte[size];
            zlib.ReadExactly(content);
            return zlib.ReadByte() < 0 ? content : null;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }

    [GeneratedRegex("^(?<kind>literal|delta) (?<size>[0-9]+)")]
    private static partial Regex Head();
}
