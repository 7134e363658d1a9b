using System.Text;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>The lines of a patch file, each with its line end.</summary>
internal sealed class PatchLines
{
    // A patch of a whole Moodle release has a million lines and 60 MB.
    private const int MostBytes = 100 << 20;
    private const int MostLines = 5_000_000;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly List<int> _starts = [];

    /// <summary>Finds the lines.</summary>
    /// <exception cref="BadPatchException">It is larger than any patch.</exception>
    public PatchLines(ReadOnlyMemory<byte> content)
    {
        if (content.Length > MostBytes)
        {
            throw new BadPatchException(1, $"it has more than {MostBytes >> 20} MB");
        }

        _content = content;
        for (var at = 0; at < content.Length;)
        {
            _starts.Add(at);
            var end = content.Span[at..].IndexOf((byte)'\n');
            at = end < 0 ? content.Length : at + end + 1;
            if (_starts.Count > MostLines)
            {
                throw new BadPatchException(_starts.Count, $"it has more than {MostLines:N0} lines");
            }
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _starts.Count;

    /// <summary>A line, from 0 on.</summary>
    public ReadOnlyMemory<byte> this[int index] => _content[_starts[index]..(index + 1 < Count ? _starts[index + 1] : _content.Length)];

    /// <summary>A line as text whose characters are its bytes, without the line end.</summary>
    public string Text(int index)
    {
        var line = this[index].Span;
        return Encoding.Latin1.GetString(line is [.., (byte)'\n'] ? line[..^1] : line);
    }

    /// <summary>Whether there is a line, and it begins so.</summary>
    public bool StartsWith(int index, ReadOnlySpan<byte> start) => index < Count && this[index].Span.StartsWith(start);

    /// <summary>Whether a line, which is there, has its line end.</summary>
    public bool IsWhole(int index) => this[index].Span is [.., (byte)'\n'];
}
