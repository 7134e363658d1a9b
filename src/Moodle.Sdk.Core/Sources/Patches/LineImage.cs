using System.IO.Hashing;
using System.Security.Cryptography;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>
/// The lines of a file while hunks change it, with a gap where the last hunk was: hunks come one after the other, so that each moves only what lies between.
/// </summary>
internal sealed class LineImage
{
    /// <summary>The most lines that a file may have to be patched.</summary>
    public const int MostLines = 5_000_000;

    // Whoever writes patches must not know which lines look alike.
    private static readonly long Seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    private ImageLine[] _lines;
    private int _gap;
    private int _gapLength;

    private LineImage(ImageLine[] lines) => _lines = lines;

    /// <summary>How many lines there are.</summary>
    public int Count => _lines.Length - _gapLength;

    /// <summary>A line, from 0 on.</summary>
    public ImageLine this[int index] => _lines[index < _gap ? index : index + _gapLength];

    /// <summary>Splits a file; null where it has more lines than can be patched.</summary>
    public static LineImage? Of(ReadOnlyMemory<byte> content)
    {
        var lines = new List<ImageLine>();
        while (content.Length > 0)
        {
            var end = content.Span.IndexOf((byte)'\n');
            var length = end < 0 ? content.Length : end + 1;
            lines.Add(Line(content[..length]));
            content = content[length..];
            if (lines.Count > MostLines)
            {
                return null;
            }
        }

        return new([.. lines]);
    }

    /// <summary>A line that is compared quickly.</summary>
    public static ImageLine Line(ReadOnlyMemory<byte> text) => new(text, XxHash3.HashToUInt64(text.Span, Seed) | 1);

    /// <summary>Puts lines in the place of others. No later hunk finds them: two hunks never cover one line.</summary>
    /// <param name="at">The first that goes, from 0 on.</param>
    /// <param name="count">How many go.</param>
    /// <param name="texts">What comes.</param>
    /// <returns>How many lines had to be moved.</returns>
    public int Replace(int at, int count, IReadOnlyList<ReadOnlyMemory<byte>> texts)
    {
        var moved = Math.Abs(at - _gap) + texts.Count;
        MoveGap(at);
        _gapLength += count;
        if (texts.Count > _gapLength)
        {
            moved += Count;
            Widen(texts.Count + (Count / 8));
        }

        foreach (var text in texts)
        {
            _lines[_gap++] = new(text, 0);
            _gapLength--;
        }

        return moved;
    }

    /// <summary>The file that the lines make; null when it has more bytes than a file may have.</summary>
    public byte[]? ToFile(int mostBytes)
    {
        long length = 0;
        for (var i = 0; i < Count; i++)
        {
            length += this[i].Text.Length;
        }

        if (length > mostBytes)
        {
            return null;
        }

        var file = new byte[length];
        for (int i = 0, at = 0; i < Count; at += this[i++].Text.Length)
        {
            this[i].Text.CopyTo(file.AsMemory(at));
        }

        return file;
    }

    private void MoveGap(int at)
    {
        if (at < _gap)
        {
            Array.Copy(_lines, at, _lines, at + _gapLength, _gap - at);
        }
        else
        {
            Array.Copy(_lines, _gap + _gapLength, _lines, _gap, at - _gap);
        }

        _gap = at;
    }

    private void Widen(int length)
    {
        var wider = new ImageLine[Count + length];
        Array.Copy(_lines, wider, _gap);
        Array.Copy(_lines, _gap + _gapLength, wider, _gap + length, Count - _gap);
        (_lines, _gapLength) = (wider, length);
    }
}

/// <summary>A line of a file that is patched.</summary>
/// <param name="Text">Its bytes with the line end.</param>
/// <param name="Key">Tells it from other lines; 0 when a hunk has put it there.</param>
internal readonly record struct ImageLine(ReadOnlyMemory<byte> Text, ulong Key)
{
    /// <summary>Whether both are the same bytes, none of them from a hunk.</summary>
    public bool IsSame(ImageLine other) => Key == other.Key && Key != 0 && Text.Span.SequenceEqual(other.Text.Span);
}
