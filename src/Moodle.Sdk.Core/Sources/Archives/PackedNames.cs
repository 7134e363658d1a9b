namespace Moodle.Sdk.Sources.Archives;

/// <summary>The names in an archive, as each of them must go with the others on every file system.</summary>
internal sealed class PackedNames
{
    // No output has a longer path. Of one that has a million steps each is a folder to remember.
    private const int Longest = 1024;

    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _folders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How many files there are.</summary>
    public int Count => _files.Count;

    /// <summary>The path of a file as a tree has it: less what leads nowhere.</summary>
    /// <param name="name">As it is packed.</param>
    /// <exception cref="BadArchiveException">It leads out, or is no name.</exception>
    public static string PathOf(string name)
    {
        if (name.Length > Longest)
        {
            throw new BadArchiveException("it has a name that is longer than names can be");
        }

        if (name.Contains('\uFFFD'))
        {
            throw new BadArchiveException($"the name of '{name}' is written in another encoding than UTF-8: pack it again");
        }

        if (name.Contains('\\') || name.StartsWith('/') || name is [_, ':', ..])
        {
            throw new BadArchiveException(name.Contains('\\') ? $"'{name}' has backslashes, which only Windows takes for folders: pack it again" : $"'{name}' is a path from the root of a disk");
        }

        var steps = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(step => step != ".").ToList();
        return steps.Count == 0 ? throw new BadArchiveException("a file in it has no name")
            : steps.Contains("..") ? throw new BadArchiveException($"'{name}' leads out of it")
            : steps.Any(step => step.Any(char.IsControl)) ? throw new BadArchiveException("a name in it has a control character")
            : string.Join('/', steps);
    }

    /// <summary>Where a link leads, within the archive.</summary>
    /// <param name="path">The link's path.</param>
    /// <param name="target">What it says.</param>
    /// <exception cref="BadArchiveException">It leads out.</exception>
    public static void CheckLink(string path, string target)
    {
        if (Links.LeadsOut(path, target))
        {
            throw new BadArchiveException($"the link '{path}' leads out of it, to '{target}'");
        }
    }

    /// <summary>Takes in the path of one more file.</summary>
    /// <exception cref="BadArchiveException">It is there already, also where only the case differs, or a file is to be a folder.</exception>
    public void Add(string path)
    {
        if (!_files.TryAdd(path, path))
        {
            throw new BadArchiveException(_files[path] == path ? $"'{path}' is in it twice" : $"'{path}' and '{_files[path]}' differ only in case");
        }

        var isInTheWay = _folders.Contains(path);
        for (var end = path.LastIndexOf('/'); end > 0 && _folders.Add(path[..end]); end = path.LastIndexOf('/', end - 1))
        {
            isInTheWay |= _files.ContainsKey(path[..end]);
        }

        if (isInTheWay)
        {
            throw new BadArchiveException($"'{path}' is in it beside a file or folder of the same name");
        }
    }
}
