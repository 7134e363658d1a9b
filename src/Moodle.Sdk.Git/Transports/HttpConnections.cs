using System.Collections.Concurrent;

namespace Moodle.Sdk.Git.Transports;

/// <summary>The connections of one restore, one to each upstream.</summary>
/// <param name="git">Starts git.</param>
/// <param name="options">Whose tokens open upstreams, and who watches.</param>
internal sealed class HttpConnections(GitProcess git, GitCacheOptions options) : IDisposable
{
    private readonly ConcurrentDictionary<UpstreamUrl, Lazy<HttpConnection>> _connections = new();
    private readonly Lazy<Task<bool>> _rewritesAddresses = new(() => RewritesAddressesAsync(git));

    /// <summary>The connection to an upstream, opened when it is first talked to.</summary>
    public HttpConnection To(UpstreamUrl upstream) =>
        _connections.GetOrAdd(upstream, u => new(() =>
            new HttpConnection(git, UpstreamCredentials.For(u, options.Token(u)), new FetchMeter(u, options.Progress), _rewritesAddresses))).Value;

    /// <summary>Closes them all.</summary>
    public void Dispose()
    {
        // All at once first: each ends by itself then, and none waits for another.
        foreach (var connection in _connections.Values)
        {
            connection.Value.SayNoMore();
        }

        foreach (var connection in _connections.Values)
        {
            connection.Value.Dispose();
        }
    }

    // Exit code 1 says that there is no such key; anything else may be one.
    private static async Task<bool> RewritesAddressesAsync(GitProcess git)
    {
        var (exitCode, _, _) = await git.RunAsync(
            GitProcess.Nowhere, ["config", "--get-regexp", @"^url\..*\.insteadof$"], "", UpstreamCredentials.None, CancellationToken.None);
        return exitCode != 1;
    }
}
