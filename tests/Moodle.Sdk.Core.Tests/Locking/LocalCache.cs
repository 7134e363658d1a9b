using System.Collections.Concurrent;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Core.Tests.Locking;

/// <summary>
/// A git cache that writes down what is asked of it: repositories on disk are read where they are, and only what was fetched counts as there.
/// </summary>
internal sealed class LocalCache : IGitCache
{
    private readonly ConcurrentDictionary<(UpstreamUrl, CommitId), bool> _present = new();
    private readonly ConcurrentDictionary<(UpstreamUrl, CommitId), bool> _kept = new();
    private readonly ConcurrentDictionary<UpstreamUrl, CommitId> _heads = new();
    private int _open;

    /// <summary>True when every question to the network is an error.</summary>
    public bool Offline { get; set; }

    /// <summary>What went over the network, in the order of the upstreams: <c>list block_xp</c>, <c>files mod_x 3</c>, <c>fetch mod_x 1</c>.</summary>
    public ConcurrentQueue<string> Network { get; } = new();

    /// <summary>How many of the next blobs are damaged.</summary>
    public int DamagedBlobs { get; set; }

    /// <summary>The ids of all trees that were read.</summary>
    public ConcurrentDictionary<string, bool> TreesRead { get; } = new();

    /// <summary>Readers that were opened and not closed.</summary>
    public int Open => _open;

