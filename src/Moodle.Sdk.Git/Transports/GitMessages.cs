using System.Globalization;
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

    private static readonly (GitFaultKind Kind, string[] Words)[] Known =
    [
        // The last is said of a ref whose file was opened and then takes no bytes, without the system's reason; who may not write fails at opening.
        (GitFaultKind.DiskFull, ["No space left on device", "Disk quota exceeded", "not enough space on the disk", "couldn't write '"]),
        (GitFaultKind.OfAnotherUser, ["dubious ownership", "not owned by current user"]),
        (GitFaultKind.NoneLeft, ["Too many open files", "Cannot allocate memory", "Resource temporarily unavailable", "unable to create thread"]),
        (GitFaultKind.NotUsable,
        [
            "insufficient permission for adding an object", "unable to create temporary file", "Read-only file system",
            "unable to create '", "unable to create directory",
        ]),
        // What git keeps in memory is bounded (MemoryBound).
        (GitFaultKind.TooMuch, ["Out of memory", "out of memory"]),
        (GitFaultKind.Silent, ["timed out", "Operation too slow"]),
        (GitFaultKind.NoSuchReference, ["couldn't find remote ref", "could not find remote ref"]),
        (GitFaultKind.IdsRefused, ["does not allow request for unadvertised object", "cannot fetch a specific object from the remote repository"]),
        (GitFaultKind.NoSuchId, ["not our ref"]),
        (GitFaultKind.ObjectMissing,
        [
            // The second is what libgit2 says when a server answers that it does not have an id.
            "object not found", "could not read from remote repository", "bad object", "is corrupt", "unresolved delta", "did not send all necessary objects",
        ]),
        (GitFaultKind.ProtocolRefused, ["' not allowed", "unsupported URL protocol", "Unable to find remote helper"]),
        (GitFaultKind.RedirectRefused, ["returned error: 30"]),
        (GitFaultKind.CertificateRefused, ["certificate"]),
        // A web page stands there, such as that of a network which wants a sign-in first.
        (GitFaultKind.RepositoryNotFound, ["is this a git repository?"]),
        (GitFaultKind.IdsRefused, ["not valid"]),
        // Not tried again: whoever gives a wrong password three times may be locked out.
        (GitFaultKind.ProxyRefused, ["error: 407", "response 407", "code 407", "proxy authentication required", "could not authenticate to proxy"]),
        (GitFaultKind.AuthenticationRefused,
        [
            "Authentication failed", "could not read Username", "could not read Password", "error: 401", "error: 403",
            "Permission denied (", "Host key verification failed",
        ]),
        (GitFaultKind.RepositoryNotFound,
        [
            "error: 404", "Repository not found", "' not found", "does not appear to be a git repository",
            "does not exist", "could not find repository", "failed to resolve path",
        ]),
        (GitFaultKind.Unreachable,
        [
            "Could not resolve host", "Failed to connect", "Couldn't connect",
            "Connection refused", "Connection reset", "Connection closed", "Empty reply from server",
            "Recv failure", "Send failure", "error: 429", "error: 5", "RPC failed", "early EOF",
            "hung up unexpectedly", "unexpected disconnect", "unexpected EOF", "error reading from remote", "error receiving", "SSL",
            "Network is unreachable", "No route to host", "invalid index-pack output", "fetch-pack: unexpected",
        ]),
    ];

    /// <summary>The fault of a status of HTTP that is none of those for a repository.</summary>
    public static GitFault OfStatus(int status) =>
        status == 200 ? new(GitFaultKind.RepositoryNotFound, "") { HttpStatus = status } : Read(string.Create(CultureInfo.InvariantCulture, $"the server returned error: {status}"));

    /// <summary>The fault that an engine's words describe; the words are expected to be scrubbed.</summary>
    public static GitFault Read(string words)
    {
        var ours = string.Join('\n', words.Split('\n').Where(line => !IsOfTheServer(line)));
        var kind = Known.FirstOrDefault(k => k.Words.Any(w => (IsAboutUs(k.Kind) ? ours : words).Contains(w, StringComparison.Ordinal)), (GitFaultKind.Other, [])).Kind;
        return new GitFault(kind, kind == GitFaultKind.TooMuch ? "an answer that git has no room for in memory" : Line(words)) { HttpStatus = Status().Match(words) is { Success: true } told ? int.Parse(told.ValueSpan, CultureInfo.InvariantCulture) : null };
    }

    // A server whose own disk is full says so in the same words.
    private static bool IsAboutUs(GitFaultKind kind) => kind is GitFaultKind.DiskFull or GitFaultKind.NoneLeft or GitFaultKind.TooMuch or GitFaultKind.NotUsable or GitFaultKind.OfAnotherUser;

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

    [GeneratedRegex("(?<=returned error: )[1-5][0-9]{2}")]
    private static partial Regex Status();

    // Whoever words the fault names the address before it gives the reason; how long a refusal took differs each time. And a server's words may steer a terminal, or be written to read otherwise than they are.
    [GeneratedRegex(@"^(?:fatal: |error: )?(?:unable to access '[^']*': )?| after [0-9]+ ms(?=:)|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")]
    private static partial Regex Noise();
}
