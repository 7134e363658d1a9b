using System.Collections.Immutable;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>The <c>objects</c> folder of a repository and those that it borrows from (<c>objects/info/alternates</c>).</summary>
internal sealed class ObjectFolders : IDisposable
{
    /// <summary>Git follows alternates of alternates as deep.</summary>
    private const int DeepestAlternate = 5;

    // An offset takes the lower bits: packs stay far below 16 TB.
    private const int PackNumberShift = 44;

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

    /// <summary>True when there are packs that only others can read.</summary>
    public bool HasForeignPacks => _folders.Any(f => f.HasForeignPacks);

    /// <summary>True when an index is damaged, so that objects which are there are not found. Reads every index.</summary>
    public bool HasDamage() => _folders.Any(f => f.HasDamage());

    /// <summary>True when an object is in a pack or in a file of its own.</summary>
    public bool Contains(ObjectId id) => _folders.Any(f => f.Packs.Any(p => p.Index.Find(id) >= 0) || File.Exists(f.LooseFile(id)));

    /// <summary>A number that orders objects as they lie in the packs, loose ones last.</summary>
    public long PositionOf(ObjectId id)
    {
        long number = 0;
        foreach (var folder in _folders)
        {
            foreach (var pack in folder.Packs)
            {
                if (pack.Index.Find(id) is >= 0 and var offset)
                {
                    return (number << PackNumberShift) | offset;
                }

                number++;
            }
        }

        return long.MaxValue;
    }

    /// <summary>Reads an object and checks it. A damaged copy does not hide a sound one elsewhere.</summary>
    /// <param name="id">The object.</param>
    /// <param name="scratch">Owns what is returned.</param>
    /// <param name="damaged">Set when a copy was found that is damaged.</param>
    public PooledObject? Read(ObjectId id, ReadScratch scratch, ref bool damaged)
    {
        foreach (var folder in _folders)
        {
            foreach (var pack in folder.Packs)
            {
                if (pack.Index.Find(id) is >= 0 and var offset && Checked(id, ReadPacked(folder, pack, offset, scratch, ref damaged), ref damaged) is { } packed)
                {
                    return packed;
                }
            }
        }

        foreach (var folder in _folders)
        {
            var file = folder.LooseFile(id);
            if (File.Exists(file) && Checked(id, ReadLoose(file, scratch, ref damaged), ref damaged) is { } loose)
            {
                return loose;
            }
        }

        return null;
    }

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

    private static PooledObject? Checked(ObjectId id, PooledObject? found, ref bool damaged)
    {
        if (found is not { } content || ObjectHash.Of(content.Kind, content.Content) == id)
        {
            return found;
        }

        damaged = true;
        return null;
    }

    private static PooledObject? ReadPacked(ObjectFolder folder, PackFile pack, long offset, ReadScratch scratch, ref bool damaged)
    {
        try
        {
            var content = pack.Read(offset, scratch);
            damaged |= content is null;
            return content;
        }
        catch (SystemFaultException gone) when (gone.Fault.Kind == FaultKind.Absent)
        {
            folder.Forget(pack);
            return null;
        }
    }

    private static PooledObject? ReadLoose(string file, ReadScratch scratch, ref bool damaged)
    {
        try
        {
            if (LooseObject.Read(file) is { } content)
            {
                return scratch.Bases.KeepPassing(content);
            }

            damaged = true;
        }
        catch (SystemFaultException gone) when (gone.Fault.Kind == FaultKind.Absent)
        {
            // Packed by another process since: found in the packs at the next look.
        }

        return null;
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
