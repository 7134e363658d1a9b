using System.Collections.Concurrent;
using Moodle.Sdk.Git.Cache;
using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git;

/// <summary>
/// The git cache, and the session of one run with it: it asks each upstream for its refs once, remembers the answer, and keeps its connections open.
/// </summary>
public sealed class GitCache : IGitCache
{
    // Enough to hide the waits for a dozen servers, few enough that their packs do not fight for processors and disk.
    private static readonly SemaphoreSlim Transfers = new(8, 8);

    private readonly GitCacheOptions _options;
    private readonly CacheFolder _folder;
    private readonly Lazy<GitResult<IGitTransport>> _transport;
    private readonly ConcurrentDictionary<UpstreamUrl, Listing> _listings = new();

    private GitCache(GitCacheOptions options) =>
        (_options, _folder, _transport) = (options, new CacheFolder(options.Folder, options.RefPrefix), new(() => TransportChoice.Choose(options)));

    /// <summary>Opens the cache. Nothing is written and no program is run before the network is needed, unless git must be there.</summary>
    public static GitResult<GitCache> Open(GitCacheOptions options)
    {
        if (!Path.IsPathFullyQualified(options.Folder))
        {
            return new GitFault(GitFaultKind.FolderNotFull, "") { Path = options.Folder };
        }

        var cache = new GitCache(options with { Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder)) });
        return options is { Offline: false, Engine: GitEngine.Git } && cache._transport.Value.Fault is { } fault ? fault : cache;
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
            return await AskAsync(
                upstream, look.Missing, transport => new CommitFetch(_options, _folder, transport, upstream, depth).RunAsync(wanted, cancel), cancel);
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
            if (look.Missing.Count > 0 && !look.IsDamaged && !_options.Offline)
            {
                var opened = await AskAsync(
                    upstream, look.Missing, transport => new FileFetch(_options, _folder, transport, upstream).TryOpenAsync(look.Missing, paths, cancel), cancel);
                if (opened is { Value: not null } or { Fault: not null })
                {
                    return opened!;
                }
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CacheFaults.Of(e, _options.Folder);
        }
        catch (LibGit2Sharp.LibGit2SharpException e)
        {
            return GitMessages.Read(e.Message) with { Path = _options.Folder };
        }
    }

    /// <inheritdoc/>
    public IObjectReader? Open(StoreName store) => _folder.Repository(store) is { Exists: true } repository ? ObjectReader.Open(repository.Folder) : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_transport.IsValueCreated)
        {
            _transport.Value.Value?.Dispose();
        }
    }

    private Task<GitResult<RemoteRefs>> ListAsync(UpstreamUrl upstream, CancellationToken cancel) => AskAsync(
        upstream,
        [],
        transport => Retries.RunAsync(_options.RetryDelays, () => transport.ListRefsAsync(upstream, cancel), listed => listed.Fault, cancel),
        cancel);

    // Talks to an upstream when it is its turn. A fault comes with who was asked for what, by which engine, into which folder.
    private async Task<GitResult<T>> AskAsync<T>(
        UpstreamUrl upstream, IReadOnlyList<FetchTarget> wanted, Func<IGitTransport, Task<GitResult<T>>> talk, CancellationToken cancel)
    {
        await Transfers.WaitAsync(cancel);
        try
        {
            var answer = _transport.Value.TryGet(out var transport) ? await talk(transport) : _transport.Value.Fault!;
            return answer.Fault is { } fault
                ? answer with { Fault = fault with { Upstream = upstream, Wanted = fault.Wanted is [] ? [.. wanted] : fault.Wanted, Engine = transport?.Name ?? "", Path = _options.Folder } }
                : answer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CacheFaults.Of(e, _options.Folder) with { Upstream = upstream, Wanted = [.. wanted] };
        }
        finally
        {
            Transfers.Release();
        }
    }

    // What an upstream answers, and what cancels the asking.
    private sealed record Listing(Lazy<Task<GitResult<RemoteRefs>>> Answer, CancellationToken Cancel);
}
