using System.Buffers;

namespace Moodle.Sdk.Delivery;

/// <summary>Several patterns, asked about every path of a tree. A folder is judged once for all that lies in it. For one thread.</summary>
internal sealed class PathPatterns
{
    private static readonly SearchValues<char> Wildcards = SearchValues.Create("*?");

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _names;
    private readonly List<string> _namePatterns = [];
    private readonly List<PathPattern> _others = [];
    private readonly Dictionary<string, bool>.AlternateLookup<ReadOnlySpan<char>> _folders;

    public PathPatterns(IEnumerable<PathPattern> patterns)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pattern in patterns)
        {
            if (pattern.NameAnywhere is not { } name)
            {
                _others.Add(pattern);
            }
            else if (name.AsSpan().ContainsAny(Wildcards))
            {
                _namePatterns.Add(name);
            }
            else
            {
                names.Add(name);
            }
        }

        _names = names.GetAlternateLookup<ReadOnlySpan<char>>();
        _folders = new Dictionary<string, bool>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>True when a pattern matches the path, or a folder that it lies in.</summary>
    public bool Match(ReadOnlySpan<char> path)
    {
        var slash = path.LastIndexOf('/');
        return (slash > 0 && FolderMatches(path[..slash])) || MatchesItself(path, path[(slash + 1)..]);
    }

    private bool FolderMatches(ReadOnlySpan<char> folder)
    {
        if (!_folders.TryGetValue(folder, out var matches))
        {
            matches = Match(folder);
            _folders[folder] = matches;
        }

        return matches;
    }

    private bool MatchesItself(ReadOnlySpan<char> path, ReadOnlySpan<char> name)
    {
        if (_names.Contains(name))
        {
            return true;
        }

        foreach (var pattern in _namePatterns)
        {
            if (PathPattern.NameMatches(pattern, name))
            {
                return true;
            }
        }

        foreach (var pattern in _others)
        {
            if (pattern.Matches(path))
            {
                return true;
            }
        }

        return false;
    }
}
