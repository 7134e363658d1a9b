using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>Reads hunks. Their form is POSIX's for unified diffs, and git's apply.c where that leaves it open.</summary>
internal static partial class HunkReader
{

    /// <summary>Reads the hunks that begin at a line.</summary>
    /// <param name="lines">The patch file.</param>
    /// <param name="at">The line, from 0 on; afterwards the first behind them.</param>
    /// <exception cref="BadPatchException">One of them is damaged.</exception>
    public static ImmutableArray<Hunk> Read(PatchLines lines, ref int at)
    {
        var hunks = ImmutableArray.CreateBuilder<Hunk>();
        while (lines.StartsWith(at, "@@ -"u8))
        {
            hunks.Add(ReadOne(lines, ref at));
        }

        if (hunks.Count > 0 && IsLeftOver(lines, at))
        {
            throw new BadPatchException(at + 1, string.Create(CultureInfo.InvariantCulture, $"the hunk of line {hunks[^1].Line} has more lines than its head says"));
        }

        return hunks.ToImmutable();
    }

    /// <summary>Whether a line is the head of a hunk.</summary>
    public static bool IsHead(PatchLines lines, int at) => lines.StartsWith(at, "@@ -"u8) && lines.IsWhole(at) && Head().IsMatch(lines.Text(at));

    private static Hunk ReadOne(PatchLines lines, ref int at)
    {
        var start = at;
        var head = Head().Match(lines.Text(at));
        if (!head.Success || !lines.IsWhole(at))
        {
            throw new BadPatchException(at + 1, "this is no head of a hunk, such as @@ -1,3 +1,4 @@");
        }

        var (old, added) = (Count(head, "oldCount"), Count(head, "newCount"));
        var read = ImmutableArray.CreateBuilder<HunkLine>();
        var (oldEnds, newEnds) = (false, false);
        for (at++; old > 0 || added > 0 || IsMark(lines, at); at++)
        {
            if (IsMark(lines, at))
            {
                Mark(read, at, ref oldEnds, ref newEnds);
                continue;
            }

            var line = Line(lines, at, start);
            (old, added) = (line.Sign == HunkSign.Added ? old : old - 1, line.Sign == HunkSign.Removed ? added : added - 1);
            if (old < 0 || added < 0)
            {
                throw Wrong(at, start);
            }

            if ((oldEnds && line.Sign != HunkSign.Added) || (newEnds && line.Sign != HunkSign.Removed))
            {
                throw new BadPatchException(at + 1, "the file goes on after a line that it is said to end with");
            }

            read.Add(line);
        }

        if (read.All(line => line.Sign == HunkSign.Context))
        {
            throw new BadPatchException(start + 1, "the hunk changes nothing");
        }

        return new(start + 1, Number(head, "old"), Number(head, "new"), read.ToImmutable());
    }

    private static HunkLine Line(PatchLines lines, int at, int start)
    {
        if (at >= lines.Count || !lines.IsWhole(at))
        {
            throw new BadPatchException(at + 1, string.Create(CultureInfo.InvariantCulture, $"the patch ends within the hunk of line {start + 1}: it was cut short"));
        }

        var line = lines[at];
        return line.Span[0] switch
        {
            (byte)' ' => new(HunkSign.Context, line[1..]),
            // Newer GNU diffs write an empty line without the space.
            (byte)'\n' => new(HunkSign.Context, line),
            (byte)'-' => new(HunkSign.Removed, line[1..]),
            (byte)'+' => new(HunkSign.Added, line[1..]),
            _ => throw Wrong(at, start),
        };
    }

    private static bool IsMark(PatchLines lines, int at) => lines.StartsWith(at, @"\ "u8);

    // Takes the line end from the line before it.
    private static void Mark(ImmutableArray<HunkLine>.Builder read, int at, ref bool oldEnds, ref bool newEnds)
    {
        if (read.Count == 0 || read[^1].Text.Length < 2 || read[^1].Text.Span[^1] != '\n')
        {
            throw new BadPatchException(at + 1, "no line before it can be without a line end");
        }

        var (sign, text) = read[^1];
        read[^1] = new(sign, text[..^1]);
        oldEnds |= sign != HunkSign.Added;
        newEnds |= sign != HunkSign.Removed;
    }

    // Nothing that is written between diffs begins so, but for the end of a mail: "-- ", and the version of git.
    private static bool IsLeftOver(PatchLines lines, int at) =>
        at < lines.Count && lines[at].Span[0] is (byte)' ' or (byte)'+' or (byte)'-' && !lines.StartsWith(at, "--- "u8) && lines.Text(at).TrimEnd() != "--";

    private static BadPatchException Wrong(int at, int start) => new(at + 1, string.Create(
        CultureInfo.InvariantCulture, $"the hunk of line {start + 1} has other lines than its head says"));

    private static long Count(Match head, string group) => !head.Groups[group].Success ? 1 : Number(head, group);

    // No file has as many lines as would not fit.
    private static int Number(Match head, string group) => int.TryParse(head.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    [GeneratedRegex(@"^@@ -(?<old>[0-9]+)(?:,(?<oldCount>[0-9]+))? \+(?<new>[0-9]+)(?:,(?<newCount>[0-9]+))? @@")]
    private static partial Regex Head();
}
