using System.Runtime.InteropServices;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Composition;

/// <summary>The entries of a site while edits are applied to it, none at first. They are ordered, so a folder is one run of entries.</summary>
internal sealed class SiteEntries
{
    private readonly List<SiteEntry> _entries = [];
    private readonly List<Graft> _grafts = [];

    /// <summary>Every entry, ordered.</summary>
    public List<SiteEntry> All => _entries;

    /// <summary>The readers of the stores that blobs of entries lie in. An edit that brings entries adds that of theirs.</summary>
    public Dictionary<StoreName, IObjectReader> Stores { get; } = [];

    public Graft OwnerOf(SiteEntry entry) => _grafts.First(g => g.Component == entry.Part.Component);

    /// <summary>The component that was put at a place; null when none was.</summary>
    public Graft? GraftAt(string place) => _grafts.Find(g => g.Place == place);

    /// <summary>The file or link that stands where a folder of the path, or the path itself, would have to be; null when none does.</summary>
    public SiteEntry? FileOnTheWayTo(string path)
    {
        for (var end = path.IndexOf('/'); end >= 0; end = path.IndexOf('/', end + 1))
        {
            if (Find(path[..end]) is { } above)
            {
                return above;
            }
        }

        return Find(path);
    }

    /// <summary>Remembers a component that was put into the site.</summary>
    public void Add(Graft graft)
    {
        _grafts.Add(graft);
        Stores[graft.Store] = graft.Objects;
    }

    /// <summary>Puts entries, which are ordered and lie in a folder, in the place of all that lies in it.</summary>
    public void Replace(string folder, List<SiteEntry> entries)
    {
        // '0' is the character after '/': together they enclose every path within the folder.
        var start = FirstNotBefore(folder + '/');
        var end = FirstNotBefore(folder + '0');
        _entries.RemoveRange(start, end - start);
        _entries.InsertRange(start, entries);
    }

    /// <summary>True when files lie in a folder of that path.</summary>
    public bool HasFolder(string path) => FirstNotBefore(path + '/') is var at && at < _entries.Count && _entries[at].Path.StartsWith(path + '/', StringComparison.Ordinal);

    /// <summary>Puts a file in its place, instead of one that is there.</summary>
    public void Put(SiteEntry entry)
    {
        var at = FirstNotBefore(entry.Path);
        if (at < _entries.Count && _entries[at].Path == entry.Path)
        {
            _entries[at] = entry;
        }
        else
        {
            _entries.Insert(at, entry);
        }
    }

    /// <summary>Takes out a file, or a folder with all that lies in it.</summary>
    public void Remove(string path)
    {
        if (Find(path) is { } file)
        {
            _entries.Remove(file);
        }

        Replace(path, []);
    }

    private SiteEntry? Find(string path)
    {
        var at = FirstNotBefore(path);
        return at < _entries.Count && _entries[at].Path == path ? _entries[at] : null;
    }

    private int FirstNotBefore(string path)
    {
        var entries = CollectionsMarshal.AsSpan(_entries);
        var (low, high) = (0, entries.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = PathOrder.Compare(entries[middle].Path, path) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
