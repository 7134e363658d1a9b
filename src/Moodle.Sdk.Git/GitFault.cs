using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git;

/// <summary>What went wrong, told apart by what a person does about it.</summary>
public enum GitFaultKind
{
    /// <summary>No connection, a broken one, or a server that is ill: worth another try.</summary>
    Unreachable,

    /// <summary>A connection on which nothing came for as long as was waited: once more would take as long again.</summary>
    Silent,

    /// <summary>More came, or was announced, than any real repository has; the words say of what.</summary>
    TooMuch,

    /// <summary>Objects that make no repository: one is of another kind than what leads to it says, for example.</summary>
    WrongObject,

    /// <summary>Credentials are missing or refused.</summary>
    AuthenticationRefused,

    /// <summary>A proxy on the way wants other credentials, or some.</summary>
    ProxyRefused,

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

    /// <summary>No way that was tried brought the commits.</summary>
    CommitUnavailable,

    /// <summary>A protocol that is not allowed or not known.</summary>
    ProtocolRefused,

    /// <summary>The upstream sends elsewhere, and there nobody goes; the words say where to.</summary>
    RedirectRefused,

    /// <summary>The server's certificate is not trusted.</summary>
    CertificateRefused,

    /// <summary>The network is not to be used, and what was asked for is not in the cache.</summary>
    Offline,

    /// <summary>No room on the disk.</summary>
    DiskFull,

    /// <summary>The cache cannot be read or written.</summary>
    NotUsable,

    /// <summary>The system has no more files, memory or processes to give.</summary>
    NoneLeft,

    /// <summary>Something else is in the place of a file of the cache: a link, a pipe, a device.</summary>
    Unfit,

    /// <summary>The cache belongs to another user.</summary>
    OfAnotherUser,

    /// <summary>The folder of the cache is not given as a full path.</summary>
    FolderNotFull,

    /// <summary>git is asked for and not on the PATH.</summary>
    GitNotFound,

    /// <summary>There is a git on the PATH, and it cannot be started or does not say its version.</summary>
    GitNotStarted,

    /// <summary>There is a git on the PATH, and it has not answered in time what it can answer without asking anybody.</summary>
    GitSilent,

    /// <summary>git is asked for and too old; the words are its version.</summary>
    GitTooOld,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What a server, an engine or a system call refused.</summary>
/// <param name="Kind">Why.</param>
/// <param name="Words">What the engine or the system said, on one line, without secrets.</param>
public sealed record GitFault(GitFaultKind Kind, string Words)
{
    /// <summary>Who was asked; null when nobody was.</summary>
    public UpstreamUrl? Upstream { get; init; }

    /// <summary>Who was asked in its place, because it redirects there or the user's git configuration leads there; null when nobody was.</summary>
    public UpstreamUrl? LedTo { get; init; }

    /// <summary>What was asked for and did not come; empty for the list of refs.</summary>
    public ImmutableArray<FetchTarget> Wanted { get; init; } = [];

    /// <summary>The engine that asked.</summary>
    public string Engine { get; init; } = "";

    /// <summary>Full path of the cache, or of the git that is too old.</summary>
    public string Path { get; init; } = "";

    /// <summary>The status of HTTP that the server answered with, as far as it is known.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>What else a server of HTTP answered, where an engine tells it; else null.</summary>
    internal HttpAnswer? Answer { get; init; }

    /// <summary>How long the server asks not to be asked again, as far as it is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>True when credentials were sent.</summary>
    public bool SentCredentials { get; init; }

    /// <summary>What the system refused; null when it was asked by a program that says it only in words, or when something else went wrong.</summary>
    public SystemFault? Refused { get; init; }

    /// <summary>How far it came.</summary>
    public FetchPhase Phase { get; init; }

    /// <summary>The bytes of packs that had come by then.</summary>
    public long Bytes { get; init; }
}

/// <summary>A value or a fault.</summary>
/// <typeparam name="T">What the operation yields.</typeparam>
/// <param name="Value">The value; none when there is a fault.</param>
/// <param name="Fault">The fault; null when there is a value.</param>
public sealed record GitResult<T>(T? Value, GitFault? Fault)
{
    /// <summary>The damaged repository that was in the way; null when there was none.</summary>
    public DamagedRepository? Damaged { get; init; }

    /// <summary>The value, or false.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = Value;
        return Fault is null;
    }

    /// <summary>A value; interfaces, for which the language has no conversion, go through the constructor.</summary>
    public static implicit operator GitResult<T>(T value) => new(value, null);

    /// <summary>A fault.</summary>
    public static implicit operator GitResult<T>(GitFault fault) => new(default, fault);
}

/// <summary>A repository of the cache that was damaged and is fetched anew.</summary>
/// <param name="Upstream">The upstream that it was of.</param>
/// <param name="PutAside">The folder where it lies for a day.</param>
public sealed record DamagedRepository(UpstreamUrl Upstream, string PutAside);
