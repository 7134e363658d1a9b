using System.Collections.Concurrent;

namespace Moodle.Sdk.Git.Transports;

/// <summary>The connections of one restore, one to each upstream.</summary>
internal sealed class HttpConnections : IDisposable
{
    private readonly ConcurrentDictionary<UpstreamUrl, Lazy<HttpConnection>> _connections = new();
    private readonly GitProcess _git;
    private readonly GitCacheOptions _options;
    private readonly Lazy<Task<bool>> _rewritesAddresses;

    /// <summary>No connection yet.</summary>
    /// <param name="git">Starts git.</param>
    /// <param name="options">Whose tokens open upstreams, and who watches.</param>
    public HttpConnections(GitProcess git, GitCacheOptions options)
    {
        (_git, _options) = (git, options);
        _rewritesAddresses = new(RewritesAddressesAsync);
    }

    /// <summary>The connection to an upstream, opened when it is first talked to.</summary>
    public HttpConnection To(UpstreamUrl upstream) =>
        _connections.GetOrAdd(upstream, u => new(() =>
            new HttpConnection(_git, UpstreamCredentials.For(u, _options.Token(u)), new FetchMeter(u, _options.Progress), _rewritesAddresses))).Value;

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
    private async Task<bool> RewritesAddressesAsync()
    {
        var (exitCode, _, _) = await _git.RunAsync(
            GitProcess.Nowhere, ["config", "--get-regexp", @"^url\..*\.insteadof$"], "", UpstreamCredentials.None, CancellationToken.None);
        return exitCode != 1;
    }
}
