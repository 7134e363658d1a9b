using System.Collections.Immutable;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// The packs and loose objects of a repository: those of its own <c>objects</c> folder and of those that it borrows from (<c>objects/info/alternates</c>).
/// What appears later is seen after <see cref="Rescan"/>.
/// </summary>
internal sealed class ObjectFolders : IDisposable
{
    /// <summary>Git follows alternates of alternates as deep.</summary>
    private const int DeepestAlternate = 5;

    // A fetch of ours borrows from one. Followed without end, a list that names itself a thousand times is a thousand to the power of five.
    private const int MostFolders = 100;
    private const long LargestAlternates = 64 << 10;

    // An offset takes the lower bits: packs stay far below 16 TB.
    private const int PackNumberShift = 44;

    private readonly System.Threading.Lock _scanning = new();
    private readonly string _own;
    private readonly List<PackFile> _opened = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private ImmutableArray<string> _folders = [];
    private ImmutableArray<PackFile> _packs = [];
    private bool _hasDamagedIndex;

    /// <summary>Looks at a repository's folders.</summary>
    /// <param name="own">Full path of its own <c>objects</c> folder.</param>
    public ObjectFolders(string own)
    {
        _own = Path.GetFullPath(own);
        Rescan();
    }

    /// <summary>True when an index is damaged, so that objects which are there are not found. Reads every index.</summary>
    public bool HasDamage() => _hasDamagedIndex || _packs.Any(p => !p.Index.IsIntact);

    /// <summary>True when an object is in a pack or in a file of its own.</summary>
    public bool Contains(ObjectId id) => _packs.Any(p => p.Index.Find(id) >= 0) || _folders.Any(f => File.Exists(LooseFile(f, id)));

    /// <summary>A number that orders objects as they lie in the packs, loose ones last.</summary>
    public long PositionOf(ObjectId id)
    {
        var packs = _packs;
        for (var number = 0; number < packs.Length; number++)
        {
            if (packs[number].Index.Find(id) is >= 0 and var offset)
            {
                return ((long)number << PackNumberShift) | offset;
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
        foreach (var pack in _packs)
        {
            if (pack.Index.Find(id) is >= 0 and var offset && Checked(id, ReadPacked(pack, offset, scratch, ref damaged), ref damaged) is { } packed)
            {
                return packed;
            }
        }

        foreach (var folder in _folders)
        {
            var file = LooseFile(folder, id);
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
            AddFolder(_own, 0, []);
            foreach (var packs in _folders.Select(f => Path.Combine(f, "pack")).Where(Directory.Exists))
            {
                var indexes = SystemFault.Guard("readdir", packs, () => Directory.GetFiles(packs, "*.idx"));
                foreach (var index in indexes.Where(i => !_seen.Contains(i)).Order(StringComparer.Ordinal))
                {
                    AddPack(index);
                }
            }
        }
    }

    public void Dispose() => _opened.ForEach(pack => pack.Dispose());

    private static string LooseFile(string folder, ObjectId id)
    {
        var hex = id.ToString();
        return Path.Combine(folder, hex[..2], hex[2..]);
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

    private PooledObject? ReadPacked(PackFile pack, long offset, ReadScratch scratch, ref bool damaged)
    {
        try
        {
            var content = pack.Read(offset, scratch);
            damaged |= content is null;
            return content;
        }
        catch (SystemFaultException gone) when (gone.Fault.Kind == FaultKind.Absent)
        {
            // Another process has taken it away. It stays open for those who are reading it.
            lock (_scanning)
            {
                _packs = _packs.Remove(pack);
            }

            return null;
        }
    }

    private static PooledObject? ReadLoose(string file, ReadScratch scratch, ref bool damaged)
    {
        try
        {
            if (LooseObject.Read(file) is { } content)
            {
                return scratch.KeepPassing(content);
            }

            damaged = true;
        }
        catch (SystemFaultException gone) when (gone.Fault.Kind == FaultKind.Absent)
        {
            // Packed by another process since: found in the packs at the next look.
        }

        return null;
    }

    private void AddFolder(string folder, int depth, HashSet<string> looked)
    {
        if (!looked.Add(folder))
        {
            return;
        }

        var alternates = Path.Combine(folder, "info", "alternates");
        if (looked.Count > MostFolders)
        {
            throw RegularFile.Unfit(Path.Combine(_own, "info", "alternates"), $"it leads to more than {MostFolders} folders");
        }

        _folders = _folders.Contains(folder) ? _folders : _folders.Add(folder);
        if (depth >= DeepestAlternate)
        {
            return;
        }

        // A line is a path, relative to the folder itself; # begins a comment.
        foreach (var line in RegularFile.Lines(alternates, LargestAlternates).Where(l => l.Length > 0 && l[0] != '#' && !l.Contains('\0')))
        {
            AddFolder(Path.GetFullPath(line, folder), depth + 1, looked);
        }
    }

    private void AddPack(string index)
    {
        try
        {
            var pack = new PackFile(index);
            _opened.Add(pack);
            _packs = _packs.Add(pack);
        }
        catch (InvalidDataException)
        {
            _hasDamagedIndex = true;
        }
        catch (SystemFaultException gone) when (gone.Fault.Kind == FaultKind.Absent)
        {
            // Taken away between listing and opening: its objects are in a newer pack.
            return;
        }

        _seen.Add(index);
    }
}
