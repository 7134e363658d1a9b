using System.Collections.Concurrent;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>
/// Reads the objects that a site is made of: one open reader per store, owned and closed with this.
/// Safe to be used by several threads at once when all are added.
/// </summary>
/// <param name="putAside">Called at the end, when all is closed, for each store that lacked an object or held a damaged one.</param>
internal sealed class SiteObjects(Action<StoreName>? putAside = null) : IDisposable
{
    // Objects all: .NET's collections over values of ours are compiled anew in every build.
    private readonly Dictionary<StoreName, OpenStore> _stores = [];
    private readonly ConcurrentDictionary<StoreName, bool> _damaged = new();

    /// <summary>Takes over the reader of a store.</summary>
    public void Add(StoreName store, IObjectReader reader) =>
        _stores.Add(store, new(_stores.Count, reader, new WatchedReader(reader, () => _damaged[store] = true)));

    /// <summary>What reads a store; null when it was not added.</summary>
    public IObjectReader? Find(StoreName store) => _stores.GetValueOrDefault(store)?.Objects;

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
            putAside?.Invoke(store);
        }
    }

    private sealed record OpenStore(int Order, IObjectReader Owned, WatchedReader Objects);
}
