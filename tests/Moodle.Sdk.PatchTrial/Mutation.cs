using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.PatchTrial;

/// <summary>Changes a diff as people and mails damage it, or the files that it is for as upstreams change them, or both.</summary>
internal sealed partial class Mutation(Random random, IReadOnlyList<RealDiff> diffs)
{
    /// <summary>Makes a case out of a real one.</summary>
    public RealDiff Next()
    {
        var real = diffs[random.Next(diffs.Count)];
        var lines = Lines(real.Patch);
        var what = random.Next(10);
        var tree = new UpstreamChange(random).Of(real.Tree, what < 7 ? random.Next(5) : 0);
        for (var changes = what >= 5 ? random.Next(1, 4) : 0; changes > 0 && lines.Count > 0; changes--)
        {
            ChangePatch(lines);
        }

        return new(Encoding.Latin1.GetBytes(string.Concat(lines)), tree);
    }

    private void ChangePatch(List<string> lines)
    {
        var at = random.Next(lines.Count);
        // Headers are few among the lines, and most can go wrong there.
        if (random.Next(2) == 0 && Enumerable.Range(0, lines.Count).Where(i => Header().IsMatch(lines[i])).ToList() is { Count: > 0 } headers)
        {
            at = headers[random.Next(headers.Count)];
        }

        var other = random.Next(lines.Count);
        switch (random.Next(16))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[at]);
                break;
            case 2:
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
            case 3:
                lines.Insert(at, lines[other]);
                break;
            case 4 or 5:
                lines[at] = Number().Replace(lines[at], digits => random.Next(2) == 0 ? digits.Value : string.Create(CultureInfo.InvariantCulture, $"{random.Next(40)}"));
                break;
            case 6:
                lines[at] = lines[at].Length > 1 ? " +-\\@\n\r#"[random.Next(8)] + lines[at][1..] : lines[at];
                break;
            case 7:
                lines.RemoveRange(at, lines.Count - at);
                break;
            case 8:
                var from = Math.Min(at, other);
                lines.RemoveRange(from, Math.Min(random.Next(1, 20), lines.Count - from));
                break;
            case 9:
                MovePart(lines);
                break;
            case 10 when random.Next(4) == 0:
                lines.InsertRange(random.Next(2) == 0 ? 0 : lines.Count, Lines(diffs[random.Next(diffs.Count)].Patch));
                break;
            case 11 when random.Next(4) == 0:
                lines.AddRange([.. lines]);
                break;
            case 12 when random.Next(4) == 0:
                for (var i = 0; i < lines.Count; i++)
                {
                    lines[i] = lines[i].TrimEnd('\n') + "\r\n";
                }

                break;
            case 13:
                lines[at] = lines[at].Replace(random.Next(2) == 0 ? "/" : "a/", random.Next(2) == 0 ? "" : "//", StringComparison.Ordinal);
                break;
            case 14:
                lines.Insert(at, "\\ No newline at end of file\n");
                break;
            default:
                var line = lines[at];
                var letter = random.Next(line.Length);
                // .NET neither reads nor deletes a file whose name is not UTF-8.
                lines[at] = line[..letter] + (char)random.Next(Header().IsMatch(line) ? 128 : 256) + line[(letter + 1)..];
                break;
        }
    }

    // Takes the diff of a file, or a hunk, to another place.
    private void MovePart(List<string> lines)
    {
        var start = random.Next(2) == 0 ? "diff " : "@@ -";
        var starts = Enumerable.Range(0, lines.Count).Where(i => lines[i].StartsWith(start, StringComparison.Ordinal)).ToList();
        if (starts.Count > 1)
        {
            var which = random.Next(starts.Count);
            var part = lines.GetRange(starts[which], (which + 1 < starts.Count ? starts[which + 1] : lines.Count) - starts[which]);
            if (random.Next(2) == 0)
            {
                lines.RemoveRange(starts[which], part.Count);
            }

            lines.InsertRange(starts[0], part);
        }
    }

    /// <summary>The lines of a file, each with its line end, as texts that have a byte in each character.</summary>
    public static List<string> Lines(byte[] content) => [.. Line().Matches(Encoding.Latin1.GetString(content)).Select(line => line.Value)];

    [GeneratedRegex(@"[^\n]*\n|[^\n]+$")]
    private static partial Regex Line();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex("^(?:diff |--- |\\+\\+\\+ |@@ |index |new |old |deleted |rename |copy |similarity |GIT |literal |delta |\\\\ )")]
    private static partial Regex Header();
}
