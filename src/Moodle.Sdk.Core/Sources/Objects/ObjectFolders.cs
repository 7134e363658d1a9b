using System.Collections.Immutable;

namespace Moodle.Sdk.Sources.Objects;

/// <summary>The <c>objects</c> folder of a repository and those that it borrows from (<c>objects/info/alternates</c>).</summary>
internal sealed class ObjectFolders : IDisposable
{
    /// <summary>Git follows alternates of alternates as deep.</summary>
    private const int DeepestAlternate = 5;

    private readonly System.Threading.Lock _scanning = new();
    private readonly string _own;
    private ImmutableArray<ObjectFolder> _folders = [];

    /// <summary>Looks at a repository's folders.</summary>
    /// <param name="own">Full path of its own <c>objects</c> folder.</param>
    public ObjectFolders(string own)
    {
        _own = Path.GetFullPath(own);
        Rescan();
    }

    /// <summary>Every folder, the repository's own first.</summary>
    public ImmutableArray<ObjectFolder> All => _folders;

    /// <summary>Looks for packs and alternates that appeared since.</summary>
    public void Rescan()
    {
        lock (_scanning)
        {
            foreach (var folder in _folders)
            {
                folder.Rescan();
            }

            Add(_own, 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var folder in _folders)
        {
            folder.Dispose();
        }
    }

    private void Add(string path, int depth)
    {
        if (!_folders.Any(f => f.Path == path))
        {
            _folders = _folders.Add(new ObjectFolder(path));
        }

        var alternates = Path.Combine(path, "info", "alternates");
        if (depth >= DeepestAlternate || !File.Exists(alternates))
        {
            return;
        }

        // A line is a path, relative to the folder itself; # begins a comment.
        foreach (var line in File.ReadLines(alternates).Where(l => l.Length > 0 && l[0] != '#'))
        {
            Add(Path.GetFullPath(line, path), depth + 1);
        }
    }
}
