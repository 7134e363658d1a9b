using System.Buffers;
using System.Text;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>Names a code base by the id of the git tree that its entries make. Nothing is stored.</summary>
internal static class TreeHash
{
    /// <summary>The id that <c>git write-tree</c> gives for the entries.</summary>
    /// <param name="entries">Ordered as <see cref="SiteTree.Entries"/>.</param>
    public static TreeId Of(IReadOnlyList<SiteEntry> entries)
    {
        // The trees from the root to the folder being filled; a folder is named when the first entry outside of it comes.
        var open = new Stack<OpenFolder>();
        open.Push(new OpenFolder("", new ArrayBufferWriter<byte>(4096)));
        foreach (var entry in entries)
        {
            while (!IsWithin(entry.Path, open.Peek().Path))
            {
                Close(open);
            }

            OpenFoldersOf(entry.Path, open);
            var folder = open.Peek();
            Append(folder.Content, entry.Mode, entry.Path.AsSpan(folder.NameStart), entry.Blob.Id);
        }

        while (open.Count > 1)
        {
            Close(open);
        }

        return new TreeId(ObjectHash.Of(ObjectKind.Tree, open.Pop().Content.WrittenSpan));
    }

    private static bool IsWithin(string path, string folder) =>
        folder.Length == 0 || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    private static void OpenFoldersOf(string path, Stack<OpenFolder> open)
    {
        for (int start = open.Peek().NameStart, slash; (slash = path.IndexOf('/', start)) >= 0; start = slash + 1)
        {
            open.Push(new OpenFolder(path[..slash], new ArrayBufferWriter<byte>(512)));
        }
    }

    private static void Close(Stack<OpenFolder> open)
    {
        var folder = open.Pop();
        var parent = open.Peek();
        Append(parent.Content, EntryMode.Tree, folder.Path.AsSpan(parent.NameStart), ObjectHash.Of(ObjectKind.Tree, folder.Content.WrittenSpan));
    }

    private static void Append(ArrayBufferWriter<byte> tree, EntryMode mode, ReadOnlySpan<char> name, ObjectId id)
    {
        tree.Write(mode switch
        {
            EntryMode.Tree => "40000 "u8,
            EntryMode.File => "100644 "u8,
            EntryMode.Executable => "100755 "u8,
            EntryMode.SymbolicLink => "120000 "u8,
            _ => "160000 "u8,
        });
        Encoding.UTF8.GetBytes(name, tree);
        var rest = tree.GetSpan(1 + ObjectId.Size);
        rest[0] = 0;
        id.CopyTo(rest[1..]);
        tree.Advance(1 + ObjectId.Size);
    }

    private sealed record OpenFolder(string Path, ArrayBufferWriter<byte> Content)
    {
        /// <summary>Where the names of its entries begin in their paths.</summary>
        public int NameStart => Path.Length == 0 ? 0 : Path.Length + 1;
    }
}
