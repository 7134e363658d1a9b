using System.Text;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>Says of a hunk that fits nowhere what it expects and what is there instead.</summary>
internal static class HunkMiss
{
    // So far from where it should be the likeliest place is looked for.
    private const int Reach = 200;
    private const int MostCompared = 100;

    /// <summary>How many lines are compared at most.</summary>
    public const int Work = 2 * Reach * MostCompared;

    private const int MostLines = 12;
    private const int LongestLine = 200;

    /// <summary>Describes it.</summary>
    /// <param name="image">The file.</param>
    /// <param name="lines">The lines that must be there, one at least.</param>
    /// <param name="expected">Where they should be, from 0 on.</param>
    /// <returns>
    /// The first line that differs where most lines agree, from 1 on; from there to the last that differs both texts; and whether no more than line ends differ.
    /// </returns>
    public static (int TreeLine, string Expected, string Found, bool IsInLineEnds) Describe(LineImage image, ImageLine[] lines, int expected)
    {
        var near = Nearest(image, lines, expected);
        bool Differs(int i) => near + i >= image.Count || !image[near + i].Text.Span.SequenceEqual(lines[i].Text.Span);
        var differing = Enumerable.Range(0, lines.Length).Where(Differs).ToList();
        var (first, last) = differing.Count == 0 ? (0, 0) : (differing[0], Math.Min(differing[^1], differing[0] + MostLines - 1));
        var wanted = lines[first..(last + 1)].Select(line => line.Text);
        var found = Enumerable.Range(near + first, last - first + 1).Where(i => i < image.Count).Select(i => image[i].Text);
        var isInLineEnds = differing.Count > 0 && differing.All(i => near + i < image.Count && IsAlike(image[near + i], lines[i]));
        return (Math.Min(near + first, image.Count) + 1, Text(wanted), Text(found), isInLineEnds);
    }

    private static int Nearest(LineImage image, ImageLine[] lines, int expected)
    {
        var start = Math.Clamp(expected, 0, image.Count);
        var compared = Math.Min(lines.Length, MostCompared);
        var (best, most) = (start, -1);
        for (var distance = 0; distance <= Reach; distance++)
        {
            foreach (var at in distance == 0 ? [start] : new[] { start + distance, start - distance })
            {
                var alike = at < 0 || at > image.Count ? -1 : Enumerable.Range(0, Math.Min(compared, image.Count - at)).Count(i => IsAlike(image[at + i], lines[i]));
                (best, most) = alike > most ? (at, alike) : (best, most);
            }
        }

        return best;
    }

    private static bool IsAlike(ImageLine one, ImageLine other) => one.Text.Span.TrimEnd("\r\n"u8).SequenceEqual(other.Text.Span.TrimEnd("\r\n"u8));

    private static string Text(IEnumerable<ReadOnlyMemory<byte>> lines) => string.Concat(lines.Select(line =>
    {
        var text = Encoding.UTF8.GetString(line.Span[..Math.Min(line.Length, LongestLine)]);
        return text.EndsWith('\n') ? text : line.Length > LongestLine ? text + "...\n" : text + "\n";
    }));
}
