using LibGit2Sharp;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The embedded engine: LibGit2Sharp. It cannot fetch one commit without its ancestors, so every fetch brings the full history of what is asked for,
/// down to what the repository has.
/// </summary>
internal sealed class LibGit2Transport(GitCacheOptions options) : IGitTransport
{
    private readonly FetchWatch _fetches = new(options);

    /// <inheritdoc/>
    public string Name => "libgit2";

    /// <inheritdoc/>
    public bool FetchesShallow => false;

    /// <inheritdoc/>
    public Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel) => AskAsync(
        upstream,
        (address, answer, _, _) => AdvertisedRef.Gather(Repository.ListRemoteReferences(address, answer.Give).Select(
            r => r is SymbolicReference ? new AdvertisedRef(r.CanonicalName, "", r.TargetIdentifier) : new AdvertisedRef(r.CanonicalName, r.TargetIdentifier))),
        cancel);

    /// <inheritdoc/>
    public async Task<GitFault?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel) =>
        (await AskAsync(upstream, (address, answer, call, meter) => Fetch(address, answer, repositoryFolder, refspecs, call, meter), cancel)).Fault;

    /// <inheritdoc/>
    public Task<GitResult<bool>> FetchFilesAsync(UpstreamUrl upstream, string repositoryFolder, PartialFetch wanted, CancellationToken cancel) =>
        Task.FromResult<GitResult<bool>>(false);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // Looks first at where libgit2 goes by itself: it takes every protocol that it knows, and starts an ssh that nobody keeps from asking.
    private async Task<GitResult<T>> AskAsync<T>(UpstreamUrl upstream, Func<string, OneAnswer, BlockingCall, FetchMeter, GitResult<T>> ask, CancellationToken cancel)
    {
        var meter = new FetchMeter(upstream, _fetches);
        using var call = new BlockingCall(meter, options.Patience, cancel, new HeldAnswer(meter).Look);
        var outcome = await call.RunAsync<T>(() =>
        {
            var answer = new OneAnswer(UpstreamCredentials.None);
            if (UpstreamMapping.Apply(options.Mappings, upstream) is not { } mapped)
            {
                return Redirects.LedToNone;
            }

            try
            {
                var found = mapped;
                var address = Configuration().Rewrite(mapped.Address);
                if (address != mapped.Address && !UpstreamUrl.TryParse(address, out found))
                {
                    return Redirects.LedToNone;
                }

                answer = new(UpstreamCredentials.For(found, options.Token(found)));
                var outcome = Refuse(found) is { } no ? no : ask(mapped.Address, answer, call, meter);
                return outcome.Fault is { LedTo: null } fault && found.Address != upstream.Address ? fault with { LedTo = found } : outcome;
            }
            catch (LibGit2SharpException e)
            {
                return answer.Explain(e);
            }
        });
        return outcome.Fault is { } told ? meter.Mark(told) : outcome;
    }

    private GitFault? Refuse(UpstreamUrl found) => Redirects.Refuse(found, options.AllowsHttp)
        ?? (found.IsSsh ? new(GitFaultKind.ProtocolRefused, "the embedded engine has no ssh") : null);

    // The user's own, as libgit2 reads it: a rule for every address is none to it.
    private static UserConfiguration Configuration()
    {
        using var all = LibGit2Sharp.Configuration.BuildFrom(null);
        return new([.. Enum.GetValues<ConfigurationLevel>().Where(all.HasConfig).SelectMany(level => all.Find(UserConfiguration.Rules, level))
            .Select(rule => (rule.Key, Value: rule.Value ?? throw new LibGit2SharpException($"git's configuration has no value for {rule.Key}"))).Where(rule => rule.Value.Length > 0)]);
    }

    private static GitResult<bool> Fetch(
        string address, OneAnswer answer, string repositoryFolder, IReadOnlyCollection<string> refspecs, BlockingCall call, FetchMeter meter)
    {
        RefusedContentException? tooMuch = null;
        var seen = (Bytes: 0L, Indexed: 0);
        var options = new FetchOptions
        {
            TagFetchMode = TagFetchMode.None,
            CredentialsProvider = answer.Give,
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
            // LibGit2Sharp fetches from named remotes alone. The address holds no secret, and goes again.
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

    /// <summary>Answers a server's question for credentials once, if they are for it; being asked again means that they were refused.</summary>
    private sealed class OneAnswer(UpstreamCredentials credentials)
    {
        private bool _given;
        private bool _refused;
        private UpstreamUrl? _ledTo;

        // libgit2 follows a redirect of the first request by itself, without what it was given before, and asks again with the address that it was led to.
        // It goes from https to http of its own accord never.
        public Credentials Give(string url, string userNameFromUrl, SupportedCredentialTypes types)
        {
            var isOther = UpstreamUrl.TryParse(url, out var asking) && asking.Scope != credentials.Scope;
            _ledTo = isOther ? asking : null;
            if (_given || isOther || asking is null || credentials.Password is null)
            {
                _refused = true;
                throw new UserCancelledException("credentials are required");
            }

            _given = true;
            return new UsernamePasswordCredentials { Username = credentials.UserName ?? "", Password = credentials.Password };
        }

        public GitFault Explain(LibGit2SharpException exception)
        {
            var read = GitMessages.Read(credentials.Scrub(exception.Message));
            var told = _refused ? read with { Kind = GitFaultKind.AuthenticationRefused, LedTo = _ledTo } : read;
            return credentials.Scope is null ? told : HttpAnswers.Tell(told, _given && _ledTo is null);
        }
    }
}
