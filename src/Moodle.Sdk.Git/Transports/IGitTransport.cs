using Moodle.Sdk.Git.Objects;

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
    bool FetchesShallow { get; }

    /// <summary>Asks for branches and tags.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; nothing of it goes on running.</exception>
    Task<TransportResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel);

    /// <summary>Fetches into a bare repository; one transfer. On failure the repository may hold leftovers.</summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="repositoryFolder">A bare repository that nobody else uses.</param>
    /// <param name="refspecs">What, each <c>+source:destination</c>, where the source is a ref or a commit id.</param>
    /// <param name="depth">Tips alone, or with all their ancestors.</param>
    /// <param name="cancel">Stops the transfer.</param>
    /// <returns>Null when all is there.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; nothing of it goes on running.</exception>
    Task<TransportFailure?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel);

    /// <summary>Brings the commits, their trees down to some files, and these files, and nothing else, into a repository that is thrown away afterwards.</summary>
    /// <param name="upstream">Where from.</param>
    /// <param name="repositoryFolder">A bare repository that nobody else uses.</param>
    /// <param name="commits">The commits.</param>
    /// <param name="paths">The files' paths, with slashes.</param>
    /// <param name="cancel">Stops the transfer.</param>
    /// <returns><see cref="Attempt.NotHere"/> where the transport or the upstream always brings whole commits.</returns>
    /// <exception cref="OperationCanceledException">Cancelled; nothing of it goes on running.</exception>
    Task<Attempt> GlanceAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<CommitId> commits, IReadOnlyCollection<string> paths, CancellationToken cancel);
}

/// <summary>Why a transport did not do what was asked.</summary>
internal enum FailureKind
{
    /// <summary>No connection, a broken one, or a server that is ill: worth another try.</summary>
    Unreachable,

    /// <summary>Credentials are missing or refused.</summary>
    AuthenticationRefused,

    /// <summary>No repository at the address.</summary>
    RepositoryNotFound,

    /// <summary>A ref that the upstream does not have.</summary>
    NoSuchReference,

    /// <summary>The server does not serve ids, only refs.</summary>
    IdsRefused,

    /// <summary>The server looked for an id and does not have it.</summary>
    NoSuchId,

    /// <summary>
    /// An object was missed: the server does not have what was asked for and says it badly (libgit2), or what the repository should hold is damaged.
    /// </summary>
    ObjectMissing,

    /// <summary>A protocol that is not allowed or not known.</summary>
    ProtocolRefused,

    /// <summary>The server's certificate is not trusted.</summary>
    CertificateRefused,

    /// <summary>No room on the disk.</summary>
    DiskFull,

    /// <summary>The repository fetched into cannot be written.</summary>
    NotWritable,

    /// <summary>The repository fetched into belongs to another user.</summary>
    OfAnotherUser,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>A failed transfer.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Detail">What the engine said, on one line, without secrets.</param>
internal sealed record TransportFailure(FailureKind Kind, string Detail);

/// <summary>A transport's answer: a value or a failure.</summary>
internal sealed record TransportResult<T>(T? Value, TransportFailure? Failure)
    where T : class
{
    public static implicit operator TransportResult<T>(T value) => new(value, null);

    public static implicit operator TransportResult<T>(TransportFailure failure) => new(null, failure);
}
