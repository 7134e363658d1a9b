using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Git;

/// <summary>
/// The address of an upstream: https, http, ssh, git, scp-like or a local path. User info is kept apart and never printed.
/// </summary>
public sealed partial record UpstreamUrl
{
    private UpstreamUrl(string address, string identity) => (Address, Identity) = (address, identity);

    /// <summary>The address as declared, without its secrets: for logs, locks and command lines.</summary>
    public string Address { get; }

    /// <summary>
    /// User name and password as the declared address spells them, or empty: a secret, for transports alone. A name without a password may be a token.
    /// That of an SSH address is none and stays in the address.
    /// </summary>
    public string UserInfo { get; private init; } = "";

    /// <summary>
    /// What tells one upstream from another: one text for all spellings of an address that every server takes for the same. They differ in the case of scheme and
    /// host, a default port, <c>.git</c> at the end, doubled and last slashes, and escapes that nothing asks for. The user of an SSH address counts; other protocols
    /// to one repository are other upstreams. The case of a path counts but on github.com and gitlab.com: these let no two names differ in case alone,
    /// and people copy their addresses from links written in every way. Of a folder on disk only the slashes are made alike: <c>x</c> and <c>x.git</c> may both be there.
    /// </summary>
    public string Identity { get; }

    /// <summary>
    /// The path from the folder for which the address was read, where it is written so: one text for all spellings, with slashes and <c>./</c> or <c>../</c> before it,
    /// and the same on every machine. Null for an address that counts from nowhere.
    /// </summary>
    public string? Relative { get; private init; }

    /// <summary>Host name for credentials; null for a local path.</summary>
    public string? Host => Uri.TryCreate(Address, UriKind.Absolute, out var uri) && !uri.IsFile ? uri.Host.TrimEnd('.') : Scp.Match(Address) is { Success: true } scp ? scp.Groups["host"].Value : null;

    /// <summary>The host as names of environment variables spell it, such as <c>GITHUB_COM</c>.</summary>
    public string HostInVariables => string.Concat((Host ?? "").Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    /// <summary>True when the upstream is reached over HTTP, where a token opens it.</summary>
    public bool TakesToken => Address.StartsWith("http", StringComparison.OrdinalIgnoreCase) && Host is not null;

    /// <summary>True when the upstream is reached over SSH.</summary>
    public bool IsSsh => Address.Contains("://", StringComparison.Ordinal) ? Address.StartsWith("ssh:", StringComparison.OrdinalIgnoreCase) : Scp.IsMatch(Address);

    /// <summary>Scheme, host and port, with a final slash: all that credentials for an address of HTTP are for.</summary>
    public string? Scope => TakesToken && Uri.TryCreate(Address, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) + "/" : null;

    /// <summary>True when what is said can be read and changed on its way: HTTP without TLS, to another machine.</summary>
    public bool IsOpenHttp => Address.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        && !string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        && !(IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>True for the address of a server that goes on with a query or a fragment: tokens are written there, and nothing tells them from the rest.</summary>
    public static bool HoldsQuery(string? text) =>
        text?.Trim() is { } address && address.AsSpan().IndexOfAny('?', '#') >= 0 && address.Contains(':')
        && !Path.IsPathFullyQualified(address) && !address.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads an address; refuses what a transport could take for an option or for a program to run, and what may hold a secret that cannot be told from the rest.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out UpstreamUrl? url)
    {
        url = null;
        text = text?.Trim();
        // A leading dash would be an option to git.
        if (string.IsNullOrEmpty(text) || text.StartsWith('-') || NamesHelper.IsMatch(text) || text.Any(char.IsControl) || HoldsQuery(text))
        {
            return false;
        }

        if (text.Contains("://", StringComparison.Ordinal))
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http" or "ssh" or "git" or "file"))
            {
                return false;
            }

            // A user name alone is part of an SSH address; a password never is.
            var user = uri.Scheme == "ssh" && uri.UserInfo.Length > 0 ? uri.UserInfo.Split(':')[0] + "@" : "";
            var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/');
            var at = uri.UserInfo.Length > 0 ? rest.IndexOf('@') + 1 : 0;
            var port = uri.Port == DefaultPort(uri.Scheme) ? -1 : uri.Port;
            var place = uri.IsFile ? WithEvenSlashes(rest) : $"{Server(uri.Host)}{(port < 0 ? "" : $":{port}")}{RemotePath(uri.Host, uri.PathAndQuery)}";
            // git looks for a program of the scheme's name, and knows none that is HTTPS.
            url = new($"{uri.Scheme}://{user}{rest[at..]}", $"{uri.Scheme}://{user}{place}") { UserInfo = uri.UserInfo[(user.Length > 0 ? user.Length - 1 : 0)..] };
            return true;
        }

        if (Scp.Match(text) is { Success: true } scp)
        {
            var (user, host, path) = (scp.Groups["user"].Value, scp.Groups["host"].Value, scp.Groups["path"].Value);
            url = new(text.TrimEnd('/'), $"{user}{Server(host)}:{RemotePath(host, path)}");
            return true;
        }

        if (!Path.IsPathFullyQualified(text))
        {
            return false;
        }

        url = new(text.Length > 1 ? text.TrimEnd('/') : text, WithEvenSlashes(text));
        return true;
    }

