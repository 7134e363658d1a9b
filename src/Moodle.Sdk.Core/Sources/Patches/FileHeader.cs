using System.Globalization;
using System.Text.RegularExpressions;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>What stands above the hunks of a file.</summary>
/// <param name="Line">Its first line, from 1 on.</param>
/// <param name="Act">What is done with the file, as far as it says.</param>
/// <param name="OldPath">The file before.</param>
/// <param name="NewPath">The file afterwards.</param>
internal sealed partial record FileHeader(int Line, PatchAct Act, string? OldPath, string? NewPath)
{
    /// <summary>What the file was, where it is said.</summary>
    public EntryMode? OldMode { get; private set; }

    /// <summary>What it becomes, where it is said.</summary>
    public EntryMode? NewMode { get; private set; }

    /// <summary>The blob before, as far as it is said.</summary>
    public string OldId { get; private set; } = "";

    /// <summary>The blob afterwards, likewise.</summary>
    public string NewId { get; private set; } = "";

    /// <summary>Reads the two lines that begin the diff of a file without git's header, which are there.</summary>
    /// <param name="lines">The patch file.</param>
    /// <param name="at">The first line, from 0 on; afterwards the first behind the header.</param>
    /// <param name="stripped">How many leading folders to strip; 0 from the first file on that has none.</param>
    /// <exception cref="BadPatchException">It names no file.</exception>
    public static FileHeader ReadPlain(PatchLines lines, ref int at, ref int stripped)
    {
        var (first, second) = (lines.Text(at)[4..], lines.Text(at + 1)[4..]);
        stripped = !IsNoFile(second) && PatchPaths.NamedBeforeTime(second, 0)?.Contains('/') == false ? 0 : stripped;
        at += 2;

        var (before, after) = (IsNoFile(first) ? null : PatchPaths.NamedBeforeTime(first, stripped), IsNoFile(second) ? null : PatchPaths.NamedBeforeTime(second, stripped));
        // "file.orig" and "file~" are copies that somebody kept.
        var name = after is null || (before is not null && after.Length > before.Length && after.StartsWith(before, StringComparison.Ordinal)) ? before : after;
        var path = PatchPaths.Checked(name ?? throw new BadPatchException(at - 1, "it names no file below a folder: the diff of two folders is needed"), at - 1);
        return IsNoFile(first) || (!IsNoFile(second) && IsEpoch(first)) ? new(at - 1, PatchAct.Create, null, path)
            : IsNoFile(second) || IsEpoch(second) ? new(at - 1, PatchAct.Delete, path, null)
            : new(at - 1, PatchAct.ChangeOrCreate, path, path);
    }

    /// <summary>Reads git's header.</summary>
    /// <param name="lines">The patch file.</param>
    /// <param name="at">The line <c>diff --git</c>, from 0 on; afterwards the first behind the header.</param>
    /// <param name="stripped">How many leading folders to strip.</param>
    /// <exception cref="BadPatchException">It names no file, or contradicts itself.</exception>
    public static FileHeader ReadGit(PatchLines lines, ref int at, int stripped)
    {
        var start = at++;
        var end = at;
        while (end < lines.Count && lines.IsWhole(end) && Known().IsMatch(lines.Text(end)))
        {
            end++;
        }

        var said = lines.Text(start)["diff --git ".Length..];
        var names = new HeaderNames(IsWithoutPrefix(lines, start, end, said) ? 0 : stripped, said);
        var (oldId, newId) = ("", "");
        EntryMode? oldMode = null, newMode = null;
        for (; at < end; at++)
        {
            var known = Known().Match(lines.Text(at));
            var (key, value) = (known.Groups["key"].Value, known.Groups["value"].Value);
            switch (key)
            {
                case "old mode":
                    oldMode = Mode(value, at);
                    break;
                case "new mode":
                    newMode = Mode(value, at);
                    break;
                case "deleted file mode":
                    oldMode = Mode(value, at);
                    names.Take(key, value, at);
                    break;
                case "new file mode":
                    newMode = Mode(value, at);
                    names.Take(key, value, at);
                    break;
                case "index" when Index().Match(value) is { Success: true } index:
                    (oldId, newId) = (index.Groups["old"].Value, index.Groups["new"].Value);
                    oldMode = index.Groups["mode"].Success ? Mode(index.Groups["mode"].Value, at) : oldMode;
                    break;
                default:
                    names.Take(key, value, at);
                    break;
            }
        }

        return end > start + 1
            ? names.Header(start) with { OldMode = oldMode, NewMode = newMode, OldId = oldId, NewId = newId }
            : throw new BadPatchException(start + 1, "nothing follows the header of this file: the patch was cut short");
    }

    // A diff that was made without a/ and b/ has one name twice, or the very names of the rename.
    private static bool IsWithoutPrefix(PatchLines lines, int start, int end, string said)
    {
        var half = said.Length / 2;
        if (said.Length % 2 == 1 && said[half] == ' ' && said.AsSpan(0, half).SequenceEqual(said.AsSpan(half + 1)))
        {
            return true;
        }

        var moves = Enumerable.Range(start + 1, end - start - 1).Select(lines.Text).Where(line => Move().IsMatch(line)).Select(line => Move().Replace(line, ""));
        return string.Join(' ', moves) == said;
    }

    private static EntryMode Mode(string text, int at)
    {
        var mode = Octal().IsMatch(text) ? Convert.ToInt32(text.TrimEnd(), 8) : 0;
        return (mode & 0xF000) switch
        {
            0x8000 => (mode & 0x40) != 0 ? EntryMode.Executable : EntryMode.File,
            0xA000 => EntryMode.SymbolicLink,
            0xE000 => throw new BadPatchException(at + 1, "it changes a submodule, which is code of another repository"),
            _ => throw new BadPatchException(at + 1, "this is the mode of no file"),
        };
    }

    /// <summary>Whether there is no file on this side.</summary>
    public static bool IsNoFile(string line) => line.StartsWith("/dev/null", StringComparison.Ordinal) && (line.Length == 9 || char.IsWhiteSpace(line[9]));

    // GNU diff gives a file that is not there the time 0, in any time zone.
    private static bool IsEpoch(string line)
    {
        var match = Epoch().Match(line);
        if (!match.Success)
        {
            return false;
        }

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        var zone = (Number("zoneHour") * 60) + Number("zoneMinute");
        return (Number("hour") * 60) + Number("minute") - (match.Groups["sign"].Value == "-" ? -zone : zone) == (match.Groups["day"].Value == "1969-12-31" ? 24 * 60 : 0);
    }

    [GeneratedRegex("^(?<key>---|\\+\\+\\+|old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename old|rename new|rename from|rename to|similarity index|dissimilarity index|index) (?<value>.*)$", RegexOptions.Singleline)]
    private static partial Regex Known();

    [GeneratedRegex("^(?:rename|copy) (?:from|to|old|new) ")]
    private static partial Regex Move();

    [GeneratedRegex(@"^(?<old>[^.]{0,40})\.\.(?<new>[^ ]{0,40})(?: (?<mode>.*))?$", RegexOptions.Singleline)]
    private static partial Regex Index();

    [GeneratedRegex(@"^[0-7]{1,7}\s*$")]
    private static partial Regex Octal();

    [GeneratedRegex(@"\t(?<day>1969-12-31|1970-01-01) (?<hour>[0-2][0-9]):(?<minute>[0-5][0-9]):00(?:\.0+)? (?<sign>[-+])(?<zoneHour>[0-2][0-9]):?(?<zoneMinute>[0-5][0-9])$")]
    private static partial Regex Epoch();
}
