using System.Collections.Concurrent;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Git.Transports;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>
/// The git cache. One instance serves one restore or build: it asks each upstream for its refs once and remembers the answer.
/// </summary>
public sealed class GitCache : IGitCache
{
    // Enough to hide the waits for a dozen servers, few enough that their packs do not fight for processors and disk.
    private static readonly SemaphoreSlim Transfers = new(8, 8);

    private readonly GitCacheOptions _options;
    private readonly CacheFolder _folder;
    private readonly Lazy<IGitTransport> _transport;
    private readonly ConcurrentDictionary<UpstreamUrl, Listing> _listings = new();

    private GitCache(GitCacheOptions options, Lazy<IGitTransport> transport)
    {
        _options = options;
        _folder = new CacheFolder(options.Folder);
        _transport = transport;
    }

    /// <summary>Opens the cache. Nothing is written and no program is run before the network is needed, unless git must be there.</summary>
    public static Result<GitCache> Create(GitCacheOptions options)
    {
        if (!Path.IsPathFullyQualified(options.Folder))
        {
            return SourceProblems.CacheFolderNotFull(options.Folder);
        }

        options = options with { Folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder)) };
        var transport = new TransportChoice(options.Environment);
        return transport.Problem(options.Engine) is { } problem && !options.Offline
            ? problem
            : new GitCache(options, new Lazy<IGitTransport>(() => transport.Choose(options.Engine)));
    }

    /// <summary>Where the cache lies unless a project says otherwise: <c>MOODLE_GIT_CACHE</c>, else a folder of the user's own.</summary>
    /// <param name="environment">Looks an environment variable up; null asks this process's environment.</param>
    public static string DefaultFolder(Func<string, string?>? environment = null)
    {
        var named = (environment ?? Environment.GetEnvironmentVariable)("MOODLE_GIT_CACHE");
        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return string.IsNullOrWhiteSpace(named) ? Path.Combine(profile, ".moodle-sdk", "git-cache") : named;
    }

    /// <inheritdoc/>
    public async Task<Result<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, Origin origin, CancellationToken cancel)
    {
        if (_options.Offline)
        {
            return SourceProblems.OfflineAndUnresolved(upstream, origin);
        }

        var listing = _listings.GetOrAdd(upstream, u => new Listing(new(() => ListAsync(u, cancel)), cancel));
        try
        {
            // Who cancels the asking itself waits until it has ended: a git that is still being killed when the build ends would live on.
            var answer = await (listing.Cancel == cancel ? listing.Answer.Value : listing.Answer.Value.WaitAsync(cancel));
            return answer.Value is { } refs ? refs : Explain(answer.Failure!, upstream, origin);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Whoever asked first was cancelled; that is no answer for us.
            _listings.TryRemove(new(upstream, listing));
            return await ListRefsAsync(upstream, origin, cancel);
        }
    }

    /// <inheritdoc/>
    public async Task<Result<IObjectReader>> FetchAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> wanted, FetchDepth depth, Origin origin, CancellationToken cancel)
    {
        try
        {
            var look = CacheLook.At(_folder.Repository(StoreName.Of(upstream)), wanted, depth);
            if (look.TakeReader() is { } reader)
            {
                return Result<IObjectReader>.Of(reader);
            }

            if (_options.Offline)
            {
                return SourceProblems.OfflineAndMissing(upstream, origin, look.Missing.Select(m => m.Commit?.ToString() ?? m.Reference!));
            }

            using var held = await _folder.LockAsync(StoreName.Of(upstream), cancel);
            await Transfers.WaitAsync(cancel);
            try
            {
                return await new Fetching(_options, _folder, _transport.Value, upstream, depth, origin).RunAsync(wanted, cancel);
            }
            finally
            {
                Transfers.Release();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CacheFaults.Explain(e, _options.Folder, origin);
        }
    }

    /// <inheritdoc/>
    public async Task<Result<IObjectReader>> GlanceAsync(
        UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> candidates, IReadOnlyCollection<string> paths, Origin origin, CancellationToken cancel)
    {
        try
        {
            using var look = CacheLook.At(_folder.Repository(StoreName.Of(upstream)), candidates, FetchDepth.Tip);
            // A damaged repository is mended by fetching.
            if (look.Missing.Count > 0 && !look.IsDamaged && !_options.Offline && await TryGlanceAsync(upstream, look.Missing, paths, origin, cancel) is { } opened)
            {
                return opened;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return CacheFaults.Explain(e, _options.Folder, origin);
        }

        return await FetchAsync(upstream, candidates, FetchDepth.Tip, origin, cancel);
    }

    /// <inheritdoc/>
    public bool Keeps(UpstreamUrl upstream, CommitId commit) => _folder.Repository(StoreName.Of(upstream)).Keeps(commit);

    /// <inheritdoc/>
    public Diagnostic? Keep(UpstreamUrl upstream, CommitId commit, Origin origin)
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
            return CacheFaults.Explain(e, _options.Folder, origin);
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
            // It stays; the error that led here says that it is damaged, and whose folder it is in.
        }
    }

    /// <inheritdoc/>
    public Result<TreeId> Make(IReadOnlyCollection<MadeFile> files, Origin origin, CancellationToken cancel)
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
            return CacheFaults.Explain(e, _options.Folder, origin);
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

    private async Task<Result<IObjectReader>?> TryGlanceAsync(
        UpstreamUrl upstream, IReadOnlyList<FetchTarget> missing, IReadOnlyCollection<string> paths, Origin origin, CancellationToken cancel)
    {
        await Transfers.WaitAsync(cancel);
        try
        {
            return await new Glancing(_options, _folder, _transport.Value, upstream, origin)
                .TryOpenAsync([.. missing.Select(m => m.Commit).OfType<CommitId>()], paths, cancel);
        }
        finally
        {
            Transfers.Release();
        }
    }

    private async Task<TransportResult<RemoteRefs>> ListAsync(UpstreamUrl upstream, CancellationToken cancel)
    {
        await Transfers.WaitAsync(cancel);
        try
        {
            return await Retries.RunAsync(_options.RetryDelays, () => _transport.Value.ListRefsAsync(upstream, cancel), r => r.Failure, cancel);
        }
        finally
        {
            Transfers.Release();
        }
    }

    private Diagnostic Explain(TransportFailure failure, UpstreamUrl upstream, Origin origin) =>
        TransportProblems.Explain(failure, upstream, _options.Folder, _transport.Value.Name, origin);

    // What an upstream answers, and what cancels the asking.
    private sealed record Listing(Lazy<Task<TransportResult<RemoteRefs>>> Answer, CancellationToken Cancel);
}
