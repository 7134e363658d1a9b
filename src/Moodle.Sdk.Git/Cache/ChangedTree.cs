using System.Text;
using LibGit2Sharp;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// Writes a tree anew in which some files are others. Only the folders on the way to these are written, and the files themselves: everything else stays in the
/// repository that the tree is from, so the new one can be read only together with it.
/// </summary>
/// <param name="repository">Takes what is new.</param>
/// <param name="objects">Reads the tree.</param>
internal sealed class ChangedTree(Repository repository, IObjectReader objects)
{
    /// <summary>Writes the tree and says its id.</summary>
    /// <param name="tree">The tree as it is.</param>
    /// <param name="changes">The files by their paths; null for one that goes.</param>
    public TreeId Write(TreeId tree, IEnumerable<KeyValuePair<string, MadeFile?>> changes) => new(Write(objects.ReadTree(tree), changes, 0) ?? Store([]));

    // Null for a folder in which nothing is left: git knows none.
    private ObjectId? Write(IReadOnlyList<TreeEntry> before, IEnumerable<KeyValuePair<string, MadeFile?>> changes, int from)
    {
        var entries = new Dictionary<string, TreeEntry>(StringComparer.Ordinal);
        foreach (var entry in before)
        {
            entries.TryAdd(entry.Name, entry);
        }

        foreach (var group in changes.GroupBy(c => c.Key.IndexOf('/', from) is > 0 and var slash ? c.Key[from..(slash + 1)] : c.Key[from..]))
        {
            var name = group.Key.TrimEnd('/');
            var now = group.Key.EndsWith('/')
                ? Folder(name, entries.GetValueOrDefault(name), group, from + group.Key.Length)
                : group.Last().Value is { } file ? new TreeEntry(name, file.Mode, Store(file)) : null;
            if (now is null && entries.GetValueOrDefault(name) is { } there && (there.Mode == EntryMode.Tree) != group.Key.EndsWith('/'))
            {
                // A file has come in the place of the folder that goes, or a folder in that of the file.
                continue;
            }

            entries.Remove(name);
            if (now is not null)
            {
                entries.Add(name, now);
            }
        }

        return entries.Count == 0 ? null : Store([.. entries.Values]);
    }

    private TreeEntry? Folder(string name, TreeEntry? before, IEnumerable<KeyValuePair<string, MadeFile?>> changes, int from) =>
        Write(before is { Mode: EntryMode.Tree, Id: var id } ? objects.ReadTree(new TreeId(id)) : [], changes, from) is { } tree ? new(name, EntryMode.Tree, tree) : null;

    private ObjectId Store(MadeFile file)
    {
        using var content = file.Open();
        return ObjectId.Parse(repository.ObjectDatabase.Write<Blob>(content, file.Length).Sha);
    }

    // By hand: libgit2 makes no tree of objects that another repository has.
    private ObjectId Store(IReadOnlyCollection<TreeEntry> entries)
    {
        using var tree = new MemoryStream();
        foreach (var (name, entry) in entries.Select(e => (Name: TreeParser.Encode(e.Name), Entry: e)).OrderBy(e => e, Comparer<(byte[] Name, TreeEntry Entry)>.Create(GitOrder)))
        {
            tree.Write(Encoding.ASCII.GetBytes(Convert.ToString((int)entry.Mode, 8) + " "));
            tree.Write(name);
            tree.WriteByte(0);
            tree.Write(Convert.FromHexString(entry.Id.ToString()));
        }

        tree.Position = 0;
        return ObjectId.Parse(repository.ObjectDatabase.Write<Tree>(tree, tree.Length).Sha);
    }

    // A folder's name counts as if a slash followed it (base_name_compare in git's read-cache.c).
    private static int GitOrder((byte[] Name, TreeEntry Entry) left, (byte[] Name, TreeEntry Entry) right) => Key(left).AsSpan().SequenceCompareTo(Key(right));

    private static byte[] Key((byte[] Name, TreeEntry Entry) entry) => entry.Entry.Mode == EntryMode.Tree ? [.. entry.Name, (byte)'/'] : entry.Name;
}
