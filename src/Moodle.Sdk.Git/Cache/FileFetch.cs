using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git.Cache;

/// <summary>Looks at files of commits that are not in the cache, in a repository beside it that is gone when the reader is closed.</summary>
internal sealed class FileFetch(GitCacheOptions options, CacheFolder folder, IGitTransport transport, UpstreamUrl upstream)
{
    /// <summary>Opens a reader; none when the commits must be fetched instead, be it that the upstream has no other way or that it refused this one.</summary>
    public async Task<GitResult<IObjectReader?>> TryOpenAsync(IEnumerable<FetchTarget> targets, IReadOnlyCollection<string> paths, CancellationToken cancel)
    {
        CommitId[] commits = [.. targets.Select(t => t.Commit).OfType<CommitId>()];
        var repository = folder.Repository(StoreName.Of(upstream));
        var incoming = folder.MakeIncoming(upstream.Address, repository.Exists ? repository : null);
        try
        {
            var attempt = await Retries.RunAsync(
                options.RetryDelays, () => transport.FetchFilesAsync(upstream, incoming.Repository.Folder, commits, paths, cancel), a => a.Fault, cancel);
            if (attempt.Fault is { Kind: GitFaultKind.Unreachable } fault)
            {
                return fault;
            }

            if (attempt != Attempt.Done)
            {
                return new(null, null);
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
}
