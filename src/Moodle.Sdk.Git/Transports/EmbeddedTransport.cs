using LibGit2Sharp;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The embedded engine: HTTP without git, and LibGit2Sharp for repositories of this machine, where no upload-pack answers without git. That cannot fetch one
/// commit without its ancestors, so such a fetch brings the full history of what is asked for, down to what the repository has.
/// </summary>
internal sealed class EmbeddedTransport : IGitTransport
{
    private static readonly GitFault NoProtocol = new(GitFaultKind.Other, "it answers in no protocol of git's that the embedded engine knows; git on the PATH may know it");

    private readonly GitCacheOptions _options;
    private readonly FetchWatch _fetches;
    private readonly HttpMessageInvoker _http;
    private readonly ReachedUpstreams _upstreams;
    private readonly Lock _gate = new();
    private GitResult<UserConfiguration>? _configuration;

    /// <summary>Nothing is read before an upstream is asked.</summary>
    public EmbeddedTransport(GitCacheOptions options)
    {
        (_options, _fetches) = (options, new FetchWatch(options));
        _http = new(HttpCarrier.Handler(new UserProxy(() => _configuration?.Value)));
        _upstreams = new(options, _fetches, Configuration, way => way.Scope is null ? null : new HttpCarrier(_http, way));
    }

    /// <inheritdoc/>
    public string Name => "libgit2";

    /// <inheritdoc/>
    public bool FetchesShallow(UpstreamUrl upstream, CancellationToken cancel) => _upstreams.Begin(upstream, cancel).Value?.Scope is not null;

    /// <inheritdoc/>
    public Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel) => _upstreams.ReachAsync(
        upstream,
        way => way.Scope is not null
            ? _upstreams.ListRefs(upstream, way, cancel) ?? NoProtocol
            : OnDisk(upstream, way, (address, _, _) => AdvertisedRef.Gather(Repository.ListRemoteReferences(address).Select(
                r => r is SymbolicReference ? new AdvertisedRef(r.CanonicalName, "", r.TargetIdentifier) : new AdvertisedRef(r.CanonicalName, r.TargetIdentifier))), cancel),
        hear: null,
        cancel);

    /// <inheritdoc/>
    public async Task<GitFault?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        var fetched = await _upstreams.ReachAsync(
            upstream,
            way => way.Scope is not null
                ? _upstreams.Talk(upstream, way, connected => PackFetch.Run(connected, repositoryFolder, refspecs, depth, cancel), cancel)
                : OnDisk(upstream, way, (address, call, meter) => Fetch(address, repositoryFolder, refspecs, call, meter), cancel),
            hear: null,
            cancel);
        return fetched is { Fault: null, Value: false } ? NoProtocol : fetched.Fault;
    }

    /// <inheritdoc/>
    public Task<GitResult<bool>> FetchFilesAsync(UpstreamUrl upstream, string repositoryFolder, PartialFetch wanted, CancellationToken cancel) => _upstreams.ReachAsync(
        upstream, way => _upstreams.Talk(upstream, way, connected => FilteredFetch.TryRun(connected, repositoryFolder, wanted, cancel), cancel), hear: null, cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        _upstreams.Dispose();
        _http.Dispose();
    }

    // libgit2 takes every protocol that it knows, and starts an ssh that nobody keeps from asking; and it goes where the user's rules lead from there.
    private GitResult<T> OnDisk<T>(UpstreamUrl upstream, UpstreamCredentials way, Func<string, BlockingCall, FetchMeter, GitResult<T>> ask, CancellationToken cancel) =>
        way.Upstream!.IsSsh ? new GitFault(GitFaultKind.ProtocolRefused, "the embedded engine has no ssh")
        : _configuration!.Value!.Rewrite(way.Address) != way.Address ? Redirects.LedToNone
        : Call(upstream, (call, meter) => ask(way.Address, call, meter), cancel);

    private GitResult<T> Call<T>(UpstreamUrl upstream, Func<BlockingCall, FetchMeter, GitResult<T>> ask, CancellationToken cancel)
    {
        var meter = new FetchMeter(upstream, _fetches);
        using var call = new BlockingCall(meter, _options.Patience, cancel);
        var outcome = call.RunAsync<T>(() =>
        {
            try
            {
                return ask(call, meter);
            }
            catch (LibGit2SharpException e)
            {
                return GitMessages.Read(e.Message);
            }
        }).GetAwaiter().GetResult();
        return outcome.Fault is { } told ? meter.Mark(told) : outcome;
    }

    // The user's own, read once, as libgit2 reads it: a rule for every address is none to it.
    private GitResult<UserConfiguration> Configuration(UpstreamUrl upstream, CancellationToken cancel)
    {
        lock (_gate)
        {
            return _configuration ??= Call<UserConfiguration>(
                upstream,
                (_, _) =>
                {
                    using var all = LibGit2Sharp.Configuration.BuildFrom(null, _options.Variable("GIT_CONFIG_GLOBAL"));
                    return new UserConfiguration([.. Enum.GetValues<ConfigurationLevel>().Where(all.HasConfig).SelectMany(level => all.Find(UserConfiguration.ReadWithoutGit, level))
                        .Select(rule => (rule.Key, Value: rule.Value ?? throw new LibGit2SharpException($"git's configuration has no value for {rule.Key}"))).Where(rule => rule.Value.Length > 0)]);
                },
                cancel);
        }
    }

    private static GitResult<bool> Fetch(string address, string repositoryFolder, IReadOnlyCollection<string> refspecs, BlockingCall call, FetchMeter meter)
    {
        RefusedContentException? tooMuch = null;
        var seen = (Bytes: 0L, Indexed: 0);
        var options = new FetchOptions
        {
            TagFetchMode = TagFetchMode.None,
            OnTransferProgress = transfer =>
            {
                // It also reports that nothing has come.
                if (seen != (transfer.ReceivedBytes, transfer.IndexedObjects))
                {
                    seen = (transfer.ReceivedBytes, transfer.IndexedObjects);
                    meter.Reach(transfer.ReceivedObjects < transfer.TotalObjects ? FetchPhase.Receiving : FetchPhase.Indexing, transfer.ReceivedBytes);
                }

                tooMuch = transfer.TotalObjects > UpstreamBounds.PackObjects ? RefusedContentException.TooManyObjects(transfer.TotalObjects)
                    : transfer.ReceivedBytes > UpstreamBounds.PackBytes ? RefusedContentException.PackTooLong()
                    : null;
                return tooMuch is null && call.GoesOn;
            },
            OnProgress = _ => call.GoesOn,
        };
        try
        {
            using var repository = new Repository(repositoryFolder);
            // LibGit2Sharp fetches from named remotes alone. The address goes again.
            const string url = "remote.upstream.url";
            repository.Config.Set(url, address, ConfigurationLevel.Local);
            Commands.Fetch(repository, "upstream", refspecs, options, logMessage: null);
            repository.Config.Unset(url, ConfigurationLevel.Local);
            return true;
        }
        catch (LibGit2SharpException) when (tooMuch is not null)
        {
            return tooMuch.Fault;
        }
    }
}
