using System.Text;
using System.Text.RegularExpressions;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Sources.Folders;

/// <summary>
/// What the .gitignore files of a working folder leave out, as git reads them (gitignore(5), wildmatch.c), less what git would take from the user: a site must not
/// depend on whose machine builds it. Of several rules the last one counts, those of inner folders after those of outer ones.
/// </summary>
/// <param name="outer">The rules of the folders above.</param>
/// <param name="folder">The folder of this file, by its path from where paths count, with a slash at its end; empty for the outermost.</param>
/// <param name="lines">The lines of the file.</param>
internal sealed class IgnoreRules(IgnoreRules? outer, string folder, IEnumerable<string> lines)
{
    private readonly string _folder = Bytes(folder);
    private readonly List<Rule> _rules = [.. lines.Select(Parse).OfType<Rule>().Reverse()];

    /// <summary>The rules of a folder on disk; those of the folders above where it has none of its own.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="path">Its path from where paths count, with a slash at its end.</param>
    /// <param name="outer">The rules of the folders above.</param>
    public static IgnoreRules? In(string folder, string path, IgnoreRules? outer) =>
        RegularFile.TryRead(Path.Combine(folder, ".gitignore"), RegularFile.Small) is { Length: > 0 } text
            ? new(outer, path, Encoding.Latin1.GetString(text).Split('\n'))
            : outer;

    /// <summary>Whether a file or folder is left out, its folders not being.</summary>
    /// <param name="path">Its path from where paths count, with slashes.</param>
    /// <param name="isFolder">True for a folder.</param>
    public bool LeaveOut(string path, bool isFolder) => Decide(Bytes(path), isFolder) == true;

    private bool? Decide(string path, bool isFolder)
    {
        var within = path[_folder.Length..];
        foreach (var rule in _rules)
        {
            if ((isFolder || !rule.OnlyFolders) && rule.Pattern.IsMatch(rule.IsAnchored ? within : within[(within.LastIndexOf('/') + 1)..]))
            {
                return !rule.IsException;
            }
        }

        return outer?.Decide(path, isFolder);
    }

    // To git a character is a byte.
    private static string Bytes(string path) => Ascii.IsValid(path) ? path : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(path));

    private static Rule? Parse(string line)
    {
        var text = line.TrimEnd('\r');
        while (text.EndsWith(' ') && (text.Length < 2 || text[^2] != '\\'))
        {
            text = text[..^1];
        }

        var isException = text.StartsWith('!');
        text = isException ? text[1..] : text;
        var onlyFolders = text.EndsWith('/');
        text = onlyFolders ? text[..^1] : text;
        if (text.Length == 0 || line.StartsWith('#'))
        {
            return null;
        }

        var isAnchored = text.Contains('/');
        try
        {
            return new(new Regex(Translate(text.StartsWith('/') ? text[1..] : text, isAnchored), RegexOptions.CultureInvariant | RegexOptions.Singleline), isAnchored, onlyFolders, isException);
        }
        catch (RegexParseException)
        {
            // A range that runs backwards matches nothing.
            return null;
        }
    }

    private static string Translate(string pattern, bool isAnchored)
    {
        var regex = new StringBuilder(@"\A");
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when isAnchored && AnySteps(pattern, i) is var end and > 0:
                    regex.Append(end < pattern.Length ? "(?:[^/]+/)*" : i == 0 ? ".*" : ".+");
                    i = end;
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[' when ClassAt(pattern, i) is (var set, var end):
                    regex.Append(set);
                    i = end;
                    break;
                case '[':
                    return "(?!)";
                case '\\' when i + 1 == pattern.Length:
                    return "(?!)";
                case '\\':
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return regex.Append(@"\z").ToString();
    }

    // Where several stars end that are a whole step of the path, and so stand for any number of steps; 0 where they do not.
    private static int AnySteps(string pattern, int at)
    {
        var end = at + pattern.AsSpan(at).IndexOfAnyExcept('*');
        end = end < at ? pattern.Length : end;
        return end - at > 1 && (at == 0 || pattern[at - 1] == '/') && (end == pattern.Length || pattern[end] == '/') ? end : 0;
    }

    private static (string Set, int End)? ClassAt(string pattern, int start)
    {
        var set = new StringBuilder("(?!/)[");
        var at = start + 1;
        if (at < pattern.Length && pattern[at] is '!' or '^')
        {
            set.Append('^');
            at++;
        }

        for (var first = at; at < pattern.Length; at++)
        {
            if (pattern[at] == ']' && at > first)
            {
                return (set.Append(']').ToString(), at);
            }

            if (pattern[at] == '[' && at + 1 < pattern.Length && pattern[at + 1] == ':' && pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) is var end and > 0)
            {
                set.Append(pattern[(at + 2)..end] switch
                {
                    "alpha" => "a-zA-Z",
                    "digit" => "0-9",
                    "alnum" => "a-zA-Z0-9",
                    "upper" => "A-Z",
                    "lower" => "a-z",
                    "space" => @"\s",
                    "xdigit" => "0-9a-fA-F",
                    "punct" => @"!-/:-@\[-`{-~",
                    _ => "",
                });
                at = end + 1;
                continue;
            }

            if (pattern[at] == '\\' && at + 1 < pattern.Length)
            {
                at++;
            }
            else if (pattern[at] == '-' && at > first && at + 1 < pattern.Length && pattern[at + 1] != ']')
            {
                set.Append('-');
                continue;
            }

            set.Append(pattern[at] is '[' or ']' or '\\' or '^' or '-' ? $@"\{pattern[at]}" : pattern[at].ToString());
        }

        return null;
    }

    private sealed record Rule(Regex Pattern, bool IsAnchored, bool OnlyFolders, bool IsException);
}
