using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Git.Transports;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>Looks at files of commits that are not in the cache, in a repository beside it that is gone when the reader is closed.</summary>
internal sealed class Glancing(GitCacheOptions options, CacheFolder folder, IGitTransport transport, UpstreamUrl upstream, Origin origin)
{
    /// <summary>Opens a reader; null when the commits must be fetched instead, be it that the upstream has no other way or that it refused this one.</summary>
    public async Task<Result<IObjectReader>?> TryOpenAsync(IReadOnlyCollection<CommitId> commits, IReadOnlyCollection<string> paths, CancellationToken cancel)
    {
        var repository = folder.Repository(StoreName.Of(upstream));
        var incoming = folder.MakeIncoming(upstream.Address, repository.Exists ? repository : null);
        try
        {
            var attempt = await Retries.RunAsync(
                options.RetryDelays, () => transport.GlanceAsync(upstream, incoming.Repository.Folder, commits, paths, cancel), a => a.Failure, cancel);
            if (attempt.Failure is { Kind: FailureKind.Unreachable } failure)
            {
                return TransportProblems.Explain(failure, upstream, options.Folder, transport.Name, origin);
            }

            if (attempt != Attempt.Done)
            {
                return null;
            }

            var reader = new Reader(incoming);
            incoming = null;
            return Result<IObjectReader>.Of(reader);
        }
        finally
        {
            incoming?.Dispose();
        }
    }

    /// <summary>Reads a repository that is in the making, and throws it away in the end.</summary>
    private sealed class Reader(IncomingRepository incoming) : IObjectReader
    {
        private readonly IObjectReader _objects = ObjectReader.Open(incoming.Repository.Folder);

        public bool Contains(ObjectId id) => _objects.Contains(id);

        public GitCommit ReadCommit(ObjectId id) => _objects.ReadCommit(id);

        public GitCommit? TryReadCommit(ObjectId id) => _objects.TryReadCommit(id);

        public IReadOnlyList<TreeEntry> ReadTree(TreeId id) => _objects.ReadTree(id);

        public byte[] ReadBlob(BlobId id) => _objects.ReadBlob(id);

        public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use) => _objects.ReadBlob(id, state, use);

        public void Dispose()
        {
            _objects.Dispose();
            incoming.Dispose();
        }
    }
}
