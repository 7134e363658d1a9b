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
    private readonly ReachedUpstreams _upstreams;

    /// <summary>Nothing is started before an upstream is asked.</summary>
    /// <param name="git">The program.</param>
    /// <param name="options">Its environment, the tokens that open upstreams, and who watches.</param>
    public GitProcessTransport(GitExecutable git, GitCacheOptions options)
    {
        (_options, _git, _fetches) = (options, new GitProcess(git, options), new FetchWatch(options));
        _upstreams = new(options, _fetches, (_, cancel) => _git.Configuration(cancel), way => _git.TryConnect(way) is { } helper ? new GitCarrier(helper) : null);
    }

    /// <inheritdoc/>
    public string Name => "git";

    /// <inheritdoc/>
    public bool FetchesShallow(UpstreamUrl upstream, CancellationToken cancel) => true;

    /// <inheritdoc/>
    public Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel) =>
        ReachAsync(upstream, way => ListRefs(upstream, way, cancel), cancel);

    /// <inheritdoc/>
    public async Task<GitFault?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel) =>
        (await ReachAsync(upstream, way => Fetch(upstream, way, repositoryFolder, refspecs, depth, cancel), cancel)).Fault;

    /// <inheritdoc/>
    public Task<GitResult<bool>> FetchFilesAsync(UpstreamUrl upstream, string repositoryFolder, PartialFetch wanted, CancellationToken cancel) =>
        ReachAsync(upstream, way => _upstreams.Talk(upstream, way, connected => FilteredFetch.TryRun(connected, repositoryFolder, wanted, cancel), cancel), cancel);

    /// <inheritdoc/>
    public void Dispose() => _upstreams.Dispose();

    // git itself says where a server sends to and what it adds, since it connects as the user wants it.
    private Task<GitResult<T>> ReachAsync<T>(UpstreamUrl upstream, Func<UpstreamCredentials, GitResult<T>> ask, CancellationToken cancel) =>
        _upstreams.ReachAsync(upstream, ask, way => Await<HttpAnswer>(upstream, end => _git.Hear(way, end), cancel), cancel);

    private GitResult<RemoteRefs> ListRefs(UpstreamUrl upstream, UpstreamCredentials way, CancellationToken cancel)
    {
        if (_upstreams.ListRefs(upstream, way, cancel) is { } listed)
        {
            return listed;
        }

        return Await(
            upstream,
            end =>
            {
                var (exitCode, output, error) = _git.Run(GitProcess.Nowhere, ["ls-remote", "--symref", "--", way.Argument], "", way, end);
                return exitCode != 0 ? GitMessages.Read(error)
                    // A web page of one line is a list of nothing to git.
                    : output.Length == 0 && way.Scope is not null && HttpAnswers.PageOf(_git.Hear(way, end)) is { } page ? page
                    : AdvertisedRef.Gather(Parse(output));
            },
            cancel);
    }

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
        var talked = _upstreams.Talk(upstream, way, connected => PackFetch.Run(connected, repositoryFolder, refspecs, depth, cancel), cancel);
        if (talked is { Fault: not null } or { Value: true })
        {
            return talked;
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
