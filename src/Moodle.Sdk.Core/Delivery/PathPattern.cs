using System.IO.Enumeration;

namespace Moodle.Sdk.Delivery;

/// <summary>
/// A pattern of MSBuild over the paths of a tree: <c>*</c> and <c>?</c> within a name, <c>**</c> for any number of folders, either slash. Case counts.
/// Source of the rules: MSBuild's "Use wildcards to specify items".
/// </summary>
internal sealed class PathPattern
{
    private const string AnyFolders = "**";

    private readonly string[] _parts;

    private PathPattern(string[] parts) => _parts = parts;

    /// <summary>The pattern of a last name when that may lie in any folder, as <c>**/.git*</c>; else null.</summary>
    public string? NameAnywhere => _parts is [AnyFolders, not AnyFolders] ? _parts[1] : null;

    /// <summary>Reads a pattern; a slash at either end and <c>./</c> before it mean nothing.</summary>
    /// <param name="text">What is declared.</param>
    /// <returns>Null, or why it cannot be meant.</returns>
    public static string? Parse(string text, out PathPattern pattern)
    {
        var parts = text.Trim().Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        pattern = new([.. parts.SkipWhile((part, i) => i == 0 && part == ".")]);
        return pattern._parts switch
        {
            [] => "it names nothing.",
            var named when named.Any(part => part is "." or "..") => "'.' and '..' lead nowhere in a tree.",
            var named when named.Any(part => part != AnyFolders && part.Contains(AnyFolders, StringComparison.Ordinal)) => "** stands alone between slashes.",
            _ => null,
        };
    }

    /// <summary>Whether a single name matches a part of a pattern.</summary>
    public static bool NameMatches(string part, ReadOnlySpan<char> name) => FileSystemName.MatchesSimpleExpression(part, name, ignoreCase: false);

    /// <summary>Whether a whole path matches.</summary>
    public bool Matches(ReadOnlySpan<char> path) => Matches(_parts, path);

    private static bool Matches(ReadOnlySpan<string> parts, ReadOnlySpan<char> path)
    {
        if (parts.IsEmpty || path.IsEmpty)
        {
            return parts.IsEmpty && path.IsEmpty;
        }

        var slash = path.IndexOf('/');
        var name = slash < 0 ? path : path[..slash];
        var rest = slash < 0 ? [] : path[(slash + 1)..];
        return parts[0] == AnyFolders
            ? parts.Length == 1 || Matches(parts[1..], path) || Matches(parts, rest)
            : NameMatches(parts[0], name) && Matches(parts[1..], rest);
    }
}
