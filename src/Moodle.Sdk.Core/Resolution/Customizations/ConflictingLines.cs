using System.Text;

namespace Moodle.Sdk.Resolution.Customizations;

/// <summary>Shows the lines in which two files differ that are alike but for a conflict.</summary>
internal static class ConflictingLines
{
    // A reader wants to know which lines; the whole is in the files.
    private const int MostLines = 3;
    private const int MostLetters = 80;

    /// <summary>The first line that differs, counted from 1, and what each has from there on; line 0 for files that are no text.</summary>
    public static (int Line, string Ours, string Theirs) Of(ReadOnlySpan<byte> ours, ReadOnlySpan<byte> theirs)
    {
        if (ours.Contains((byte)0) || theirs.Contains((byte)0))
        {
            return (0, "another content (it is no text)", "another content");
        }

        var (mine, other) = (Lines(ours), Lines(theirs));
        if (EndsInCrLf(mine) != EndsInCrLf(other))
        {
            return (0, Ends(mine), Ends(other));
        }

        var start = 0;
        while (start < Math.Min(mine.Length, other.Length) && mine[start] == other[start])
        {
            start++;
        }

        var end = 0;
        while (end < Math.Min(mine.Length, other.Length) - start && mine[^(end + 1)] == other[^(end + 1)])
        {
            end++;
        }

        return (start + 1, Shown(mine[start..^end]), Shown(other[start..^end]));
    }

    private static string[] Lines(ReadOnlySpan<byte> content) => Encoding.UTF8.GetString(content).Split('\n');

    private static bool EndsInCrLf(string[] lines) => lines[0].EndsWith('\r');

    private static string Ends(string[] lines) => $"lines that end in {(EndsInCrLf(lines) ? "CRLF" : "LF")}";

    private static string Shown(string[] lines)
    {
        var shown = lines.Take(MostLines).Select(line => line.Trim()).Select(line => $"'{(line.Length > MostLetters ? line[..MostLetters] + "..." : line)}'");
        return lines.Length == 0 ? "no such line" : string.Join(", ", shown) + (lines.Length > MostLines ? $" and {lines.Length - MostLines} more" : "");
    }
}
