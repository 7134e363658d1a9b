using System.Collections.Concurrent;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;
using Moodle.Sdk.Sources.Transports;

namespace Moodle.Sdk.Resolution.References;

/// <summary>
/// The upstreams that one resolution looks at: asks the git cache, closes at the end what it opened, and remembers whose repositories lacked an object.
/// </summary>
internal sealed class Upstreams(IGitCache cache) : IDisposable
{
    private readonly ConcurrentBag<IObjectReader> _opened = [];
    private readonly ConcurrentDictionary<StoreName, bool> _damaged = new();

    /// <summary>The stores of the cache that turned out to lack an object, or to hold a damaged one.</summary>
    public IReadOnlyCollection<StoreName> Damaged => [.. _damaged.Keys];

    /// <inheritdoc cref="IGitCache.ListRefsAsync"/>
    public Task<Result<RemoteRefs>> ListAsync(UpstreamUrl upstream, Origin origin, CancellationToken cancel) =>
        cache.ListRefsAsync(upstream, origin, cancel);

    /// <inheritdoc cref="IGitCache.FetchAsync"/>
    public async Task<Result<IObjectReader>> FetchAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, Origin origin, CancellationToken cancel) =>
        Watched(upstream, await cache.FetchAsync(upstream, wanted, depth, origin, cancel));

    /// <inheritdoc cref="IGitCache.GlanceAsync"/>
    public async Task<Result<IObjectReader>> GlanceAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> candidates, string path, Origin origin, CancellationToken cancel) =>
        Watched(upstream, await cache.GlanceAsync(upstream, candidates, path, origin, cancel));

    /// <summary>Closes every repository that was opened for reading.</summary>
    public void Dispose()
    {
        foreach (var objects in _opened)
        {
            objects.Dispose();
        }
    }

    private Result<IObjectReader> Watched(UpstreamUrl upstream, Result<IObjectReader> opened)
    {
        if (!opened.TryGet(out var objects))
        {
            return opened;
        }

        _opened.Add(objects);
        return Result<IObjectReader>.Of(new WatchedReader(objects, () => _damaged[StoreName.Of(upstream)] = true));
    }
}
