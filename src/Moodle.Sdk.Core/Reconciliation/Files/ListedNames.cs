namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>The names under which files stand in their folders, to the letter. Each folder is listed once.</summary>
internal sealed class ListedNames(OutputFiles files)
{
    private readonly Dictionary<string, HashSet<string>> _folders = new(StringComparer.Ordinal);

    /// <summary>True when a file or folder stands under just this path, in every part of it.</summary>
    /// <param name="path">From the root, with slashes.</param>
    public bool Holds(string path)
    {
        var (folder, name) = Split(path);
        return (folder.Length == 0 || Holds(folder)) && NamesIn(folder).Contains(name);
    }

    /// <summary>The folder of a path, and its name in it.</summary>
    public static (string Folder, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    private HashSet<string> NamesIn(string folder)
    {
        if (!_folders.TryGetValue(folder, out var names))
        {
            var isThere = folder.Length == 0 || files.Look(OutputFiles.Bytes(folder)).Kind == FileKind.Folder;
            _folders.Add(folder, names = isThere ? [.. files.Names(folder)] : []);
        }

        return names;
    }
}
