using System.Collections.Concurrent;
using System.Collections.Immutable;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>Reads the blobs of a site tree: one open reader per store, owned and closed with this. Safe to be used by several threads at once.</summary>
internal sealed class SiteObjects : IDisposable
{
    private readonly ImmutableArray<IObjectReader> _bySource;
    private readonly ImmutableArray<IObjectReader> _owned;
    private readonly ConcurrentDictionary<StoreName, bool> _damaged = new();
    private readonly Action<StoreName>? _putAside;

    /// <summary>Takes over the readers.</summary>
    /// <param name="sources">The stores as <see cref="SiteTree.Stores"/> orders them.</param>
    /// <param name="readers">An open reader for each of them, and perhaps for others.</param>
    /// <param name="putAside">Called at the end, when all is closed, for each store whose repository lacked a blob or held a damaged one.</param>
    public SiteObjects(ImmutableArray<StoreName> sources, IReadOnlyDictionary<StoreName, IObjectReader> readers, Action<StoreName>? putAside = null)
    {
        _bySource = [.. sources.Select(source => new WatchedReader(readers[source], () => _damaged[source] = true))];
        _owned = [.. readers.Values.Distinct()];
        _putAside = putAside;
    }

    /// <summary>The reader of an entry's blob.</summary>
    /// <param name="source">The entry's <see cref="SiteEntry.Source"/>.</param>
    public IObjectReader this[int source] => _bySource[source];

    /// <summary>Closes every reader.</summary>
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
}
