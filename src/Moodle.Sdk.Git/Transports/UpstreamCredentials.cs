using System.Text;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Where an upstream is reached, and what is known of the user there: a token, else the user info of the address.
/// Holds secrets, so it is never printed; <see cref="Scrub"/> takes them out of what engines say.
/// </summary>
internal sealed partial record UpstreamCredentials
{
    // What git gets instead of an address that the user's configuration must not rewrite once more.
    private const string Alias = "upstream:";

    // A shorter name is no token, and may be in every second word.
    private const int ShortestToken = 16;

    private readonly List<string> _secrets;

    private UpstreamCredentials(UpstreamUrl? upstream, List<string> secrets) => (Upstream, _secrets) = (upstream, secrets);

    /// <summary>Towards nobody.</summary>
    public static UpstreamCredentials None { get; } = new(null, []);

    /// <summary>Who is connected to.</summary>
    public UpstreamUrl? Upstream { get; private init; }

    /// <summary>The address to connect to, without secrets.</summary>
    public string Address => Upstream?.Address ?? "";

    /// <summary>The address as git's arguments name it.</summary>
    public string Argument => IsRewritten ? Alias : Address;

    /// <summary>User name for HTTP, or null.</summary>
    public string? UserName { get; private init; }

    /// <summary>Password or token for HTTP, or null.</summary>
    public string? Password { get; private init; }

    /// <summary>Scheme, host and port that the credentials are for, with a final slash.</summary>
    public string? Scope { get; private init; }

    /// <summary>How many redirects led here.</summary>
    public int Hops { get; private init; }

    /// <summary>True when the way here began with TLS.</summary>
    public bool BeginsWithTls => Scope?.StartsWith("https:", StringComparison.Ordinal) == true;

    /// <summary>The header that carries the credentials, or null: they are for another server, or there are none.</summary>
    public string? AuthorizationHeader => Password is null || Upstream?.Scope != Scope
        ? null
        : $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"))}";

    /// <summary>What git is told of them, by its environment.</summary>
    public IEnumerable<(string Key, string Value)> Settings
    {
        get
        {
            if (AuthorizationHeader is { } header)
            {
                yield return ($"http.{Address}.extraHeader", header);
            }
            else if (UserName is not null && Upstream?.Scope == Scope)
            {
                // Credential helpers look the password up by it.
                yield return ($"credential.{Scope!.TrimEnd('/')}.username", UserName);
            }

            if (Scope is not null)
            {
                // The user's configuration may name this server: the longest address counts.
                yield return ($"http.{Address}.followRedirects", "false");
            }

            if (IsRewritten)
            {
                yield return ($"url.{Address}.insteadOf", Alias);
            }
        }
    }

    private bool IsRewritten { get; init; }

    /// <summary>Finds the credentials for an upstream.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="token">The token for it; null when there is none.</param>
    /// <param name="isRewritten">True when the user's configuration leads some addresses elsewhere, and had its say about this one.</param>
    public static UpstreamCredentials For(UpstreamUrl upstream, string? token, bool isRewritten = false)
    {
        if (upstream.Scope is not { } scope)
        {
            return new(upstream, [.. Forms("", upstream.UserInfo.Split(':', 2)[^1])]) { IsRewritten = isRewritten };
        }

        var declared = upstream.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString).ToArray();
        var (user, password) = Named(token) ?? (declared[0], declared.Length > 1 ? declared[1] : null);
        string[] secrets = [.. Forms(user, password), .. Forms(user, declared.ElementAtOrDefault(1)), .. declared[0].Length < ShortestToken ? [] : Forms("", declared[0])];
        return new(upstream, [.. secrets])
        {
            UserName = user.Length > 0 ? user : null,
            Password = password,
            Scope = scope,
            IsRewritten = isRewritten,
        };
    }

    /// <summary>The same one redirect further.</summary>
    public UpstreamCredentials LedTo(UpstreamUrl next) => this with { Upstream = next, Hops = Hops + 1 };

    /// <summary>The address without secrets.</summary>
    public override string ToString() => Address;

    /// <summary>Takes every secret, and the user info of every address, out of a text.</summary>
    public string Scrub(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return UserInfo.Replace(text, found => found.ValueSpan[0] == '\'' ? "'***'" : "://***@");
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

    private static IEnumerable<string> Forms(string user, string? secret) => string.IsNullOrEmpty(secret) ? []
        : [secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}"))];

    // A name alone may be a token too; of other protocols it is none. What is no address of a proxy may be the first half of its password.
    [GeneratedRegex(@"(?<=https?)://[^/@\s'""]*@|://[^/@\s'""]*:[^/@\s'""]*@|(?<=Unsupported proxy [^']*)'.*'")]
    private static partial Regex UserInfo { get; }
}
