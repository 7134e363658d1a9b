using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution;

/// <summary>
/// The files of a git tree, looked up by path. Each folder is read once. For one thread at a time.
/// </summary>
/// <param name="objects">Reads the tree. Not owned.</param>
/// <param name="root">The tree.</param>
/// <param name="without">Paths that are passed over, with all that lies in them.</param>
/// <param name="submodules">What lies where the tree names a submodule.</param>
internal sealed class TreeFiles(IObjectReader objects, TreeId root, IReadOnlySet<string>? without = null, IReadOnlyList<OpenedSubmodule>? submodules = null)
{
    /// <summary>The largest file that is looked into, in bytes. Moodle's own largest of these (lib/db/upgrade.php) is far below.</summary>
    public const int SizeLimit = 4 * 1024 * 1024;

    private readonly Dictionary<string, Dictionary<string, TreeEntry>> _folders = new(StringComparer.Ordinal);

    /// <summary>The entry at a path with slashes, or null.</summary>
    public TreeEntry? Find(string path)
    {
        var slash = path.LastIndexOf('/');
        var folder = Folder(slash < 0 ? "" : path[..slash]);
        return folder.TryGetValue(path[(slash + 1)..], out var entry) ? entry : null;
    }

    /// <summary>The blob of the file at a path, or null.</summary>
    public BlobId? FindFile(string path) => Find(path) is { Mode: EntryMode.File or EntryMode.Executable } file ? new(file.Id) : null;

    public bool HasFile(string path) => FindFile(path) is not null;

    /// <summary>Names of the folders within a folder, in ordinal order; none when there is no such folder.</summary>
    public IEnumerable<string> FoldersIn(string folder) =>
        Folder(folder).Values.Where(e => e.Mode == EntryMode.Tree).Select(e => e.Name).Order(StringComparer.Ordinal);

    /// <summary>Names of all that lies within a folder; none when there is no such folder.</summary>
    public IEnumerable<string> NamesIn(string folder) => Folder(folder).Keys;

    /// <summary>The content of a file, or null when there is none at the path.</summary>
    /// <exception cref="InvalidDataException">The file is larger than <see cref="SizeLimit"/>, or its object is none of a file.</exception>
    public byte[]? Read(string path)
    {
        if (FindFile(path) is not { } file)
        {
            return null;
        }

        try
        {
            return ReaderOf(path).ReadBlob(file, SizeLimit, out var length)
                ?? throw new InvalidDataException($"it has {length} bytes, more than the {SizeLimit} that such a file may have");
        }
        catch (RefusedContentException refused)
        {
            throw new InvalidDataException(refused.Message, refused);
        }
    }

    private OpenedSubmodule? SubmoduleAt(string path) => submodules?.FirstOrDefault(s => s.Path == path);

    // The innermost submodule that a path lies in has its objects.
    internal IObjectReader ReaderOf(string path) => submodules?.LastOrDefault(s => path.StartsWith($"{s.Path}/", StringComparison.Ordinal))?.Objects ?? objects;

    private Dictionary<string, TreeEntry> Folder(string path)
    {
        if (_folders.TryGetValue(path, out var known))
        {
            return known;
        }

        var entries = new Dictionary<string, TreeEntry>(StringComparer.Ordinal);
        var tree = path.Length == 0 ? root : SubmoduleAt(path) is { } submodule ? submodule.Tree : Find(path) is { Mode: EntryMode.Tree } entry ? new TreeId(entry.Id) : (TreeId?)null;
        foreach (var child in tree is { } id ? Read(ReaderOf($"{path}/"), id) : [])
        {
            // A tree that names an entry twice is refused where trees are composed; here the first counts.
            if (without?.Contains(path.Length == 0 ? child.Name : $"{path}/{child.Name}") != true)
            {
                entries.TryAdd(child.Name, child);
            }
        }

        return _folders[path] = entries;
    }

    // So is one that makes no sense below the root, and holds nothing here.
    private IReadOnlyList<TreeEntry> Read(IObjectReader reader, TreeId tree)
    {
        try
        {
            return reader.ReadTree(tree);
        }
        catch (RefusedContentException) when (tree != root)
        {
            return [];
        }
    }
}
