using System.Text;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// What is known of the user towards one upstream: a token, else the user info of the declared address.
/// Holds secrets, so it is made for one transfer and never printed; <see cref="Scrub"/> takes them out of what engines say.
/// </summary>
internal sealed partial class UpstreamCredentials
{
    private readonly List<string> _secrets = [];

    private UpstreamCredentials(string address) => Address = address;

    /// <summary>Towards nobody.</summary>
    public static UpstreamCredentials None { get; } = new("");

    /// <summary>The address to connect to. Of user info it holds at most a name without a password.</summary>
    public string Address { get; private init; }

    /// <summary>User name for HTTP, or null.</summary>
    public string? UserName { get; private init; }

    /// <summary>Password or token for HTTP, or null.</summary>
    public string? Password { get; private init; }

    /// <summary>Scheme, host and port that the credentials are for, with a final slash.</summary>
    public string? Scope { get; private init; }

    /// <summary>The header that carries the credentials, or null.</summary>
    public string? AuthorizationHeader => Password is null
        ? null
        : $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"))}";

    /// <summary>Finds the credentials for an upstream.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="token">The token for it; null when there is none.</param>
    public static UpstreamCredentials For(UpstreamUrl upstream, string? token)
    {
        if (!upstream.TakesToken || !Uri.TryCreate(upstream.Transport, UriKind.Absolute, out var uri))
        {
            return new(upstream.Transport);
        }

        var declared = uri.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        var (user, password) = Named(token) ?? (declared[0], declared.Length > 1 ? declared[1] : null);
        // A name alone stays in the address: git's credential helpers look the password up by it.
        var address = password is null ? upstream.Transport : upstream.Address;
        var credentials = new UpstreamCredentials(address) { UserName = user, Password = password, Scope = uri.GetLeftPart(UriPartial.Authority).Replace(uri.UserInfo + "@", "") + "/" };
        credentials.Remember(password);
        credentials.Remember(declared.Length > 1 ? declared[1] : null);
        return credentials;
    }

    /// <summary>Takes every secret, and the user info of every address, out of a text.</summary>
    public string Scrub(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return UserInfo.Replace(text, "://***@");
    }

    // Forges take any user name beside a token, but not an empty one; `user:token` names one where it matters.
    private static (string User, string? Password)? Named(string? token)
    {
        var value = token?.Trim();
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        var colon = value.IndexOf(':');
        return colon < 0 ? ("x-access-token", value) : (value[..colon], value[(colon + 1)..]);
    }

    private void Remember(string? secret)
    {
        if (!string.IsNullOrEmpty(secret))
        {
            _secrets.Add(secret);
            _secrets.Add(Uri.EscapeDataString(secret));
            _secrets.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{secret}")));
        }
    }

    // A name alone may be a token too; of other protocols it is none.
    [GeneratedRegex(@"(?<=https?)://[^/@\s'""]*@|://[^/@\s'""]*:[^/@\s'""]*@")]
    private static partial Regex UserInfo { get; }
}
