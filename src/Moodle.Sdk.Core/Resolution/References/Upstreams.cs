using System.Collections.Concurrent;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Archives;
using Moodle.Sdk.Sources.Folders;

namespace Moodle.Sdk.Resolution.References;

/// <summary>
/// The upstreams that one resolution looks at: asks the git cache, closes at the end what it opened, and remembers whose repositories lacked an object.
/// Plugins that come from one repository look at it together.
/// </summary>
/// <param name="cache">The git cache. Not owned.</param>
/// <param name="findings">Takes warnings of repositories that were put aside.</param>
/// <param name="plugins">The plugins that are resolved; without them each looks for itself.</param>
internal sealed class Upstreams(IGitCache cache, Findings findings, IEnumerable<PluginDeclaration>? plugins = null) : IDisposable
{
    private readonly ILookup<UpstreamUrl, string> _looked = (plugins ?? []).Select(p => p.Source).OfType<Source.Git>().Where(s => !s.IsExact)
        .ToLookup(s => s.Upstream, s => ComponentReader.VersionFileIn(s.Subdirectory));

    private readonly ConcurrentDictionary<(UpstreamUrl, string), Lazy<Task<Result<IObjectReader>>>> _files = new();
    private readonly ConcurrentBag<IObjectReader> _opened = [];
    private readonly ConcurrentDictionary<StoreName, bool> _damaged = new();

    /// <summary>The stores of the cache that turned out to lack an object, or to hold a damaged one.</summary>
    public IReadOnlyCollection<StoreName> Damaged => [.. _damaged.Keys];

    /// <inheritdoc cref="IGitCache.ListRefsAsync"/>
    public async Task<Result<RemoteRefs>> ListAsync(UpstreamUrl upstream, Origin origin, CancellationToken cancel) =>
        (await cache.ListRefsAsync(upstream, cancel)).At(origin, findings);

    /// <inheritdoc cref="IGitCache.FetchAsync"/>
    public async Task<Result<IObjectReader>> FetchAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, Origin origin, CancellationToken cancel) =>
        Watched(upstream, (await cache.FetchAsync(upstream, wanted, depth, cancel)).At(origin, findings));

    /// <inheritdoc cref="IGitCache.FetchFilesAsync"/>
    public Task<Result<IObjectReader>> FetchFileAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> candidates, string path, Origin origin, CancellationToken cancel)
    {
        string[] paths = [.. _looked[upstream].Append(path).Distinct()];
        var look = $"{string.Join(' ', paths)} {string.Join(' ', candidates.Select(c => c.Commit))}";
        return _files.GetOrAdd((upstream, look), _ => new(async () =>
            Watched(upstream, (await cache.FetchFilesAsync(upstream, candidates, paths, cancel)).At(origin, findings)))).Value;
    }

    /// <summary>Opens a reader that has the commits and all their trees, and no file: enough to compare them.</summary>
    public async Task<Result<IObjectReader>> FetchTreesAsync(UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> commits, Origin origin, CancellationToken cancel) =>
        Watched(upstream, (await cache.FetchFilesAsync(upstream, commits, [], cancel)).At(origin, findings));

    /// <inheritdoc cref="IGitCache.FetchHeadAsync"/>
    public async Task<Result<FetchedHead>> FetchHeadAsync(UpstreamUrl upstream, TimeSpan age, Origin origin, CancellationToken cancel)
    {
        var fetched = (await cache.FetchHeadAsync(upstream, age, cancel)).At(origin, findings);
        return fetched.Then(head => Watched(upstream, Result<IObjectReader>.Of(head.Objects)).Then<FetchedHead>(watched => head with { Objects = watched }));
    }

    /// <inheritdoc cref="IGitCache.DownloadAsync"/>
    public Task<GitResult<string>> DownloadAsync(WebFile file, TimeSpan age, CancellationToken cancel) => cache.DownloadAsync(file, age, cancel);

    /// <inheritdoc cref="IGitCache.ReadHistoryAsync"/>
    public async Task<Result<FileHistory>> ReadHistoryAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> heads, FileReading reading, Origin origin, CancellationToken cancel)
    {
        try
        {
            var read = (await cache.ReadHistoryAsync(upstream, heads, reading, cancel)).At(origin, findings);
            return read.Then(history => Watched(upstream, Result<IObjectReader>.Of(history.Objects)).Then<FileHistory>(objects => history with { Objects = objects }));
        }
        catch (MissingObjectException)
        {
            _damaged[StoreName.Of(upstream)] = true;
            throw;
        }
    }

    /// <inheritdoc cref="IGitCache.ReadSeriesAsync"/>
    public async Task<Result<BranchSeries>> ReadSeriesAsync(
        UpstreamUrl of, FetchTarget head, UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> line, int most, Origin origin, CancellationToken cancel) =>
        (await cache.ReadSeriesAsync(of, head, upstream, line, most, cancel)).At(origin, findings);

    /// <summary>Unpacks an archive into the git cache, unless it has been, and opens what it has become.</summary>
    public async Task<Result<(UnpackedArchive Archive, IObjectReader Objects)>> UnpackAsync(Source.Archive source, ComponentName component, Origin origin, CancellationToken cancel)
    {
        var unpacked = await new ArchiveSource(component, origin, cache, findings, cancel).GetAsync(source);
        return unpacked.Then(archive => Made(origin).Then<(UnpackedArchive, IObjectReader)>(objects => (archive, objects)));
    }

    /// <summary>Makes a tree of a folder in the git cache, and opens it.</summary>
    public Result<(Code Code, IObjectReader Objects)> MakeFolder(Source.Folder source, Origin origin, CancellationToken cancel) =>
        FolderSource.Make(source, origin, cache, cancel).Then(code => Made(origin).Then<(Code, IObjectReader)>(objects => (code, objects)));

    /// <summary>Closes every repository that was opened for reading.</summary>
    public void Dispose()
    {
        foreach (var objects in _opened)
        {
            objects.Dispose();
        }
    }

    private Result<IObjectReader> Made(Origin origin) => cache.Open(StoreName.Made) is { } objects
        ? Watched(StoreName.Made, Result<IObjectReader>.Of(objects))
        : SourceDiagnostics.MadeIsGone(origin);

    private Result<IObjectReader> Watched(UpstreamUrl upstream, Result<IObjectReader> opened) => Watched(StoreName.Of(upstream), opened);

    private Result<IObjectReader> Watched(StoreName store, Result<IObjectReader> opened)
    {
        if (!opened.TryGet(out var objects))
        {
            return opened;
        }

        var backed = store == StoreName.Made ? objects : new BackedReader(objects, () => cache.Open(StoreName.Made));
        _opened.Add(backed);
        return Result<IObjectReader>.Of(new WatchedReader(backed, () => _damaged[store] = true));
    }
}
