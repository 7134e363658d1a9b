using System.Collections.Concurrent;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Composition;

/// <summary>
/// Reads the objects that a site is made of: one open reader per store, owned and closed with this. A store that lacked an object or held a damaged one is
/// put aside at the end, when all is closed, so that the next restore fetches it anew.
/// Safe to be used by several threads at once when all are added.
/// </summary>
/// <param name="cache">The git cache. Not owned.</param>
/// <param name="findings">Takes why a store could not be put aside: restore would believe what it holds.</param>
internal sealed class SiteObjects(IGitCache cache, Findings findings, CancellationToken cancel) : IDisposable
{
    // Objects all: .NET's collections over values of ours are compiled anew in every build.
    private readonly Dictionary<StoreName, OpenStore> _stores = [];
    private readonly ConcurrentDictionary<StoreName, bool> _damaged = new();

    /// <summary>What reads a store, opened when it is asked for first; null when the cache has none.</summary>
    public IObjectReader? Open(StoreName store)
    {
        if (!_stores.ContainsKey(store) && cache.Open(store) is { } opened)
        {
            Add(store, opened);
        }

        return _stores.GetValueOrDefault(store)?.Objects;
    }

    /// <summary>As <see cref="Open"/>, for a look at what the store need not hold: that it lacks something is no damage.</summary>
    public IObjectReader? Look(StoreName store) => Open(store) is null ? null : _stores[store].Owned;

    /// <summary>Takes over the reader of a store.</summary>
    public void Add(StoreName store, IObjectReader reader) =>
        _stores.Add(store, new(_stores.Count, reader, new WatchedReader(reader, () => _damaged[store] = true)));

    /// <summary>A key to sort bulk reads by: store by store, each in the order that it reads best.</summary>
    public (int Store, long Position) ReadingOrder(SiteEntry entry)
    {
        var store = _stores[entry.Part.Store];
        return (store.Order, store.Objects.ReadingOrder(entry.Blob.Id));
    }

    /// <summary>What reads the blob of an entry.</summary>
    public IObjectReader ReaderOf(SiteEntry entry) => _stores[entry.Part.Store].Objects;

    public void Dispose()
    {
        foreach (var store in _stores.Values)
        {
            store.Owned.Dispose();
        }

        foreach (var store in _damaged.Keys)
        {
            findings.AddRange(cache.Discard(store, cancel)?.At(null) ?? []);
        }
    }

    private sealed record OpenStore(int Order, IObjectReader Owned, WatchedReader Objects);
}
