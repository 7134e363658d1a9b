using System.Collections.Concurrent;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;

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
    internal List<SiteEntry>? Find(Graft graft, FileSystemRules rules) => _known.TryGetValue(KeyOf(graft, rules), out var entries) ? [.. entries] : null;

    /// <summary>Keeps a listing in which nothing was found wrong.</summary>
    internal void Keep(Graft graft, FileSystemRules rules, List<SiteEntry> entries)
    {
        if (_known.Values.Sum(known => known.Length) + entries.Count > MostEntries)
        {
            _known.Clear();
        }

        _known[KeyOf(graft, rules)] = [.. entries];
    }

    private static Key KeyOf(Graft graft, FileSystemRules rules) => new(graft.Tree, graft.Place, graft.Component, graft.Store, rules);

    private sealed record Key(TreeId Tree, string Place, ComponentName Component, StoreName Store, FileSystemRules Rules);
}
