using System.Buffers;
using System.Text;

namespace Moodle.Sdk.Composition;

/// <summary>Judges names from upstreams. What they are judged against is git's verify_path in read-cache.c, and path.c for the forms of <c>.git</c>.</summary>
internal static class NameRules
{
    // Bytes that a name may have on the file systems in use.
    private const int LongestName = 255;

    // Names of these alone need a second look only when a dot begins or ends them.
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    private static readonly SearchValues<char> WindowsForbids = SearchValues.Create("<>:\"|?*");

    private static readonly HashSet<string> WindowsDevices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. "123456789¹²³".SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with a name, as in "it holds a name that leads out of its folder"; null for one that a code base can have.</summary>
    public static string? WhyRefused(string name, FileSystemRules rules)
    {
        if (name.Length is > 0 and <= LongestName && name[0] != '.' && name[^1] != '.' &&
            !name.AsSpan().ContainsAnyExcept(Plain) && !rules.IsWindows)
        {
            return null;
        }

        return name switch
        {
            "" => "an entry without a name: its tree is malformed",
            "." or ".." => "a name that leads out of its folder",
            _ when name.Any(c => c is '/' or '\\' || char.IsControl(c)) => "a name with a separator or control character",
            _ when name.Any(IsBidirectionalControl) => "a name with a control of the writing direction, which a reviewer cannot see",
            _ when !IsUnicode(name) => "a name that is not UTF-8",
            _ when Encoding.UTF8.GetByteCount(name) > LongestName => $"a name of more than {LongestName} bytes",
            _ when IsDotGit(name) => "a name that git or a file system takes for '.git'",
            _ when rules.IsWindows && !FitsWindows(name) => "a name that Windows cannot have",
            _ => null,
        };
    }

    /// <summary>Whether a path, with slashes, names a folder that a code base can have.</summary>
    public static bool IsFolder(string path, FileSystemRules rules) => path.Split('/').All(name => WhyRefused(name, rules) is null);

    // A lone surrogate is the mark of bytes that are not UTF-8.
    private static bool IsUnicode(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var used) != OperationStatus.Done)
            {
                return false;
            }

            text = text[used..];
        }

        return true;
    }

    /// <summary>Embeddings, overrides and isolates: what they turn round is shown as another name than it is.</summary>
    public static bool IsBidirectionalControl(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static bool IsDotGit(string name)
    {
        // HFS+ ignores these characters, NTFS dots and spaces at the end and all that follows a colon.
        var seen = string.Concat(name.Where(c => !IsIgnoredByHfs(c))).Split(':')[0].TrimEnd('.', ' ');
        return seen.Equals(".git", StringComparison.OrdinalIgnoreCase) || seen.Equals("git~1", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsIgnoredByHfs(char c) =>
        c is (>= '\u200C' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u206A' and <= '\u206F') or '\uFEFF';

    private static bool FitsWindows(string name) =>
        !name.AsSpan().ContainsAny(WindowsForbids) && name[^1] is not ('.' or ' ') && !WindowsDevices.Contains(name.Split('.')[0].TrimEnd(' '));
}
