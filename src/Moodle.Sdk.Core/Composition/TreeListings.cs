using System.Collections.Concurrent;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>
/// What was listed in this build, to be shared by those who compose in it: a restore judges the tree that the build after it composes, and the sites of a
/// solution have most of their code in common. A tree never changes, so its listing holds as long as it is kept. Safe to be used by several threads at once.
/// </summary>
public sealed class TreeListings
{
    /// <summary>Entries kept at most, some 40 MB: five different Moodles.</summary>
    private const int MostEntries = 200_000;

    private readonly ConcurrentDictionary<Key, SiteEntry[]> _known = new();

    /// <summary>The listing of a component; null when it is not known.</summary>
    internal List<SiteEntry>? Find(Graft graft, int source, FileSystemRules rules)
    {
        if (!_known.TryGetValue(new Key(graft.Tree, graft.Place, rules), out var entries))
        {
            return null;
        }

        return entries.Length == 0 || entries[0].Source == source ? [.. entries] : [.. entries.Select(e => e with { Source = source })];
    }

    /// <summary>Keeps a listing in which nothing was found wrong.</summary>
    internal void Keep(Graft graft, FileSystemRules rules, List<SiteEntry> entries)
    {
        if (_known.Values.Sum(known => known.Length) + entries.Count > MostEntries)
        {
            _known.Clear();
        }

        _known[new Key(graft.Tree, graft.Place, rules)] = [.. entries];
    }

    private sealed record Key(TreeId Tree, string Place, FileSystemRules Rules);
}
