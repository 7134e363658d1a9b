using System.Text;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>
/// The paths that a patch file names. Their forms are those that git writes (quote.c) and takes (apply.c): quoted as in C, or up to a tab, or up to a time.
/// All text here has a byte in each character.
/// </summary>
internal static partial class PatchPaths
{
    // "2010-07-05 19:41:17.620000023 +02:00" and what stands before it.
    private const int LongestTime = 40;

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The path on a line of git's header.</summary>
    /// <param name="line">What follows the keyword.</param>
    /// <param name="stripped">How many leading folders to strip: 0 or 1.</param>
    /// <param name="endsAtTab">Whether a tab ends it.</param>
    /// <returns>The path; null where there is none after stripping.</returns>
    public static string? Named(string line, int stripped, bool endsAtTab)
    {
        if (line.StartsWith('"') && Unquoted(line, out _) is { } quoted)
        {
            return Stripped(quoted, stripped);
        }

        var end = line.AsSpan().IndexOfAny(endsAtTab ? "\t\r\v\f" : "\r\v\f");
        return Stripped(end < 0 ? line : line[..end], stripped);
    }

    /// <summary>The path on a line of a diff without git's header, which may be followed by a time.</summary>
    public static string? NamedBeforeTime(string line, int stripped)
    {
        var time = Time().Match(line, Math.Max(0, line.Length - LongestTime), Math.Min(line.Length, LongestTime));
        return time.Success ? Named(line[..time.Index].TrimEnd(line[time.Index]), stripped, endsAtTab: false) : Named(line, stripped, endsAtTab: true);
    }

    /// <summary>The path that both halves of a <c>diff --git</c> line agree on; null where they do not.</summary>
    /// <param name="line">What follows <c>diff --git</c>.</param>
    /// <param name="stripped">How many leading folders to strip.</param>
    public static string? NamedTwice(string line, int stripped)
    {
        if (line.StartsWith('"'))
        {
            return Unquoted(line, out var used) is { } first && Stripped(first, stripped) is { } path
                && Second(line[used..].TrimStart(' ', '\t'), stripped) == path ? path : null;
        }

        var quote = line.IndexOf('"', StringComparison.Ordinal);
        if (quote > 0)
        {
            return Second(line[quote..], stripped) is { } path && Stripped(line[..quote].TrimEnd(' ', '\t'), stripped) == path ? path : null;
        }

        return line.StartsWith('/') ? null : NamedTwiceUnquoted(line, stripped);
    }

    // A path may have spaces: any of them may be the one between the halves.
    private static string? NamedTwiceUnquoted(string line, int stripped)
    {
        var first = stripped == 0 ? 0 : line.IndexOf('/', StringComparison.Ordinal) + 1;
        var second = 0;
        for (var space = line.IndexOfAny([' ', '\t'], first); space > 0; space = line.IndexOfAny([' ', '\t'], space + 1))
        {
            second = stripped == 0 ? space + 1 : second > space ? second : line.IndexOf('/', space) + 1;
            if (second == 0 || (stripped > 0 && first == 0))
            {
                return null;
            }

            var isAbsolute = stripped > 0 && second == space + 2;
            if (!isAbsolute && line.Length - second == space - first && line.AsSpan(second).SequenceEqual(line.AsSpan(first, space - first)))
            {
                return Stripped(line[first..space], 0);
            }
        }

        return null;
    }

    /// <summary>A path as a tree has it.</summary>
    /// <param name="path">What the patch file says.</param>
    /// <param name="line">Where, from 1 on.</param>
    /// <exception cref="BadPatchException">It leads out of the tree, or no tree has it.</exception>
    public static string Checked(string path, int line)
    {
        if (path.StartsWith('/') || path.Contains('\\') || path.Any(c => c < ' '))
        {
            throw new BadPatchException(line, path.StartsWith('/') ? $"'{path}' is a path from the root of a disk"
                : path.Contains('\\') ? $"'{path}' has backslashes, which only Windows takes for folders" : "a path has a control character");
        }

        if (path.Split('/').FirstOrDefault(IsNoName) is { } step)
        {
            throw new BadPatchException(line, step.Length == 0 ? $"'{path}' is no path of a file" : $"'{path}' leads out of the code base, or into what belongs to git");
        }

        try
        {
            return Utf8.GetString(Encoding.Latin1.GetBytes(path));
        }
        catch (DecoderFallbackException)
        {
            throw new BadPatchException(line, $"the path '{path}' is written in another encoding than UTF-8");
        }
    }

    // What file systems take for .git, the rules for names of a tree judge.
    private static bool IsNoName(string step) => step is "" or "." or ".." || step.Equals(".git", StringComparison.OrdinalIgnoreCase);

    private static string? Second(string text, int stripped) => Stripped(text.StartsWith('"') ? Unquoted(text, out _) : text, stripped);

    // What is left without the leading folders: git drops double slashes.
    private static string? Stripped(string? path, int folders)
    {
        if (path is null || path.StartsWith('/'))
        {
            return path;
        }

        for (; folders > 0; folders--)
        {
            var slash = path.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                return null;
            }

            path = path[(slash + 1)..];
        }

        return path.Length == 0 ? null : Slashes().Replace(path, "/");
    }

    private static string? Unquoted(string text, out int used)
    {
        var path = new StringBuilder();
        for (used = 1; used < text.Length && text[used] != '"'; used++)
        {
            if (text[used] != '\\')
            {
                path.Append(text[used]);
                continue;
            }

            if (++used == text.Length)
            {
                return null;
            }

            if (text[used] is >= '0' and <= '3' && used + 2 < text.Length && text[used + 1] is >= '0' and <= '7' && text[used + 2] is >= '0' and <= '7')
            {
                path.Append((char)(((text[used] - '0') << 6) | ((text[used + 1] - '0') << 3) | (text[used + 2] - '0')));
                used += 2;
                continue;
            }

            var letter = "abtnvfr\"\\".IndexOf(text[used], StringComparison.Ordinal);
            if (letter < 0)
            {
                return null;
            }

            path.Append("\a\b\t\n\v\f\r\"\\"[letter]);
        }

        return used++ < text.Length ? path.ToString() : null;
    }

    [GeneratedRegex("/{2,}")]
    private static partial Regex Slashes();

    // POSIX: 2010-07-05 19:41:17. GNU: 2010-07-05 19:41:17.620000023 -0500.
    [GeneratedRegex(@"(?<=.)[\t ](?:[0-9]{2})?[0-9]{2}-[0-9]{2}-[0-9]{2}(?: [0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)?(?: [-+][0-9]{4}| [-+][0-9]{2}:[0-9]{2})?$")]
    private static partial Regex Time();
}
