using System.Net;

namespace Moodle.Sdk.Git.Transports;

/// <summary>The proxy that the user's git configuration names for an address, else that of the environment or the system.</summary>
internal sealed class UserProxy(Func<UserConfiguration?> configuration) : IWebProxy, ICredentials
{
    /// <inheritdoc/>
    public ICredentials? Credentials { get => this; set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => Named(destination) ?? HttpClient.DefaultProxy.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => Named(host) is null && HttpClient.DefaultProxy.IsBypassed(host);

    /// <inheritdoc/>
    public NetworkCredential? GetCredential(Uri uri, string authType) => uri.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password]
        ? new(Uri.UnescapeDataString(user), Uri.UnescapeDataString(string.Concat(password)))
        : HttpClient.DefaultProxy.Credentials?.GetCredential(uri, authType);

    private Uri? Named(Uri destination) =>
        configuration()?.Proxy(destination.AbsoluteUri) is { } text && Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}", UriKind.Absolute, out var proxy)
            ? proxy
            : null;
}
