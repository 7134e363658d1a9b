namespace Moodle.Sdk.Git.Transports;

/// <summary>Talks to upstreams: what they have, and bringing it into a bare repository. Knows nothing of the cache.</summary>
internal interface IGitTransport : IDisposable
{
    /// <summary>The engine's name as projects write it.</summary>
    string Name { get; }

    /// <summary>
    /// True when <see cref="FetchDepth.Tip"/> is honoured and a shallow repository can be deepened; false when every fetch brings all ancestors
    /// down to what the repository has.
    /// </summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="cancel">Stops looking where that is.</param>
    bool FetchesShallow(UpstreamUrl upstream, CancellationToken cancel);

    /// <summary>Asks for branches and tags.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing of it goes on running.</exception>
    Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel);

    /// <summary>Fetches into a bare repository; one transfer. After a fault the repository may hold leftovers.</summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="repositoryFolder">A bare repository that nobody else uses.</param>
    /// <param name="refspecs">What, each <c>+source:destination</c>, where the source is a ref or a commit id.</param>
    /// <param name="depth">Tips alone, or with all their ancestors.</param>
    /// <param name="cancel">Stops the transfer.</param>
    /// <returns>Null when all is there.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; nothing of it goes on running.</exception>
    Task<GitFault?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel);

    /// <summary>Brings commits without what is not wanted of them, into a repository that no code is taken from.</summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="repositoryFolder">A bare repository that nobody else uses.</param>
    /// <param name="wanted">What.</param>
    /// <param name="cancel">Stops the transfer.</param>
    /// <returns>False where the transport or the upstream always brings whole commits.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; nothing of it goes on running.</exception>
    Task<GitResult<bool>> FetchFilesAsync(UpstreamUrl upstream, string repositoryFolder, PartialFetch wanted, CancellationToken cancel);
}
