using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>Reads the blobs of a site tree: one open reader per upstream, owned and closed with this. Safe to be used by several threads at once.</summary>
internal sealed class SiteObjects : IDisposable
{
    private readonly ImmutableArray<IObjectReader> _bySource;
    private readonly ImmutableArray<IObjectReader> _owned;

    /// <summary>Takes over the readers.</summary>
    /// <param name="sources">The upstreams as <see cref="SiteTree.Sources"/> orders them.</param>
    /// <param name="readers">An open reader for each of them, and perhaps for others.</param>
    public SiteObjects(ImmutableArray<UpstreamUrl> sources, IReadOnlyDictionary<UpstreamUrl, IObjectReader> readers)
    {
        _bySource = [.. sources.Select(source => readers[source])];
        _owned = [.. readers.Values.Distinct()];
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
    }
}
