using System.Collections.Concurrent;
using Moodle.Sdk.Git.Cache;
using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git;

/// <summary>
/// The git cache, and the session of one run with it: it asks each upstream for its refs once, remembers the answer, and keeps its connections open.
/// </summary>
public sealed class GitCache : IGitCache
{
    // A transfer is mostly a wait, and the longest must not stand behind two dozen short ones. The bound is for a hundred, which no server likes to see at once.
    private static readonly SemaphoreSlim Transfers = new(32, 32);

    private readonly GitCacheOptions _options;
    private readonly CacheFolder _folder;
    private readonly Lazy<IGitTransport> _transport;
    private readonly ConcurrentDictionary<UpstreamUrl, Listing> _listings = new();

    private GitCache(GitCacheOptions options, Lazy<IGitTransport> transport)
    {
        _options = options;
        _folder = new CacheFolder(options.Folder, options.RefPrefix);
        _transport = transport;
    }

    /// <summary>Opens the cache. Nothing is written and no program is run before the network is needed, unless git must be there.</summary>
    public static GitResult<GitCache> Open(GitCacheOptions options)
    {
        if (!Path.IsPathFullyQualified(options.Folder))
        {
            return new GitFault(GitFaultKind.FolderNotFull, "") { Path = options.Folder };
        }

        options = options with { Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder)) };
        var transport = new TransportChoice(options);
        return !options.Offline && transport.Fault is { } fault ? fault : new GitCache(options, new Lazy<IGitTransport>(transport.Choose));
    }

    /// <inheritdoc/>
    public async Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel)
    {
        if (_options.Offline)
        {
            return new GitFault(GitFaultKind.Offline, "") { Upstream = upstream };
        }

        var listing = _listings.GetOrAdd(upstream, u => new Listing(new(() => ListAsync(u, cancel)), cancel));
        try
        {
            // Who cancels the asking itself waits until it has ended: a git that is still being killed when the build ends would live on.
            return await (listing.Cancel == cancel ? listing.Answer.Value : listing.Answer.Value.WaitAsync(cancel));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Whoever asked first was cancelled; that is no answer for us.
            _listings.TryRemove(new(upstream, listing));
            return await ListRefsAsync(upstream, cancel);
        }
    }

    /// <inheritdoc/>
    public async Task<GitResult<IObjectReader>> FetchAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, CancellationToken cancel)
    {
        try
        {
            var look = CacheLook.At(_folder.Repository(StoreName.Of(upstream)), wanted, depth);
            if (look.TakeReader() is { } reader)
            {
                return new(reader, null);
            }

            if (_options.Offline)
            {
                return new GitFault(GitFaultKind.Offline, "") { Upstream = upstream, Wanted = [.. look.Missing] };
            }

            using var held = await _folder.LockAsync(StoreName.Of(upstream), cancel);
            var fetched = await InTurnAsync(() => new CommitFetch(_options, _folder, _transport.Value, upstream, depth).RunAsync(wanted, cancel), cancel);
            return Named(fetched, upstream, look.Missing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CacheFaults.Of(e, _options.Folder) with { Upstream = upstream, Wanted = [.. wanted] };
        }
    }

    /// <inheritdoc/>
    public async Task<GitResult<IObjectReader>> FetchFilesAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> commits, IReadOnlyCollection<string> paths, CancellationToken cancel)
    {
        try
        {
            using var look = CacheLook.At(_folder.Repository(StoreName.Of(upstream)), commits, FetchDepth.Tip);
            // A damaged repository is mended by fetching.
            if (look.Missing.Count > 0 && !look.IsDamaged && !_options.Offline && await TryFetchFilesAsync(upstream, look.Missing, paths, cancel) is { } opened)
            {
                return opened;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CacheFaults.Of(e, _options.Folder) with { Upstream = upstream, Wanted = [.. commits] };
        }

        return await FetchAsync(upstream, commits, FetchDepth.Tip, cancel);
    }

    /// <inheritdoc/>
    public bool Keeps(UpstreamUrl upstream, CommitId commit) => _folder.Repository(StoreName.Of(upstream)).Keeps(commit);

    /// <inheritdoc/>
    public GitFault? Keep(UpstreamUrl upstream, CommitId commit)
    {
        try
        {
            if (!Keeps(upstream, commit))
            {
                _folder.Repository(StoreName.Of(upstream)).Keep(commit);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CacheFaults.Of(e, _options.Folder) with { Upstream = upstream, Wanted = [new(commit, null)] };
        }
    }

    /// <inheritdoc/>
    public void Discard(StoreName store, CancellationToken cancel)
    {
        var repository = _folder.Repository(store);
        try
        {
            using var held = _folder.LockAsync(store, cancel).GetAwaiter().GetResult();
            if (Directory.Exists(repository.Folder))
            {
                _folder.Discard(repository);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            // It stays; the fault that led here says that it is damaged, and whose folder it is in.
        }
    }

    /// <inheritdoc/>
    public GitResult<TreeId> Make(IReadOnlyCollection<MadeFile> files, CancellationToken cancel)
    {
        try
        {
            // Under its lock, since it comes into being as every repository of the cache does: made elsewhere, and renamed.
            using var held = _folder.LockAsync(StoreName.Made, cancel).GetAwaiter().GetResult();
            var made = _folder.Repository(StoreName.Made);
            if (!made.Exists)
            {
                using var incoming = _folder.MakeIncoming("What no upstream has: made from archives, folders and patches.", beside: null);
                incoming.PublishInto(made);
            }

            return MadeStore.Write(made.Folder, files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LibGit2Sharp.LibGit2SharpException)
        {
            return CacheFaults.Of(e, _options.Folder);
        }
    }

    /// <inheritdoc/>
    public IObjectReader? Open(StoreName store) => _folder.Repository(store) is { Exists: true } repository ? ObjectReader.Open(repository.Folder) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_transport.IsValueCreated)
        {
            _transport.Value.Dispose();
        }
    }

    private async Task<GitResult<IObjectReader>?> TryFetchFilesAsync(
        UpstreamUrl upstream, IReadOnlyList<FetchTarget> missing, IReadOnlyCollection<string> paths, CancellationToken cancel)
    {
        CommitId[] commits = [.. missing.Select(m => m.Commit).OfType<CommitId>()];
        var opened = await InTurnAsync(() => new FileFetch(_options, _folder, _transport.Value, upstream).TryOpenAsync(commits, paths, cancel), cancel);
        return opened is null ? null : Named(opened, upstream, missing);
    }

    private async Task<GitResult<RemoteRefs>> ListAsync(UpstreamUrl upstream, CancellationToken cancel) => Named(
        await InTurnAsync(
            () => Retries.RunAsync(_options.RetryDelays, () => _transport.Value.ListRefsAsync(upstream, cancel), r => r.Fault, cancel), cancel),
        upstream,
        []);

    private static async Task<T> InTurnAsync<T>(Func<Task<T>> transfer, CancellationToken cancel)
    {
        await Transfers.WaitAsync(cancel);
        try
        {
            return await transfer();
        }
        finally
        {
            Transfers.Release();
        }
    }

    // A fault with who was asked for what, by which engine, into which folder.
    private GitResult<T> Named<T>(GitResult<T> result, UpstreamUrl upstream, IReadOnlyList<FetchTarget> wanted)
    {
        var missing = result.Fault is { Wanted.IsEmpty: false } known ? known.Wanted : [.. wanted];
        return result with { Fault = result.Fault is { } fault ? fault with { Upstream = upstream, Wanted = missing, Engine = _transport.Value.Name, Path = _options.Folder } : null };
    }

    // What an upstream answers, and what cancels the asking.
    private sealed record Listing(Lazy<Task<GitResult<RemoteRefs>>> Answer, CancellationToken Cancel);
}
