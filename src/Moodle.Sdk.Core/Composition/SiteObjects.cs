using System.Collections.Concurrent;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>Reads the blobs of a site tree: one open reader per store, owned and closed with this. Safe to be used by several threads at once.</summary>
internal sealed class SiteObjects : IDisposable
{
    // Objects all: .NET's collections over values of ours are compiled anew in every build.
    private readonly Dictionary<StoreName, OpenStore> _stores = [];
    private readonly IObjectReader[] _owned;
    private readonly ConcurrentDictionary<StoreName, bool> _damaged = new();
    private readonly Action<StoreName>? _putAside;

    /// <summary>Takes over the readers.</summary>
    /// <param name="readers">An open reader for each store that the tree has blobs of, and perhaps for others.</param>
    /// <param name="putAside">Called at the end, when all is closed, for each store that lacked a blob or held a damaged one.</param>
    public SiteObjects(IReadOnlyDictionary<StoreName, IObjectReader> readers, Action<StoreName>? putAside = null)
    {
        foreach (var (store, reader) in readers)
        {
            _stores.Add(store, new(_stores.Count, new WatchedReader(reader, () => _damaged[store] = true)));
        }

        _owned = [.. readers.Values];
        _putAside = putAside;
    }

    /// <summary>A key to sort bulk reads by: store by store, each in the order that it reads best.</summary>
    public (int Store, long Position) ReadingOrder(SiteEntry entry)
    {
        var store = _stores[entry.Part.Store];
        return (store.Order, store.Objects.ReadingOrder(entry.Blob.Id));
    }

    /// <summary>Hands an entry's content to a reader: the bytes are gone when the call returns.</summary>
    /// <exception cref="MissingObjectException">The store lacks the blob, or holds a damaged one.</exception>
    public void Read<TState>(SiteEntry entry, TState state, BlobAction<TState> use) => _stores[entry.Part.Store].Objects.ReadBlob(entry.Blob, state, use);

    /// <summary>Closes the readers, then has the stores put aside that lacked a blob or held a damaged one.</summary>
    public void Dispose()
    {
        foreach (var reader in _owned)
        {
            reader.Dispose();
        }

        foreach (var store in _damaged.Keys)
        {
            _putAside?.Invoke(store);
        }
    }

    private sealed record OpenStore(int Order, IObjectReader Objects);
}
