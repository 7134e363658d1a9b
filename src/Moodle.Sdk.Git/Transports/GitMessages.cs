using System.Text.RegularExpressions;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Reads what git (in the C locale) and libgit2 say when they fail. Neither has codes for it, so the words are all there is.
/// The first line that matches decides; what is sure comes before what is vague.
/// </summary>
internal static partial class GitMessages
{
    /// <summary>What git puts before a server's own words.</summary>
    public const string RemoteError = "fatal: remote error: ";

    private static readonly (FailureKind Kind, string Words)[] Known =
    [
        (FailureKind.DiskFull, "No space left on device"),
        (FailureKind.DiskFull, "Disk quota exceeded"),
        (FailureKind.DiskFull, "not enough space on the disk"),
        // Said of a ref whose file was opened and then takes no bytes, without the system's reason; who may not write fails at opening.
        (FailureKind.DiskFull, "couldn't write '"),
        (FailureKind.OfAnotherUser, "dubious ownership"),
        (FailureKind.OfAnotherUser, "not owned by current user"),
        (FailureKind.NotWritable, "insufficient permission for adding an object"),
        (FailureKind.NotWritable, "unable to create temporary file"),
        (FailureKind.NotWritable, "Read-only file system"),
        (FailureKind.NotWritable, "unable to create '"),
        (FailureKind.NoSuchReference, "couldn't find remote ref"),
        (FailureKind.NoSuchReference, "could not find remote ref"),
        (FailureKind.IdsRefused, "does not allow request for unadvertised object"),
        (FailureKind.IdsRefused, "cannot fetch a specific object from the remote repository"),
        (FailureKind.NoSuchId, "not our ref"),
        (FailureKind.ObjectMissing, "object not found"),
        // What libgit2 says when a server answers that it does not have an id.
        (FailureKind.ObjectMissing, "could not read from remote repository"),
        (FailureKind.ObjectMissing, "bad object"),
        (FailureKind.ObjectMissing, "is corrupt"),
        (FailureKind.ObjectMissing, "unresolved delta"),
        (FailureKind.ObjectMissing, "did not send all necessary objects"),
        (FailureKind.ProtocolRefused, "' not allowed"),
        (FailureKind.ProtocolRefused, "unsupported URL protocol"),
        (FailureKind.ProtocolRefused, "Unable to find remote helper"),
        (FailureKind.CertificateRefused, "certificate"),
        // A web page stands there, such as that of a network which wants a sign-in first.
        (FailureKind.RepositoryNotFound, "is this a git repository?"),
        (FailureKind.RepositoryNotFound, "invalid content-type"),
        (FailureKind.IdsRefused, "not valid"),
        (FailureKind.AuthenticationRefused, "Authentication failed"),
        (FailureKind.AuthenticationRefused, "could not read Username"),
        (FailureKind.AuthenticationRefused, "could not read Password"),
        (FailureKind.AuthenticationRefused, "error: 401"),
        (FailureKind.AuthenticationRefused, "error: 403"),
        (FailureKind.AuthenticationRefused, "status code: 401"),
        (FailureKind.AuthenticationRefused, "status code: 403"),
        (FailureKind.AuthenticationRefused, "authentication replays"),
        (FailureKind.AuthenticationRefused, "authentication required"),
        (FailureKind.AuthenticationRefused, "Permission denied ("),
        (FailureKind.AuthenticationRefused, "Host key verification failed"),
        (FailureKind.RepositoryNotFound, "error: 404"),
        (FailureKind.RepositoryNotFound, "status code: 404"),
        (FailureKind.RepositoryNotFound, "Repository not found"),
        (FailureKind.RepositoryNotFound, "' not found"),
        (FailureKind.RepositoryNotFound, "does not appear to be a git repository"),
        (FailureKind.RepositoryNotFound, "does not exist"),
        (FailureKind.RepositoryNotFound, "could not find repository"),
        (FailureKind.RepositoryNotFound, "failed to resolve path"),
        (FailureKind.Unreachable, "Could not resolve host"),
        (FailureKind.Unreachable, "failed to resolve address"),
        (FailureKind.Unreachable, "Failed to connect"),
        (FailureKind.Unreachable, "failed to connect"),
        (FailureKind.Unreachable, "Couldn't connect"),
        (FailureKind.Unreachable, "Connection refused"),
        (FailureKind.Unreachable, "Connection reset"),
        (FailureKind.Unreachable, "Connection closed"),
        (FailureKind.Unreachable, "timed out"),
        (FailureKind.Unreachable, "Operation too slow"),
        (FailureKind.Unreachable, "Empty reply from server"),
        (FailureKind.Unreachable, "Recv failure"),
        (FailureKind.Unreachable, "Send failure"),
        (FailureKind.Unreachable, "error: 429"),
        (FailureKind.Unreachable, "error: 5"),
        (FailureKind.Unreachable, "status code: 429"),
        (FailureKind.Unreachable, "status code: 5"),
        (FailureKind.Unreachable, "RPC failed"),
        (FailureKind.Unreachable, "early EOF"),
        (FailureKind.Unreachable, "hung up unexpectedly"),
        (FailureKind.Unreachable, "unexpected disconnect"),
        (FailureKind.Unreachable, "unexpected EOF"),
        (FailureKind.Unreachable, "error reading from remote"),
        (FailureKind.Unreachable, "error receiving"),
        (FailureKind.Unreachable, "SSL"),
        (FailureKind.Unreachable, "Network is unreachable"),
        (FailureKind.Unreachable, "No route to host"),
        (FailureKind.Unreachable, "invalid index-pack output"),
        (FailureKind.Unreachable, "fetch-pack: unexpected"),
    ];

    /// <summary>The failure that an engine's words describe; the words are expected to be scrubbed.</summary>
    public static TransportFailure Read(string words)
    {
        var ours = string.Join('\n', words.Split('\n').Where(line => !IsOfTheServer(line)));
        var kind = Known.FirstOrDefault(k => (IsAboutUs(k.Kind) ? ours : words).Contains(k.Words, StringComparison.Ordinal), (Kind: FailureKind.Other, Words: "")).Kind;
        return new TransportFailure(kind, Line(words));
    }

    // A server whose own disk is full says so in the same words.
    private static bool IsAboutUs(FailureKind kind) => kind is FailureKind.DiskFull or FailureKind.NotWritable or FailureKind.OfAnotherUser;

    private static bool IsOfTheServer(string line) =>
        line.StartsWith("remote: ", StringComparison.Ordinal) || line.StartsWith(RemoteError, StringComparison.Ordinal);

    // The lines that say what is wrong, without git's prefixes and advice.
    private static string Line(string words)
    {
        var lines = words.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var telling = lines.Where(l => l.StartsWith("fatal:", StringComparison.Ordinal) || l.StartsWith("error:", StringComparison.Ordinal)).ToArray();
        return string.Join("; ", (telling.Length > 0 ? telling : lines).Take(3).Select(l => Noise().Replace(l, ""))) is { Length: > 0 } line
            ? line
            : "no reason given";
    }

    // The diagnostic names the address before it gives the reason; how long a refusal took differs each time. And a server's words may steer a terminal.
    [GeneratedRegex(@"^(?:fatal: |error: )?(?:unable to access '[^']*': )?| after [0-9]+ ms(?=:)|\p{Cc}")]
    private static partial Regex Noise();
}
