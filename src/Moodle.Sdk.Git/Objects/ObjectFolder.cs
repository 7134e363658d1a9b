using System.Collections.Immutable;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>One <c>objects</c> folder: its packs and its loose objects. Packs that appear later are seen after <see cref="Rescan"/>.</summary>
internal sealed class ObjectFolder : IDisposable
{
    private readonly System.Threading.Lock _scanning = new();
    private readonly string _folder;
    private readonly List<PackFile> _opened = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private ImmutableArray<PackFile> _packs = [];
    private bool _hasDamagedIndex;

    /// <summary>Looks at a folder; it may be absent.</summary>
    public ObjectFolder(string folder)
    {
        _folder = folder;
        Rescan();
    }

    /// <summary>Full path.</summary>
    public string Path => _folder;

    /// <summary>Its packs, those that could be opened.</summary>
    public ImmutableArray<PackFile> Packs => _packs;

    /// <summary>True when there are packs that only others can read: with an index of version 1, or with none of their own beside a multi-pack index.</summary>
    public bool HasForeignPacks { get; private set; }

    /// <summary>True when the index of a pack is damaged, so that objects which are there are not found. Reads every index.</summary>
    public bool HasDamage() => _hasDamagedIndex || _packs.Any(p => !p.Index.IsIntact);

    /// <summary>Opens packs that were published since.</summary>
    public void Rescan()
    {
        lock (_scanning)
        {
            var folder = System.IO.Path.Combine(_folder, "pack");
            if (!Directory.Exists(folder))
            {
                return;
            }

            foreach (var index in Directory.EnumerateFiles(folder, "*.idx").Where(i => !_seen.Contains(i)).Order(StringComparer.Ordinal))
            {
                Open(index);
            }

            HasForeignPacks |= File.Exists(System.IO.Path.Combine(folder, "multi-pack-index")) &&
                Directory.EnumerateFiles(folder, "*.pack").Any(p => !File.Exists(System.IO.Path.ChangeExtension(p, ".idx")));
        }
    }

    /// <summary>Forgets a pack that another process has taken away.</summary>
    public void Forget(PackFile pack)
    {
        lock (_scanning)
        {
            // It stays open for those who are reading it.
            _packs = _packs.Remove(pack);
        }
    }

    /// <summary>The file of an object that is stored by itself.</summary>
    public string LooseFile(ObjectId id)
    {
        var hex = id.ToString();
        return System.IO.Path.Combine(_folder, hex[..2], hex[2..]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var pack in _opened)
        {
            pack.Dispose();
        }
    }

    private void Open(string index)
    {
        try
        {
            if (PackFile.TryOpen(index) is { } pack)
            {
                _opened.Add(pack);
                _packs = _packs.Add(pack);
            }
            else
            {
                HasForeignPacks = true;
            }
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
