using System.Collections.Concurrent;

namespace Moodle.Sdk.Git.Transports;

/// <summary>Where upstreams are reached, and the connections to those of HTTP, which stay open from one question to the next.</summary>
/// <param name="options">The mappings, the tokens, and how long is waited.</param>
/// <param name="fetches">Watches all conversations.</param>
/// <param name="configuration">The user's git configuration.</param>
/// <param name="connect">Begins to carry to an upstream of HTTP; null for others.</param>
internal sealed class ReachedUpstreams(
    GitCacheOptions options, FetchWatch fetches, Func<UpstreamUrl, CancellationToken, GitResult<UserConfiguration>> configuration, Func<UpstreamCredentials, ICarrier?> connect) : IDisposable
{
    // Where each upstream was found in the end.
    private readonly ConcurrentDictionary<UpstreamUrl, UpstreamCredentials> _ways = new();

    // Those that nobody talks through. Each is a program and its pipes, or a socket: beyond a few dozen a new question pays for a new one.
    private readonly ConcurrentDictionary<UpstreamCredentials, ConcurrentBag<HttpConnection>> _connections = new();
    private int _free;

    /// <summary>Asks where the upstream is, and there again where that sends to, on a thread of its own: it does little but wait.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="ask">Asks.</param>
    /// <param name="hear">Hears what a server of HTTP answers besides its status, where an engine tells no more; null for one that always tells it.</param>
    /// <param name="cancel">Stops it.</param>
    public Task<GitResult<T>> ReachAsync<T>(
        UpstreamUrl upstream, Func<UpstreamCredentials, GitResult<T>> ask, Func<UpstreamCredentials, GitResult<HttpAnswer>>? hear, CancellationToken cancel) =>
        Task.Factory.StartNew(() => Reach(upstream, ask, hear, cancel), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Where an upstream is asked first.</summary>
    public GitResult<UpstreamCredentials> Begin(UpstreamUrl upstream, CancellationToken cancel)
    {
        if (_ways.TryGetValue(upstream, out var known))
        {
            return known;
        }

        var read = configuration(upstream, cancel);
        if (!read.TryGet(out var rules))
        {
            return read.Fault!;
        }

        var mapped = UpstreamMapping.Apply(options.Mappings, upstream);
        var address = mapped is null ? "" : rules.Rewrite(mapped.Address);
        var found = address == mapped?.Address ? mapped : UpstreamUrl.TryParse(address, out var other) ? other : null;
        return found is null ? Redirects.LedToNone
            : Redirects.Refuse(found, options.AllowsHttp) is { } no ? no with { LedTo = address == upstream.Address ? null : found }
            : _ways.GetOrAdd(upstream, UpstreamCredentials.For(found, options.Token(found), rules.Rewrites));
    }

    /// <summary>Talks over HTTP; false where an upstream cannot be talked to, or cannot do what it is asked.</summary>
    public GitResult<bool> Talk(UpstreamUrl upstream, UpstreamCredentials way, Func<UploadPack, bool> talk, CancellationToken cancel)
    {
        var free = _connections.GetOrAdd(way, _ => []);
        if (free.TryTake(out var connection))
        {
            Interlocked.Decrement(ref _free);
        }
        else
        {
            connection = new(connect, way, new FetchMeter(upstream, fetches), options.Patience);
        }

        try
        {
            return connection.Talk(talk, cancel);
        }
        finally
        {
            if (Interlocked.Increment(ref _free) <= GitCache.MostTransfers)
            {
                free.Add(connection);
            }
            else
            {
                Interlocked.Decrement(ref _free);
                connection.Dispose();
            }
        }
    }

    /// <summary>Lists refs over HTTP; null where an upstream cannot be talked to.</summary>
    public GitResult<RemoteRefs>? ListRefs(UpstreamUrl upstream, UpstreamCredentials way, CancellationToken cancel)
    {
        GitResult<RemoteRefs>? listed = null;
        var asked = Talk(upstream, way, connected => (listed = AdvertisedRef.Gather([.. connected.ListRefs()])) is not null, cancel);
        return asked.Fault ?? listed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // All at once first: each ends by itself then, and none waits for another.
        HttpConnection[] all = [.. _connections.Values.SelectMany(free => free)];
        Array.ForEach(all, connection => connection.SayNoMore());
        Array.ForEach(all, connection => connection.Dispose());
    }

    private GitResult<T> Reach<T>(
        UpstreamUrl upstream, Func<UpstreamCredentials, GitResult<T>> ask, Func<UpstreamCredentials, GitResult<HttpAnswer>>? hear, CancellationToken cancel)
    {
        var way = Begin(upstream, cancel);
        while (way.TryGet(out var credentials))
        {
            var answer = ask(credentials);
            string? location = null;
            if (answer.Fault is { } said && credentials.Scope is not null)
            {
                var told = HttpAnswers.Tell(said, credentials.AuthorizationHeader is not null);
                var heard = told.Answer ?? (Redirects.Is(told) || HttpAnswers.HasMore(told) ? hear?.Invoke(credentials) : null);
                if (heard is { Fault: { } mute })
                {
                    return mute;
                }

                location = heard?.Value?.Location;
                answer = heard is { Value: { } more } ? HttpAnswers.Add(told, more) : told;
            }

            if (location is null)
            {
                // Where nobody answers may not be where it sends to the next time.
                _ways[upstream] = answer.Fault is null ? credentials : _ways[upstream];
                return answer.Fault is { } fault && credentials.Address != upstream.Address ? fault with { LedTo = credentials.Upstream } : answer;
            }

            way = Redirects.Follow(credentials, location, options.AllowsHttp);
        }

        return way.Fault!;
    }
}