    /// <summary>Reads an address of a project or a lock, where the path of a folder may count from the folder of that.</summary>
    public static bool TryParse(string? text, string folder, [NotNullWhen(true)] out UpstreamUrl? url)
    {
        if (TryParse(text, out url))
        {
            return true;
        }

        var path = text?.Trim().Replace('\\', '/') ?? "";
        if (!RelativePath.IsMatch(path) || path.Any(char.IsControl) || !TryParse(Path.GetFullPath(path, folder), out url))
        {
            return false;
        }

        url = url with { Relative = PathFrom(folder, url.Address) };
        return true;
    }

    /// <summary>The address as a file in a folder names it, so that both can be moved together: the path from there where it is written as a path from somewhere.</summary>
    public string From(string folder) => Relative is null ? Address : PathFrom(folder, Address);

    /// <summary>Equal when the addresses are spellings of one; user info does not count.</summary>
    public bool Equals(UpstreamUrl? other) => other is not null && string.Equals(Identity, other.Identity, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Identity);

    /// <summary>The address without secrets.</summary>
    public override string ToString() => Address;

    // The dot tells it from all other addresses: a:b would be the folder b of the host a. From another drive of Windows there is no path but the full one.
    private static string PathFrom(string folder, string path)
    {
        var relative = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
        return relative.Split('/')[0] is "." or ".." || Path.IsPathFullyQualified(relative) ? relative : $"./{relative}";
    }

    private static string Server(string host) => host.ToLowerInvariant().TrimEnd('.');

    private static string RemotePath(string host, string path)
    {
        var even = WithEvenSlashes(Server(host) is "github.com" or "gitlab.com" ? path.ToLowerInvariant() : path);
        return even.EndsWith(".git", StringComparison.Ordinal) && even is not [.., '/', _, _, _, _] ? even[..^4] : even;
    }

    private static string WithEvenSlashes(string path) =>
        (path.StartsWith('/') ? "/" : "") + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries));

    private static int DefaultPort(string scheme) => scheme switch { "https" => 443, "http" => 80, "ssh" => 22, _ => 9418 };

    // git@github.com:owner/name.git; a host of one letter is a drive of Windows. A slip in https://name@host or name:password@host:path is none: its host is no host.
    [GeneratedRegex(@"^(?![A-Za-z]:|https?:|[^/:@]+:[^/]*@)(?<user>[^/:@]+@)?(?<host>\[[0-9A-Fa-f:.]+\]|[^/\\:@[\]]+):(?<path>.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Scp { get; }

    // What begins with a dot and a slash is a path without doubt. Else an address that lacks its scheme, a slash or a colon is likelier, and it may hold a secret.
    [GeneratedRegex(@"^(?:\.\.?(?:/|$)|[A-Za-z0-9_-]+/[^/:@][^:@]*$)")]
    private static partial Regex RelativePath { get; }

    // git reads `ext::cmd` as a program to run (transport.c, transport_get); elsewhere two colons may stand, as in http://[::1]/.
    [GeneratedRegex("^[A-Za-z0-9+.-]*::")]
    private static partial Regex NamesHelper { get; }
}
