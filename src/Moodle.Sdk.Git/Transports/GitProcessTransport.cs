using System.Collections.Concurrent;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// The git engine: git of the PATH, spoken to over HTTP where that goes, else one process for a listing and one for a fetch. What it is asked runs
/// on a thread of its own, since it does little but wait.
/// </summary>
internal sealed class GitProcessTransport : IGitTransport
{
    private const string UnlimitedDepth = "2147483647";

    private readonly GitCacheOptions _options;
    private readonly GitProcess _git;
    private readonly FetchWatch _fetches;

    // Where each upstream was found in the end.
    private readonly ConcurrentDictionary<UpstreamUrl, UpstreamCredentials> _ways = new();

    // Those that nobody talks through. Each is a program and its pipes: beyond a few dozen a new question pays for a new one.
    private readonly ConcurrentDictionary<UpstreamCredentials, ConcurrentBag<HttpConnection>> _connections = new();
    private int _free;

    /// <summary>Nothing is started before an upstream is asked.</summary>
    /// <param name="git">The program.</param>
    /// <param name="options">Its environment, the tokens that open upstreams, and who watches.</param>
    public GitProcessTransport(GitExecutable git, GitCacheOptions options) => (_options, _git, _fetches) = (options, new GitProcess(git, options), new FetchWatch(options));

    /// <inheritdoc/>
    public string Name => "git";

    /// <inheritdoc/>
    public bool FetchesShallow => true;

