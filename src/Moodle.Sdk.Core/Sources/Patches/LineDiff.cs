using System.Globalization;
using System.Text;
using DiffPlex;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>Writes what differs between two texts as hunks, with three lines around each change as git has them.</summary>
internal static class LineDiff
{
    private const int Around = 3;

    // Where so many lines have no counterpart, looking for the smallest difference takes seconds, and shows nobody anything.
    private const int MostAlone = 4000;
    private const int MostLines = 200_000;

    /// <summary>Writes the hunks.</summary>
    /// <param name="patch">Takes them.</param>
    /// <param name="before">The text before.</param>
    /// <param name="after">The text afterwards.</param>
    public static void Write(Stream patch, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        string[] old = [.. Lines.Split(Encoding.Latin1.GetString(before))], made = [.. Lines.Split(Encoding.Latin1.GetString(after))];
        var changes = Changes(old, made);
        for (var first = 0; first < changes.Count;)
        {
            var last = first;
            while (last + 1 < changes.Count && changes[last + 1].Old - changes[last].OldEnd <= 2 * Around)
            {
                last++;
            }

            Write(patch, old, made, changes[first..(last + 1)]);
            first = last + 1;
        }
    }

    private static List<Change> Changes(string[] old, string[] made)
    {
        var start = 0;
        while (start < old.Length && start < made.Length && old[start] == made[start])
        {
            start++;
        }

        var end = 0;
        while (end < old.Length - start && end < made.Length - start && old[^(end + 1)] == made[^(end + 1)])
        {
            end++;
        }

        string[] oldPart = old[start..^end], madePart = made[start..^end];
        return IsFarApart(oldPart, madePart)
            ? [new(start, oldPart.Length, start, madePart.Length)]
            : [.. Differ.Instance.CreateDiffs(string.Concat(oldPart), string.Concat(madePart), ignoreWhiteSpace: false, ignoreCase: false, new Lines()).DiffBlocks
                .Select(block => new Change(start + block.DeleteStartA, block.DeleteCountA, start + block.InsertStartB, block.InsertCountB))];
    }

    private static bool IsFarApart(string[] old, string[] made)
    {
        var (ofOld, ofMade) = (old.ToHashSet(StringComparer.Ordinal), made.ToHashSet(StringComparer.Ordinal));
        return old.Length + made.Length > MostLines || old.Count(line => !ofMade.Contains(line)) + made.Count(line => !ofOld.Contains(line)) > MostAlone;
    }

    private static void Write(Stream patch, string[] old, string[] made, List<Change> changes)
    {
        // As many lines around as there are: both texts have the same ones there.
        var before = Math.Min(Around, changes[0].Old);
        var after = Math.Min(Around, old.Length - changes[^1].OldEnd);
        var (oldStart, madeStart) = (changes[0].Old - before, changes[0].Made - before);
        var (oldCount, madeCount) = (changes[^1].OldEnd + after - oldStart, changes[^1].MadeEnd + after - madeStart);
        patch.Write(Encoding.ASCII.GetBytes($"@@ -{Range(oldStart, oldCount)} +{Range(madeStart, madeCount)} @@\n"));
        var at = oldStart;
        foreach (var change in changes)
        {
            WriteLines(patch, ' ', old[at..change.Old]);
            WriteLines(patch, '-', old[change.Old..change.OldEnd]);
            WriteLines(patch, '+', made[change.Made..change.MadeEnd]);
            at = change.OldEnd;
        }

        WriteLines(patch, ' ', old[at..(at + after)]);
    }

    private static void WriteLines(Stream patch, char sign, string[] lines)
    {
        foreach (var line in lines)
        {
            patch.Write(Encoding.Latin1.GetBytes(line.EndsWith('\n') ? $"{sign}{line}" : $"{sign}{line}\n\\ No newline at end of file\n"));
        }
    }

    // No lines are counted from the line before them.
    private static string Range(int start, int count) => string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)}") + (count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $",{count}"));

    private sealed record Change(int Old, int OldCount, int Made, int MadeCount)
    {
        public int OldEnd => Old + OldCount;

        public int MadeEnd => Made + MadeCount;
    }

    // DiffPlex's own splitter drops the line ends.
    private sealed class Lines : IChunker
    {
        public static IReadOnlyList<string> Split(string text)
        {
            var lines = new List<string>();
            for (var at = 0; at < text.Length;)
            {
                var end = text.IndexOf('\n', at) + 1;
                end = end == 0 ? text.Length : end;
                lines.Add(text[at..end]);
                at = end;
            }

            return lines;
        }

        public IReadOnlyList<string> Chunk(string text) => Split(text);
    }
}
