using System.Collections.Concurrent;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Resolution.References;

/// <summary>
/// The upstreams that one resolution looks at: asks the git cache, closes at the end what it opened, and remembers whose repositories lacked an object.
/// Plugins that come from one repository look at it together.
/// </summary>
/// <param name="cache">The git cache. Not owned.</param>
/// <param name="plugins">The plugins that are resolved; without them each looks for itself.</param>
internal sealed class Upstreams(IGitCache cache, IEnumerable<PluginDeclaration>? plugins = null) : IDisposable
{
    private readonly ILookup<UpstreamUrl, string> _looked = (plugins ?? []).Select(p => p.Source).OfType<Source.Git>().Where(s => !s.IsExact)
        .ToLookup(s => s.Upstream, s => ComponentReader.VersionFileIn(s.Subdirectory));

    private readonly ConcurrentDictionary<(UpstreamUrl, string), Lazy<Task<Result<IObjectReader>>>> _glances = new();
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
    public Task<Result<IObjectReader>> GlanceAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> candidates, string path, Origin origin, CancellationToken cancel)
    {
        string[] paths = [.. _looked[upstream].Append(path).Distinct()];
        var look = $"{string.Join(' ', paths)} {string.Join(' ', candidates.Select(c => c.Commit))}";
        return _glances.GetOrAdd((upstream, look), _ => new(async () =>
            Watched(upstream, await cache.GlanceAsync(upstream, candidates, paths, origin, cancel)))).Value;
    }

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
