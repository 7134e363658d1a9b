using System.Collections.Concurrent;
using Moodle.Sdk.Git.Cache;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git;

/// <summary>
/// The git cache, and the session of one run with it: it asks each upstream for its refs once, remembers the answer, and keeps its connections open.
/// </summary>
public sealed class GitCache : IGitCache
{
    // A transfer is mostly a wait, and the longest must not stand behind two dozen short ones. The bound is for a hundred, which no server likes to see at once.
    internal static readonly int MostTransfers = OpenFiles.Programs(32);
    private static readonly SemaphoreSlim Transfers = new(MostTransfers, MostTransfers);

    private readonly GitCacheOptions _options;
    private readonly CacheFolder _folder;
    private readonly Lock _choosing = new();
    private GitResult<IGitTransport>? _transport;
    private readonly ConcurrentDictionary<UpstreamUrl, Listing> _listings = new();

    private GitCache(GitCacheOptions options) => (_options, _folder) = (options, new CacheFolder(options.Folder, options.RefPrefix, options.Waiting));

    /// <summary>Opens the cache. Nothing is written and no program is run before the network is needed, unless git must be there.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while git was asked whether it is there.</exception>
    public static GitResult<GitCache> Open(GitCacheOptions options, CancellationToken cancel = default)
    {
        if (!Path.IsPathFullyQualified(options.Folder))
        {
            return new GitFault(GitFaultKind.FolderNotFull, "") { Path = options.Folder };
        }

        var cache = new GitCache(options with { Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder)) });
        return options is { Offline: false, Engine: GitEngine.Git } && cache.Transport(cancel).Fault is { } fault ? fault : cache;
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
    public Task<GitResult<IObjectReader>> FetchAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, CancellationToken cancel) => GuardAsync(upstream, wanted, async () =>
    {
        var look = CacheLook.At(RepositoryOf(upstream), wanted, depth);
        if (look.Reader is { } reader)
        {
            return new(reader, null);
        }

        if (_options.Offline)
        {
            return new GitFault(GitFaultKind.Offline, "") { Upstream = upstream, Wanted = [.. look.Missing] };
        }

        using var held = await _folder.LockAsync(StoreName.Of(upstream), cancel);
        return await AskAsync(upstream, look.Missing, transport => new CommitFetch(_options, _folder, transport, upstream, depth).RunAsync(wanted, cancel), cancel);
    });

    /// <inheritdoc/>
    public Task<GitResult<IObjectReader>> FetchFilesAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> commits, IReadOnlyCollection<string> paths, CancellationToken cancel) => GuardAsync(upstream, commits, async () =>
    {
        var look = CacheLook.At(RepositoryOf(upstream), commits, FetchDepth.Tip);
        if (look.Reader is { } reader)
        {
            return new(reader, null);
        }

        // A damaged repository is mended by fetching.
        var files = look.IsDamaged || _options.Offline
            ? new(null, null)
            : await AskAsync(upstream, look.Missing, transport => TryFetchFilesAsync(transport, upstream, look.Missing, paths, cancel), cancel);
        return files is { Value: null, Fault: null } ? await FetchAsync(upstream, commits, FetchDepth.Tip, cancel) : files!;
    });

    /// <inheritdoc/>
    public Task<GitResult<FetchedHead>> FetchHeadAsync(UpstreamUrl upstream, TimeSpan age, CancellationToken cancel) => GuardAsync(upstream, [], async () =>
    {
        var known = RepositoryOf(upstream) is { Exists: true } repository ? repository.Head : null;
        if (known is { } before && (_options.Offline || before.Asked > DateTime.UtcNow - age))
        {
            return Of(before.Commit, await FetchAsync(upstream, [new(before.Commit, null)], FetchDepth.Tip, cancel));
        }

        var listed = await ListRefsAsync(upstream, cancel);
        if (!listed.TryGet(out var refs))
        {
            return listed.Fault!;
        }

        if (refs.All.FirstOrDefault(r => r.Name == refs.DefaultBranch) is not { } head)
        {
            return new GitFault(GitFaultKind.NoSuchReference, "HEAD") { Upstream = upstream, Wanted = [new(null, "HEAD")] };
        }

        var fetched = await FetchAsync(upstream, [new(head.Commit, head.Name)], FetchDepth.Tip, cancel);
        if (fetched.Fault is null)
        {
            RepositoryOf(upstream).SetHead(head.Commit);
        }

        return Of(head.Commit, fetched);

        static GitResult<FetchedHead> Of(CommitId commit, GitResult<IObjectReader> fetched) =>
            new(fetched.TryGet(out var objects) ? new FetchedHead(commit, objects) : null, fetched.Fault) { Damaged = fetched.Damaged };
    });

    /// <inheritdoc/>
    public Task<GitResult<string>> DownloadAsync(WebFile file, TimeSpan age, CancellationToken cancel) => GuardAsync<string>(file.Address, [], async () =>
    {
        var (download, since) = (_folder.Download(file), DateTime.UtcNow - age);
        if (_options.Offline)
        {
            return File.Exists(download) ? download : new GitFault(GitFaultKind.Offline, "") { Upstream = file.Address };
        }

        if (File.GetLastWriteTimeUtc(download) > since)
        {
            return download;
        }

        // Whoever waited finds what the other one got.
        using var held = await _folder.LockDownloadAsync(download, cancel);
        var fault = File.GetLastWriteTimeUtc(download) > since ? null : await Retries.RunAsync(
            _options, file.Address, () => WholeFile.WriteAsync(download, into => new WebTransfer(_options, cancel).RunAsync(file, into)), fault => fault, cancel);
        return fault is null ? download : fault with { Upstream = file.Address };
    });

    /// <inheritdoc/>
    public Task<GitResult<FileHistory>> ReadHistoryAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> heads, FileReading reading, CancellationToken cancel) => GuardAsync<FileHistory>(upstream, heads, async () =>
    {
        CommitId[] commits = [.. heads.Select(h => h.Commit).OfType<CommitId>()];
        var table = _folder.HistoryTable(StoreName.Of(upstream), reading);
        var apart = new HistoryFetch(_folder, upstream, commits, reading.Path, cancel);
        var (repository, opened) = await OpenHistoryAsync(upstream, heads, apart, commits.All(c => table.Said(c) is not null), cancel);
        if (!opened.TryGet(out var objects))
        {
            return opened.Fault!;
        }

        try
        {
            var history = FileHistory.Read(objects, FirstParents.Of(objects, commits, repository.Shallow, cancel), reading, table.Said);
            table.Keep(history);
            return history;
        }
        catch
        {
            objects.Dispose();
            throw;
        }
    });

    /// <inheritdoc/>
    public Task<GitResult<BranchSeries>> ReadSeriesAsync(
        UpstreamUrl of, FetchTarget head, UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> line, int most, CancellationToken cancel) => GuardAsync(of, [head], async () =>
        _options.Offline
            ? new GitFault(GitFaultKind.Offline, "") { Upstream = of, Wanted = [head] }
            : await new SeriesLook(of, head, upstream, line, OpenGraphAsync).RunAsync(most, cancel));

    /// <inheritdoc/>
    public bool Keeps(UpstreamUrl upstream, CommitId commit) => RepositoryOf(upstream) is { Exists: true } repository && repository.Keeps(commit);

    /// <inheritdoc/>
    public IReadOnlyList<CommitId> Kept(UpstreamUrl upstream) => RepositoryOf(upstream) is { Exists: true } repository ? repository.Kept() : [];

    /// <inheritdoc/>
    public GitFault? Keep(UpstreamUrl upstream, CommitId commit)
    {
        var fault = Guard<bool>(() =>
        {
            if (!Keeps(upstream, commit))
            {
                RepositoryOf(upstream).Keep(commit);
            }

            return new(true, null);
        }).Fault;
        // What may only be read is read all the same; whoever may write there looks after it.
        return fault is null or { Refused.Kind: FaultKind.Denied or FaultKind.ReadOnly } ? null : fault with { Upstream = upstream, Wanted = [new(commit, null)] };
    }

    /// <inheritdoc/>
    public GitFault? Discard(StoreName store, CancellationToken cancel) => Guard<bool>(() =>
    {
        using var held = _folder.LockAsync(store, cancel).GetAwaiter().GetResult();
        _folder.Discard(_folder.Repository(store));
        _folder.Discard(_folder.History(store));
        return new(true, null);
    }).Fault;

    /// <inheritdoc/>
    public GitResult<TreeId> Make(IEnumerable<MadeFile> files, string? name, CancellationToken cancel) => Making<TreeId>(() => MadeStore.Write(_folder, files, name, cancel));

    /// <inheritdoc/>
    public GitResult<TreeId> Change(TreeId tree, IObjectReader objects, IReadOnlyDictionary<string, MadeFile?> changes, string name, CancellationToken cancel) =>
        Making<TreeId>(() => MadeStore.Change(_folder, tree, objects, changes, name, cancel));

    /// <inheritdoc/>
    public GitResult<MergedFile> Merge(byte[] ancestor, byte[] ours, byte[] theirs, CancellationToken cancel) => Making<MergedFile>(() => MadeStore.Merge(_folder, ancestor, ours, theirs, cancel));

    /// <inheritdoc/>
    public GitResult<CommitId> Replay(string folder, string branch, CommitOf onto, UpstreamUrl of, IEnumerable<ReplayedCommit> commits, CancellationToken cancel) =>
        Making<CommitId>(() => BranchReplay.Run(folder, branch, RepositoryOf(onto.Upstream), onto.Commit, RepositoryOf(of), commits, cancel));

    /// <inheritdoc/>
    public TreeId? Made(string name) => _folder.Repository(StoreName.Made) is { Exists: true } store ? store.Named(name) : null;

    /// <inheritdoc/>
    public IObjectReader? Open(StoreName store) => _folder.Repository(store) is { Exists: true } repository
        ? store == StoreName.Made ? repository.Open() : new BackedReader(repository.Open(), () => Open(StoreName.Made))
        : null;

    /// <inheritdoc/>
    public GitResult<CacheContents> Contents() => Guard<CacheContents>(() => CacheUpkeep.Contents(_folder));

    /// <inheritdoc/>
    public GitResult<IReadOnlyList<CachedStore>> Remove(IReadOnlyCollection<CachedStore> stores, DateTime unusedSince, CancellationToken cancel) => Guard<IReadOnlyList<CachedStore>>(() =>
    {
        _folder.Sweep();
        _folder.SweepDownloads(unusedSince);
        return new GitResult<IReadOnlyList<CachedStore>>([.. stores.Where(store => CacheUpkeep.Remove(_folder, store.Name, unusedSince, cancel))], null);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_choosing)
        {
            _transport?.Value?.Dispose();
        }
    }

    private GitResult<IGitTransport> Transport(CancellationToken cancel)
    {
        lock (_choosing)
        {
            return _transport ??= TransportChoice.Choose(_options, cancel);
        }
    }

    private Task<GitResult<RemoteRefs>> ListAsync(UpstreamUrl upstream, CancellationToken cancel) => AskAsync(
        upstream,
        [],
        transport => Retries.RunAsync(_options, upstream, () => transport.ListRefsAsync(upstream, cancel), listed => listed.Fault, cancel),
        cancel);

    // Looks at files of commits that are not in the cache, in a repository beside it that is gone when the reader is closed. No reader when the commits
    // must be fetched instead, be it that the upstream has no other way or that it refused this one.
    private async Task<GitResult<IObjectReader?>> TryFetchFilesAsync(
        IGitTransport transport, UpstreamUrl upstream, IReadOnlyList<FetchTarget> targets, IReadOnlyCollection<string> paths, CancellationToken cancel)
    {
        CommitId[] commits = [.. targets.Select(t => t.Commit).OfType<CommitId>()];
        var wanted = new PartialFetch(commits, FetchDepth.Tip, paths, objects => commits.Select(c => objects.TryReadCommit(c.Id)).OfType<GitCommit>()) { WithAllTrees = paths.Count == 0 };
        return await TryFetchAsync(transport, upstream, wanted, RepositoryOf(upstream) is { Exists: true } repository ? repository : null, cancel);
    }

    private async Task<GitResult<IObjectReader?>> TryFetchAsync(
        IGitTransport transport, UpstreamUrl upstream, PartialFetch wanted, CacheRepository? beside, CancellationToken cancel)
    {
        var incoming = _folder.MakeIncoming(upstream.Address, beside);
        try
        {
            var attempt = await Retries.RunAsync(
                _options, upstream, () => transport.FetchFilesAsync(upstream, incoming.Repository.Folder, wanted, cancel), a => a.Fault, cancel);
            if (!attempt.Value)
            {
                return new(null, StandsInTheWay(attempt.Fault) ? attempt.Fault : null);
            }

            var reader = ObjectReader.Open(incoming.Repository.Folder, incoming);
            incoming = null;
            return new(reader, null);
        }
        finally
        {
            incoming?.Dispose();
        }
    }

    // The commits alone, in a repository that is gone when the reader is closed; where the upstream cannot leave the rest out, all that there is.
    private async Task<GitResult<CommitGraph>> OpenGraphAsync(UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> heads, IReadOnlyCollection<CommitId> held, CancellationToken cancel)
    {
        CommitId[] commits = [.. heads.Select(h => h.Commit).OfType<CommitId>()];
        var wanted = new PartialFetch(commits, FetchDepth.History, [], _ => []) { Held = [.. held.Select(c => c.Id)] };
        var less = await AskAsync(upstream, [.. heads], transport => TryFetchAsync(transport, upstream, wanted, null, cancel), cancel);
        if (less.TryGet(out var some) && some is not null)
        {
            return new CommitGraph(some, commits, IsLess: true);
        }

        var all = less.Fault is null ? await FetchAsync(upstream, heads, FetchDepth.History, cancel) : less.Fault;
        return all.TryGet(out var whole) ? new CommitGraph(whole, commits, IsLess: false) : all.Fault!;
    }

    // The repository that has the whole history of some commits: the one that code is taken from, else the one apart, where its upstream can leave things out.
    private async Task<(CacheRepository Repository, GitResult<IObjectReader> Opened)> OpenHistoryAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> heads, HistoryFetch apart, bool isKnown, CancellationToken cancel)
    {
        var whole = RepositoryOf(upstream);
        if (CacheLook.At(whole, heads, FetchDepth.History).Reader is { } reader)
        {
            return (whole, new(reader, null));
        }

        using (await _folder.LockAsync(StoreName.Of(upstream), cancel))
        {
            var there = apart.IsThere(isKnown) ? true
                : _options.Offline ? false
                : await AskAsync(upstream, [.. heads], transport => apart.RunAsync(_options, transport), cancel);
            if (there.Value || StandsInTheWay(there.Fault))
            {
                return (apart.Repository, new(there.Value ? ObjectReader.Open(apart.Repository.Folder) : null, there.Fault));
            }
        }

        return (whole, await FetchAsync(upstream, heads, FetchDepth.History, cancel));
    }

    // Whatever else stands in the way of a look may not stand in that of a fetch.
    private static bool StandsInTheWay(GitFault? fault) =>
        fault?.Kind is GitFaultKind.Unreachable or GitFaultKind.Silent or GitFaultKind.TooMuch or GitFaultKind.WrongObject;

    // Talks to an upstream when it is its turn. A fault comes with who was asked for what, by which engine, into which folder.
    private async Task<GitResult<T>> AskAsync<T>(
        UpstreamUrl upstream, IReadOnlyList<FetchTarget> wanted, Func<IGitTransport, Task<GitResult<T>>> talk, CancellationToken cancel)
    {
        await Transfers.WaitAsync(cancel);
        try
        {
            var chosen = Transport(cancel);
            var answer = chosen.TryGet(out var transport) ? await GuardAsync(upstream, wanted, () => talk(transport)) : chosen.Fault!;
            return answer.Fault is { } fault
                ? answer with { Fault = fault with { Upstream = upstream, Wanted = fault.Wanted is [] ? [.. wanted] : fault.Wanted, Engine = transport?.Name ?? "", Path = _options.Folder } }
                : answer;
        }
        finally
        {
            Transfers.Release();
        }
    }

    private GitResult<T> Guard<T>(Func<GitResult<T>> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is (IOException and not MissingObjectException) or UnauthorizedAccessException)
        {
            return CacheFaults.Of(e, _options.Folder);
        }
    }

    private GitResult<T> Making<T>(Func<GitResult<T>> make)
    {
        try
        {
            return Guard(make);
        }
        catch (LibGit2Sharp.LibGit2SharpException e)
        {
            return GitMessages.Read(e.Message) with { Path = _options.Folder };
        }
    }

    // What the system refuses becomes a fault. Damage does not: whoever reads has it mended.
    private async Task<GitResult<T>> GuardAsync<T>(UpstreamUrl upstream, IEnumerable<FetchTarget> wanted, Func<Task<GitResult<T>>> work)
    {
        try
        {
            return await work();
        }
        catch (RefusedContentException e)
        {
            return e.Fault with { Upstream = upstream, Wanted = [.. wanted] };
        }
        catch (Exception e) when (e is (IOException and not MissingObjectException) or UnauthorizedAccessException)
        {
            return CacheFaults.Of(e, _options.Folder) with { Upstream = upstream, Wanted = [.. wanted] };
        }
    }

    private CacheRepository RepositoryOf(UpstreamUrl upstream) => _folder.Repository(StoreName.Of(upstream));

    // What an upstream answers, and what cancels the asking.
    private sealed record Listing(Lazy<Task<GitResult<RemoteRefs>>> Answer, CancellationToken Cancel);
}
