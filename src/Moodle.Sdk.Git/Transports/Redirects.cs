namespace Moodle.Sdk.Git.Transports;

/// <summary>Which ways to an upstream are gone: protocols, and redirects of HTTP.</summary>
internal static class Redirects
{
    /// <summary>What is asked first of an upstream of HTTP; what it is led to ends the same way (git's http.c, update_url_from_redirect).</summary>
    public const string Tail = "/info/refs?service=git-upload-pack";
    private const int Most = 5;

    /// <summary>The user's configuration leads to something that is no address.</summary>
    public static GitFault LedToNone { get; } = new(GitFaultKind.ProtocolRefused, "git's configuration (insteadOf) leads to what is no address that is used");

    /// <summary>Why an address is not connected to; null where it is.</summary>
    public static GitFault? Refuse(UpstreamUrl upstream, bool allowsHttp) =>
        upstream.Address.StartsWith("git:", StringComparison.OrdinalIgnoreCase)
            ? new(GitFaultKind.ProtocolRefused, "git:// tells nobody who answers, and anybody on the way can change what comes")
        : upstream.IsOpenHttp && !allowsHttp
            ? new(GitFaultKind.ProtocolRefused, "over http anybody on the way can read and change what comes")
        : null;

    /// <summary>True for the answer of a server that sends elsewhere.</summary>
    public static bool Is(GitFault? fault) => fault is { HttpStatus: >= 300 and < 400 };

    /// <summary>Goes one step further. Credentials come along to where they are for and nowhere else.</summary>
    /// <param name="from">Who sends elsewhere.</param>
    /// <param name="location">Where to, as a header says it.</param>
    /// <param name="allowsHttp">Whether HTTP without TLS may leave the machine.</param>
    public static GitResult<UpstreamCredentials> Follow(UpstreamCredentials from, string location, bool allowsHttp)
    {
        if (!Uri.TryCreate(new Uri(from.Address + Tail), location, out var target) || target.Scheme is not ("http" or "https"))
        {
            return Refused("to no address of HTTP");
        }

        // Of the rest, user info and query may be a secret.
        var server = target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);
        return target.Scheme == "http" && from.BeginsWithTls ? Refused($"to {server}, which has no TLS")
            : !target.PathAndQuery.EndsWith(Tail, StringComparison.Ordinal) || target.Fragment.Length > 0 || !UpstreamUrl.TryParse(server + target.PathAndQuery[..^Tail.Length], out var next)
                ? Refused($"to a page of {server} that is no git repository, a place to sign in perhaps")
            : from.Hops == Most ? Refused($"for the {Most + 1}th time, to {server}")
            : Refuse(next, allowsHttp) is { } no ? no with { LedTo = next }
            : from.LedTo(next);
    }

    private static GitFault Refused(string where) => new(GitFaultKind.RedirectRefused, where);
}
