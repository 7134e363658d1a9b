using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Declaration;

/// <summary>
/// The address of an upstream: https, http, ssh, git, scp-like or a local path. User info is kept apart and never printed.
/// </summary>
public sealed partial record UpstreamUrl
{
    private UpstreamUrl(string address, string transport) => (Address, Transport) = (address, transport);

    /// <summary>The address without user name and password: for logs, locks and the name of the cache repository.</summary>
    public string Address { get; }

    /// <summary>The address as declared, user info included: for transports alone.</summary>
    public string Transport { get; }

    /// <summary>What all spellings of the address have in common: what tells one upstream from another.</summary>
    public string Identity => Address;

    /// <summary>Host name for credentials; null for a local path.</summary>
    public string? Host => Uri.TryCreate(Address, UriKind.Absolute, out var uri) && !uri.IsFile ? uri.Host : ScpHost(Address);

    /// <summary>True when the declared address carries a password or token.</summary>
    public bool HoldsPassword => Uri.TryCreate(Transport, UriKind.Absolute, out var uri) && uri.UserInfo.Contains(':');

    /// <summary>The environment variable that holds a token for this host, such as <c>MOODLE_GIT_TOKEN_GITHUB_COM</c>.</summary>
    public string TokenVariable => "MOODLE_GIT_TOKEN_" + string.Concat((Host ?? "").Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));

    /// <summary>True when the upstream is reached over HTTP, where <see cref="TokenVariable"/> is looked at.</summary>
    public bool TakesToken => Address.StartsWith("http", StringComparison.OrdinalIgnoreCase) && Host is not null;

    /// <summary>Reads an address; refuses what a transport could take for an option or for a program to run.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out UpstreamUrl? url)
    {
        url = null;
        text = text?.Trim();
        // A leading dash would be an option to git.
        if (string.IsNullOrEmpty(text) || text.StartsWith('-') || NamesHelper.IsMatch(text) || text.Any(char.IsControl))
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
            var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
            var at = uri.UserInfo.Length > 0 ? rest.IndexOf('@') + 1 : 0;
            url = new($"{uri.Scheme}://{user}{rest[at..]}".TrimEnd('/'), text.TrimEnd('/'));
            return true;
        }

        // A path relative to a folder that neither the lock nor the cache knows would name another repository in each.
        if (ScpHost(text) is null && !Path.IsPathFullyQualified(text))
        {
            return false;
        }

        url = new(text.Length > 1 ? text.TrimEnd('/') : text, text);
        return true;
    }

    /// <summary>Equal when the addresses are; user info does not count.</summary>
    public bool Equals(UpstreamUrl? other) => other is not null && string.Equals(Address, other.Address, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Address);

    /// <summary>The address without secrets.</summary>
    public override string ToString() => Address;

    // git@github.com:owner/name.git
    private static string? ScpHost(string address)
    {
        var colon = address.IndexOf(':');
        var isScp = colon > 1 && !address[..colon].Contains('/') && !Path.IsPathRooted(address);
        return isScp ? address[..colon][(address[..colon].IndexOf('@') + 1)..] : null;
    }

    // git reads `ext::cmd` as a program to run (transport.c, transport_get); elsewhere two colons may stand, as in http://[::1]/.
    [GeneratedRegex("^[A-Za-z0-9+.-]*::")]
    private static partial Regex NamesHelper { get; }
}
