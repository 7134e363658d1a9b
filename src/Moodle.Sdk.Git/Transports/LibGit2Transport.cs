using LibGit2Sharp;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The embedded engine: LibGit2Sharp. It cannot fetch one commit without its ancestors, so every fetch brings the full history of what is asked for,
/// down to what the repository has.
/// </summary>
internal sealed class LibGit2Transport(GitCacheOptions options) : IGitTransport
{
    /// <inheritdoc/>
    public string Name => "libgit2";

    /// <inheritdoc/>
    public bool FetchesShallow => false;

    /// <inheritdoc/>
    public async Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel)
    {
        if (Redirects.Refuse(upstream, options.AllowsHttp) is { } no)
        {
            return no;
        }

        var credentials = UpstreamCredentials.For(upstream, options.Token(upstream));
        var answer = new OneAnswer(credentials);
        using var call = new BlockingCall(new FetchMeter(upstream, options.Progress), options.Patience, cancel);
        return await call.RunAsync(() =>
        {
            try
            {
                return AdvertisedRef.Gather(Repository.ListRemoteReferences(credentials.Address, answer.Give).Select(
                    r => r is SymbolicReference ? new AdvertisedRef(r.CanonicalName, "", r.TargetIdentifier) : new AdvertisedRef(r.CanonicalName, r.TargetIdentifier)));
            }
            catch (LibGit2SharpException e)
            {
                return answer.Explain(e);
            }
        });
    }

    /// <inheritdoc/>
    public async Task<GitFault?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        if (Redirects.Refuse(upstream, options.AllowsHttp) is { } no)
        {
            return no;
        }

        var credentials = UpstreamCredentials.For(upstream, options.Token(upstream));
        var meter = new FetchMeter(upstream, options.Progress);
        using var call = new BlockingCall(meter, options.Patience, cancel);
        var outcome = await call.RunAsync(() => Fetch(credentials, repositoryFolder, refspecs, call, meter));
        return outcome.Fault is { } fault ? meter.Mark(fault) : null;
    }

    /// <inheritdoc/>
    public Task<GitResult<bool>> FetchFilesAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<CommitId> commits, IReadOnlyCollection<string> paths, CancellationToken cancel) =>
        Task.FromResult<GitResult<bool>>(false);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static GitResult<bool> Fetch(UpstreamCredentials credentials, string repositoryFolder, IReadOnlyCollection<string> refspecs, BlockingCall call, FetchMeter meter)
    {
        var answer = new OneAnswer(credentials);
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
            repository.Config.Set(url, credentials.Address, ConfigurationLevel.Local);
            Commands.Fetch(repository, "upstream", refspecs, options, logMessage: null);
            repository.Config.Unset(url, ConfigurationLevel.Local);
            return true;
        }
        catch (LibGit2SharpException e)
        {
            return tooMuch?.Fault ?? answer.Explain(e);
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
                throw new UserCancelledException(_given && !isOther ? "the credentials were refused" : "credentials are required");
            }

            _given = true;
            return new UsernamePasswordCredentials { Username = credentials.UserName ?? "", Password = credentials.Password };
        }

        public GitFault Explain(LibGit2SharpException exception)
        {
            var read = GitMessages.Read(credentials.Scrub(exception.Message));
            return _refused ? read with { Kind = GitFaultKind.AuthenticationRefused, LedTo = _ledTo } : read;
        }
    }
}
