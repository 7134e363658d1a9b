namespace Moodle.Sdk.Composition;

/// <summary>
/// Finds names that differ only in case within one folder: a file system that ignores case has room for one of them alone. Folders that are such
/// twins are found themselves, not all that they hold.
/// </summary>
internal sealed class CaseCollisions
{
    // A table of our own: it hashes a name once and alone, where a set of paths would hash each path as a whole.
    private readonly Name?[] _buckets;
    private readonly Action<string, string, SiteEntry> _found;
    private Name? _open;
    private int _count;

    private CaseCollisions(int entries, Action<string, string, SiteEntry> found)
    {
        _buckets = new Name?[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)entries + 1)];
        _found = found;
    }

    /// <summary>Looks at every file and folder.</summary>
    /// <param name="entries">Ordered as <see cref="SiteTree.Entries"/>.</param>
    /// <param name="found">Told of each name that has a twin before it: the twin's path, its own, and the entry it was met in.</param>
    public static void Find(IReadOnlyList<SiteEntry> entries, Action<string, string, SiteEntry> found)
    {
        var collisions = new CaseCollisions(entries.Count, found);
        for (var i = 0; i < entries.Count; i++)
        {
            collisions.Add(entries[i]);
        }
    }

    private void Add(SiteEntry entry)
    {
        var path = entry.Path;
        while (_open is not null && !PathOrder.IsWithin(path, _open.Path))
        {
            _open = _open.Folder;
        }

        var start = _open is null ? 0 : _open.End + 1;
        for (int slash; (slash = path.IndexOf('/', start)) >= 0; start = slash + 1)
        {
            _open = Add(entry, start, slash);
        }

        Add(entry, start, path.Length);
    }

    private Name Add(SiteEntry entry, int start, int end)
    {
        var path = entry.Path;
        ref var bucket = ref _buckets[Hash(path.AsSpan(start, end - start), _open) & (_buckets.Length - 1)];
        var name = new Name(_count++, path, start, end, _open, bucket);
        for (var other = bucket; other is not null; other = other.NextInBucket)
        {
            if (other.Folder == _open && other.Text.Equals(name.Text, StringComparison.OrdinalIgnoreCase))
            {
                _found(other.Path.ToString(), name.Path.ToString(), entry);
                break;
            }
        }

        return bucket = name;
    }

    // Names that are equal but for case have one hash; that of ASCII is cheap, and almost all names are ASCII.
    private static int Hash(ReadOnlySpan<char> name, Name? folder)
    {
        var hash = (uint)(folder?.Number + 1 ?? 0);
        foreach (var c in name)
        {
            hash = (hash ^ ((c < 0x80 ? c : char.ToUpperInvariant(c)) | 0x20u)) * 0x01000193;
        }

        return (int)(hash ^ (hash >> 15));
    }

    /// <summary>The name of a file or folder, within the path in which it was met first.</summary>
    private sealed class Name(int number, string within, int start, int end, Name? folder, Name? next)
    {
        public int Number { get; } = number;

        public int End { get; } = end;

        public Name? Folder { get; } = folder;

        public Name? NextInBucket { get; } = next;

        public ReadOnlySpan<char> Text => within.AsSpan(start, End - start);

        public ReadOnlySpan<char> Path => within.AsSpan(0, End);
    }
}