    /// <inheritdoc/>
    public Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel) =>
        Apart(() => Reach(upstream, way => ListRefs(upstream, way, cancel), cancel), cancel);

    /// <inheritdoc/>
    public Task<GitFault?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel) =>
        Apart(() => Reach(upstream, way => Fetch(upstream, way, repositoryFolder, refspecs, depth, cancel), cancel).Fault, cancel);

    /// <inheritdoc/>
    public Task<GitResult<bool>> FetchFilesAsync(UpstreamUrl upstream, string repositoryFolder, PartialFetch wanted, CancellationToken cancel) =>
        Apart(() => Reach(upstream, way => Talk(upstream, way, connected => FilteredFetch.TryRun(connected, repositoryFolder, wanted, cancel), cancel), cancel), cancel);

    /// <inheritdoc/>
    public void Dispose()
    {
        // All at once first: each ends by itself then, and none waits for another.
        HttpConnection[] all = [.. _connections.Values.SelectMany(free => free)];
        Array.ForEach(all, connection => connection.SayNoMore());
        Array.ForEach(all, connection => connection.Dispose());
    }

    private static Task<T> Apart<T>(Func<T> talk, CancellationToken cancel) =>
        Task.Factory.StartNew(talk, cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // Asks where the upstream is, and there again where that sends to.
    private GitResult<T> Reach<T>(UpstreamUrl upstream, Func<UpstreamCredentials, GitResult<T>> ask, CancellationToken cancel)
    {
        var way = Begin(upstream, cancel);
        while (way.TryGet(out var credentials))
        {
            var answer = ask(credentials);
            if (answer.Fault is { } said && credentials.Scope is not null)
            {
                answer = HttpAnswers.Tell(said, credentials.AuthorizationHeader is not null);
            }

            // git itself says where a server sends to and what it adds, since it connects as the user wants it.
            var traced = Redirects.Is(answer.Fault) || HttpAnswers.HasMore(answer.Fault) ? Trace(upstream, credentials, cancel) : "";
            if (!traced.TryGet(out var trace))
            {
                return traced.Fault!;
            }

            if (HttpAnswers.HasMore(answer.Fault))
            {
                answer = HttpAnswers.Add(answer.Fault!, trace);
                trace = "";
            }

            if (Redirects.Location(trace) is not { } location)
            {
                // Where nobody answers may not be where it sends to the next time.
                _ways[upstream] = answer.Fault is null ? credentials : _ways[upstream];
                return answer.Fault is { } fault && credentials.Address != upstream.Address ? fault with { LedTo = credentials.Upstream } : answer;
            }

            way = Redirects.Follow(credentials, location, _options.AllowsHttp);
        }

        return way.Fault!;
    }

    private GitResult<UpstreamCredentials> Begin(UpstreamUrl upstream, CancellationToken cancel)
    {
        if (_ways.TryGetValue(upstream, out var known))
        {
            return known;
        }

        var read = _git.Configuration(cancel);
        if (!read.TryGet(out var configuration))
        {
            return read.Fault!;
        }

        var mapped = UpstreamMapping.Apply(_options.Mappings, upstream);
        var address = mapped is null ? "" : configuration.Rewrite(mapped.Address);
        var found = address == mapped?.Address ? mapped : UpstreamUrl.TryParse(address, out var other) ? other : null;
        return found is null ? Redirects.LedToNone
            : Redirects.Refuse(found, _options.AllowsHttp) is { } no ? no with { LedTo = address == upstream.Address ? null : found }
            : _ways.GetOrAdd(upstream, UpstreamCredentials.For(found, _options.Token(found), configuration.Rewrites));
    }

    private GitResult<bool> Talk(UpstreamUrl upstream, UpstreamCredentials way, Func<UploadPack, bool> talk, CancellationToken cancel)
    {
        var free = _connections.GetOrAdd(way, _ => []);
        if (free.TryTake(out var connection))
        {
            Interlocked.Decrement(ref _free);
        }
        else
        {
            connection = new(_git, way, new FetchMeter(upstream, _fetches), _options.Patience);
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

    private GitResult<RemoteRefs> ListRefs(UpstreamUrl upstream, UpstreamCredentials way, CancellationToken cancel)
    {
        GitResult<RemoteRefs>? listed = null;
        var asked = Talk(upstream, way, connected => (listed = AdvertisedRef.Gather([.. connected.ListRefs()])) is not null, cancel);
        if (asked is { Fault: not null } or { Value: true })
        {
            return asked.Fault ?? listed!;
        }

        return Await(
            upstream,
            end =>
            {
                var (exitCode, output, error) = _git.Run(GitProcess.Nowhere, ["ls-remote", "--symref", "--", way.Argument], "", way, end);
                return exitCode != 0 ? GitMessages.Read(error)
                    // A web page of one line is a list of nothing to git.
                    : output.Length == 0 && way.Scope is not null && HttpAnswers.PageIn(_git.Trace(way, end)) is { } page ? page
                    : AdvertisedRef.Gather(Parse(output));
            },
            cancel);
    }

    private GitResult<string> Trace(UpstreamUrl upstream, UpstreamCredentials way, CancellationToken cancel) =>
        Await<string>(upstream, end => _git.Trace(way, end), cancel);

    // What git asks and says nothing of until it has the answer.
    private GitResult<T> Await<T>(UpstreamUrl upstream, Func<CancellationToken, GitResult<T>> ask, CancellationToken cancel)
    {
        var meter = new FetchMeter(upstream, _fetches);
        using var watch = new SilenceWatch(meter, _options.Patience, cancel);
        return watch.Talk(() => meter.Wait(() => ask(watch.End)));
    }

    private GitResult<bool> Fetch(
        UpstreamUrl upstream, UpstreamCredentials way, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        var first = FirstFetch.Suits(repositoryFolder, refspecs)
            ? Talk(upstream, way, connected => FirstFetch.TryRun(connected, repositoryFolder, refspecs, depth, cancel), cancel)
            : false;
        if (first is { Fault: not null } or { Value: true })
        {
            return first;
        }

        string[] limit = depth == FetchDepth.Tip ? ["--depth=1"]
            : File.Exists(Path.Combine(repositoryFolder, "shallow")) ? [$"--depth={UnlimitedDepth}"]
            : [];
        string[] arguments =
        [
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
            // An upstream may be shallow itself, such as the clone of a build server.
            "--update-shallow", .. limit, "--stdin", "--", way.Argument,
        ];
        var meter = new FetchMeter(upstream, _fetches);
        using var watch = new SilenceWatch(meter, _options.Patience, cancel, new ArrivingPack(repositoryFolder, meter).Look);
        return watch.Talk<bool>(() =>
        {
            var (exitCode, _, error) = meter.Wait(() => _git.Run(repositoryFolder, arguments, string.Join('\n', refspecs) + "\n", way, watch.End));
            return exitCode == 0 ? true : meter.Mark(GitMessages.Read(error));
        });
    }

    // Lines of `<id> TAB <ref>`, an annotated tag followed by its commit as `<ref>^{}`; HEAD's target as `ref: <ref> TAB HEAD`.
    private static IEnumerable<AdvertisedRef> Parse(string output) =>
        from line in output.Split('\n')
        let words = line.TrimEnd().Split('\t')
        where words.Length == 2
        select words[0].StartsWith("ref: ", StringComparison.Ordinal) ? new AdvertisedRef(words[1], "", words[0][5..]) : new AdvertisedRef(words[1], words[0]);
}
