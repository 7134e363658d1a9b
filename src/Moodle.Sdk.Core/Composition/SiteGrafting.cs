using System.Runtime.InteropServices;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Composition;

/// <summary>The entries of a site while components are grafted into it. They are ordered, so a folder is one run of entries.</summary>
internal sealed class SiteGrafting
{
    private readonly List<SiteEntry> _entries;
    private readonly List<Graft> _grafted;

    /// <summary>Begins with core.</summary>
    public SiteGrafting(Graft core, List<SiteEntry> entries) => (_entries, _grafted) = (entries, [core]);

    /// <summary>Every entry, ordered.</summary>
    public List<SiteEntry> Entries => _entries;

    /// <summary>Puts a component in the place of what the site holds there; fails when that is a file, or lies within one.</summary>
    /// <param name="graft">The component.</param>
    /// <param name="entries">Its entries, ordered, under its place.</param>
    public Diagnostic? Place(Graft graft, List<SiteEntry> entries)
    {
        if (_grafted.Find(g => g.Place == graft.Place) is { } twin)
        {
            return CompositionProblems.SamePlace(graft.Origin, graft.Component, twin.Component, graft.Place);
        }

        if (FindFileAbove(graft.Place) is { } file)
        {
            return CompositionProblems.PlaceIsAFile(graft.Origin, graft.Component, graft.Place, file, OwnerOf(file).Component);
        }

        // '0' is the character after '/': together they enclose every path within the folder.
        var start = FirstNotBefore(graft.Place + '/');
        var end = FirstNotBefore(graft.Place + '0');
        _entries.RemoveRange(start, end - start);
        _entries.InsertRange(start, entries);
        _grafted.Add(graft);
        return null;
    }

    /// <summary>The component whose place a path lies in, the innermost.</summary>
    public Graft OwnerOf(string path) =>
        _grafted.Where(g => PathOrder.IsWithin(path, g.Place)).MaxBy(g => g.Place.Length)!;

    private string? FindFileAbove(string place)
    {
        for (var end = place.IndexOf('/'); end >= 0; end = place.IndexOf('/', end + 1))
        {
            if (Find(place[..end]) is { } above)
            {
                return above.Path;
            }
        }

        return Find(place)?.Path;
    }

    // The entry at a path, if it is a file or link of the site.
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