    public Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel)
    {
        if (Offline)
        {
            return Task.FromResult<GitResult<RemoteRefs>>(new GitFault(GitFaultKind.Offline, "") { Upstream = upstream });
        }

        Network.Enqueue($"list {Name(upstream)}");
        var lines = IsolatedGit.Run(upstream.Address, "for-each-ref", "--format=%(refname) %(objectname) %(*objectname)", "refs/heads", "refs/tags");
        var refs = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(p => new RemoteRef(p[0], new CommitId(ObjectId.Parse(p[^1]))));
        return Task.FromResult<GitResult<RemoteRefs>>(new RemoteRefs([.. refs], IsolatedGit.Run(upstream.Address, "symbolic-ref", "HEAD")));
    }

    // One after the other, as the lock of a repository has it: who comes second finds what the first fetched.
    public Task<GitResult<IObjectReader>> FetchAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, CancellationToken cancel)
    {
        lock (_present)
        {
            return Task.FromResult(Fetch(upstream, wanted, depth));
        }
    }

    public Task<GitResult<IObjectReader>> FetchFilesAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> commits, IReadOnlyCollection<string> paths, CancellationToken cancel)
    {
        var missing = commits.Count(w => !_present.ContainsKey((upstream, w.Commit!)));
        if (missing <= 1 || Offline)
        {
            return FetchAsync(upstream, commits, FetchDepth.Tip, cancel);
        }

        Network.Enqueue($"files {Name(upstream)} {missing}");
        return Task.FromResult(OpenReader(upstream));
    }

    public async Task<GitResult<FetchedHead>> FetchHeadAsync(UpstreamUrl upstream, TimeSpan age, CancellationToken cancel)
    {
        if (!_heads.TryGetValue(upstream, out var known) || (age == TimeSpan.Zero && !Offline))
        {
            var listed = await ListRefsAsync(upstream, cancel);
            if (!listed.TryGet(out var refs))
            {
                return listed.Fault!;
            }

            known = _heads[upstream] = refs.All.First(r => r.Name == refs.DefaultBranch).Commit;
        }

        var fetched = await FetchAsync(upstream, [new(known, null)], FetchDepth.Tip, cancel);
        return new(fetched.TryGet(out var objects) ? new FetchedHead(known, objects) : null, fetched.Fault);
    }

    public Task<GitResult<string>> DownloadAsync(WebFile file, TimeSpan age, CancellationToken cancel) => throw new InvalidOperationException("Here are repositories alone.");

    public Task<GitResult<FileHistory>> ReadHistoryAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> heads, FileReading reading, CancellationToken cancel)
    {
        Network.Enqueue($"history {Name(upstream)} {heads.Count}");
        var objects = OpenReader(upstream).Value!;
        var commits = FirstParents.Of(objects, heads.Select(h => h.Commit!), new HashSet<string>(), cancel);
        return Task.FromResult<GitResult<FileHistory>>(FileHistory.Read(objects, commits, reading, _ => null));
    }

    public Task<GitResult<BranchSeries>> ReadSeriesAsync(UpstreamUrl of, FetchTarget head, UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> line, int most, CancellationToken cancel) =>
        throw new InvalidOperationException("No branch is carried here.");

    public bool Keeps(UpstreamUrl upstream, CommitId commit) => _kept.ContainsKey((upstream, commit));

    public IReadOnlyList<CommitId> Kept(UpstreamUrl upstream) => [.. _kept.Keys.Where(kept => kept.Item1.Equals(upstream)).Select(kept => kept.Item2)];

    public GitFault? Keep(UpstreamUrl upstream, CommitId commit)
    {
        _kept[(upstream, commit)] = _present.ContainsKey((upstream, commit)) ? true : throw new InvalidOperationException($"{commit} is not in the cache.");
        return null;
    }

    public GitFault? Discard(StoreName store, CancellationToken cancel)
    {
        foreach (var key in _present.Keys.Where(k => StoreName.Of(k.Item1) == store))
        {
            Network.Enqueue($"discard {Name(key.Item1)}");
            _present.TryRemove(key, out _);
            _kept.TryRemove(key, out _);
        }

        return null;
    }

    public GitResult<CacheContents> Contents() => throw new InvalidOperationException("Nobody looks after this one.");

    public GitResult<IReadOnlyList<CachedStore>> Remove(IReadOnlyCollection<CachedStore> stores, DateTime unusedSince, CancellationToken cancel) => throw new InvalidOperationException("Nobody looks after this one.");

    public GitResult<TreeId> Make(IEnumerable<MadeFile> files, string? name, CancellationToken cancel) => throw new InvalidOperationException("Nothing is made here.");

    public GitResult<TreeId> Change(TreeId tree, IObjectReader objects, IReadOnlyDictionary<string, MadeFile?> changes, string name, CancellationToken cancel) => throw new InvalidOperationException("Nothing is made here.");

    public GitResult<MergedFile> Merge(byte[] ancestor, byte[] ours, byte[] theirs, CancellationToken cancel) => throw new InvalidOperationException("Nothing is merged here.");

    public GitResult<CommitId> Replay(string folder, string branch, CommitOf onto, UpstreamUrl of, IEnumerable<ReplayedCommit> commits, CancellationToken cancel) => throw new InvalidOperationException("Nothing is made here.");

    public TreeId? Made(string name) => null;

    IObjectReader? IGitCache.Open(StoreName store) =>
        _present.Keys.FirstOrDefault(k => StoreName.Of(k.Item1) == store) is ({ } upstream, _) ? OpenReader(upstream).Value : null;

    /// <summary>Forgets what was fetched, as another machine would.</summary>
    public void Empty()
    {
        _present.Clear();
        _kept.Clear();
    }

    /// <summary>What went over the network since the last time, sorted.</summary>
    public string[] TakeNetwork()
    {
        string[] all = [.. Network.Order(StringComparer.Ordinal)];
        Network.Clear();
        return all;
    }

    public void Dispose()
    {
    }

    private GitResult<IObjectReader> OpenReader(UpstreamUrl upstream)
    {
        Interlocked.Increment(ref _open);
        return new(new CountedReader(this, ObjectReader.Open(upstream.Address), upstream.Address), null);
    }

    private sealed class CountedReader(LocalCache cache, IObjectReader inner, string folder) : IObjectReader
    {
        public bool Contains(ObjectId id) => inner.Contains(id);

        public GitCommit ReadCommit(ObjectId id) => inner.ReadCommit(id);

        public GitCommit? TryReadCommit(ObjectId id) => inner.TryReadCommit(id);

        public IReadOnlyList<TreeEntry> ReadTree(TreeId id)
        {
            cache.TreesRead[id.ToString()] = true;
            return inner.ReadTree(id);
        }

        public byte[] ReadBlob(BlobId id) => inner.ReadBlob(id);

        public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use)
        {
            if (cache.DamagedBlobs-- > 0)
            {
                throw new MissingObjectException(id.Id, folder, damaged: true);
            }

            inner.ReadBlob(id, state, use);
        }

        public void Dispose()
        {
            inner.Dispose();
            Interlocked.Decrement(ref cache._open);
        }
    }

    private GitResult<IObjectReader> Fetch(UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth)
    {
        var missing = wanted.Where(w => !_present.ContainsKey((upstream, w.Commit!))).ToList();
        if (missing.Count > 0)
        {
            if (Offline)
            {
                return new GitFault(GitFaultKind.Offline, "") { Upstream = upstream, Wanted = [.. missing] };
            }

            Network.Enqueue($"fetch {Name(upstream)} {missing.Count}{(depth == FetchDepth.History ? " with history" : "")}");
            using var reader = ObjectReader.Open(upstream.Address);
            if (missing.FirstOrDefault(m => !reader.Contains(m.Commit!.Id)) is { } absent)
            {
                return new GitFault(GitFaultKind.CommitUnavailable, "") { Upstream = upstream, Wanted = [absent] };
            }
        }

        missing.ForEach(m => _present[(upstream, m.Commit!)] = true);
        if (depth == FetchDepth.History && missing.Count > 0)
        {
            string[] heads = [.. missing.Select(m => m.Commit!.ToString())];
            foreach (var commit in IsolatedGit.Run(upstream.Address, ["rev-list", .. heads]).Split('\n'))
            {
                _present[(upstream, new CommitId(ObjectId.Parse(commit)))] = true;
            }
        }

        return OpenReader(upstream);
    }

    private static string Name(UpstreamUrl upstream) => Path.GetFileName(upstream.Address);
}
