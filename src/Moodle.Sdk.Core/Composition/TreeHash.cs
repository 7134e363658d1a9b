using System.Text;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Composition;

/// <summary>Names a code base by the id of the git tree that its entries make. Nothing is stored.</summary>
internal sealed class TreeHash
{
    // The folders from the root to the one being filled; a folder is named when the first entry outside of it comes. Those below wait to be used again.
    private readonly List<OpenFolder> _folders = [];
    private int _depth;

    private OpenFolder Innermost => _folders[_depth - 1];

    /// <summary>The id that <c>git write-tree</c> gives for the entries.</summary>
    /// <param name="entries">Ordered as <see cref="SiteTree.Entries"/>.</param>
    public static TreeId Of(IReadOnlyList<SiteEntry> entries)
    {
        var hash = new TreeHash();
        hash.Open("", 0);
        for (var i = 0; i < entries.Count; i++)
        {
            hash.Add(entries[i]);
        }

        while (hash._depth > 1)
        {
            hash.Close();
        }

        return new TreeId(hash.Innermost.Name());
    }

    private void Add(SiteEntry entry)
    {
        while (!PathOrder.IsWithin(entry.Path, Innermost.Path))
        {
            Close();
        }

        for (int start = Innermost.NameStart, slash; (slash = entry.Path.IndexOf('/', start)) >= 0; start = slash + 1)
        {
            Open(entry.Path, slash);
        }

        Innermost.Append(entry.Mode, entry.Path.AsSpan(Innermost.NameStart), entry.Blob.Id);
    }

    private void Open(string path, int length)
    {
        if (_depth == _folders.Count)
        {
            _folders.Add(new OpenFolder());
        }

        _folders[_depth++].Begin(path, length);
    }

    private void Close()
    {
        var folder = Innermost;
        _depth--;
        Innermost.Append(EntryMode.Tree, folder.Path[Innermost.NameStart..], folder.Name());
    }

    /// <summary>A folder whose tree object is being written.</summary>
    private sealed class OpenFolder
    {
        private byte[] _tree = new byte[4096];
        private int _written;
        private string _within = "";
        private int _length;

        public ReadOnlySpan<char> Path => _within.AsSpan(0, _length);

        /// <summary>Where the names of its entries begin in their paths.</summary>
        public int NameStart => _length == 0 ? 0 : _length + 1;

        /// <summary>Begins anew, as the folder that the first characters of a path name.</summary>
        public void Begin(string path, int length) => (_within, _length, _written) = (path, length, 0);

        public void Append(EntryMode mode, ReadOnlySpan<char> name, ObjectId id)
        {
            var digits = mode switch
            {
                EntryMode.Tree => "40000 "u8,
                EntryMode.File => "100644 "u8,
                EntryMode.Executable => "100755 "u8,
                EntryMode.SymbolicLink => "120000 "u8,
                _ => "160000 "u8,
            };
            var most = digits.Length + Encoding.UTF8.GetMaxByteCount(name.Length) + 1 + ObjectId.Size;
            if (most > _tree.Length - _written)
            {
                Array.Resize(ref _tree, Math.Max(2 * _tree.Length, _written + most));
            }

            digits.CopyTo(_tree.AsSpan(_written));
            _written += digits.Length;
            _written += Encoding.UTF8.GetBytes(name, _tree.AsSpan(_written));
            _tree[_written++] = 0;
            id.CopyTo(_tree.AsSpan(_written));
            _written += ObjectId.Size;
        }

        public ObjectId Name() => ObjectHash.Of(ObjectKind.Tree, _tree.AsSpan(0, _written));
    }
}
