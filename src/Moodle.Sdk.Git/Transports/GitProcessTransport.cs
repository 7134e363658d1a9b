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
    private readonly Lazy<bool> _rewritesAddresses;

    // Those to each upstream that nobody talks through.
    private readonly ConcurrentDictionary<UpstreamUrl, ConcurrentBag<HttpConnection>> _connections = new();

    /// <summary>Nothing is started before an upstream is asked.</summary>
    /// <param name="git">The program.</param>
    /// <param name="options">Its environment, the tokens that open upstreams, and who watches.</param>
    public GitProcessTransport(GitExecutable git, GitCacheOptions options) =>
        (_options, _git, _rewritesAddresses) = (options, new GitProcess(git, options), new(RewritesAddresses));

    /// <inheritdoc/>
    public string Name => "git";

    /// <inheritdoc/>
    public bool FetchesShallow => true;

    /// <inheritdoc/>
    public Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel) => Apart(() => ListRefs(upstream, cancel), cancel);

    /// <inheritdoc/>
    public Task<GitFault?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel) =>
        Apart(() => Fetch(upstream, repositoryFolder, refspecs, depth, cancel), cancel);

    /// <inheritdoc/>
    public Task<GitResult<bool>> FetchFilesAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<CommitId> commits, IReadOnlyCollection<string> paths, CancellationToken cancel) =>
        Apart(() => Talk(upstream, connected => FilteredFetch.TryRun(connected, repositoryFolder, commits, paths, cancel), cancel), cancel);

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

    private GitResult<bool> Talk(UpstreamUrl upstream, Func<UploadPack, bool> talk, CancellationToken cancel)
    {
        var free = _connections.GetOrAdd(upstream, _ => []);
        if (!free.TryTake(out var connection))
        {
            connection = new(_git, UpstreamCredentials.For(upstream, _options.Token(upstream)), new FetchMeter(upstream, _options.Progress), _options.Patience, _rewritesAddresses);
        }

        try
        {
            return connection.Talk(talk, cancel);
        }
        finally
        {
            free.Add(connection);
        }
    }

    // Exit code 1 says that there is no such key; anything else may be one.
    private bool RewritesAddresses() => _git.Run(
        GitProcess.Nowhere, ["config", "--get-regexp", @"^url\..*\.insteadof$"], "", UpstreamCredentials.None, CancellationToken.None).ExitCode != 1;

    private GitResult<RemoteRefs> ListRefs(UpstreamUrl upstream, CancellationToken cancel)
    {
        GitResult<RemoteRefs>? listed = null;
        var asked = Talk(upstream, connected => (listed = AdvertisedRef.Gather([.. connected.ListRefs()])) is not null, cancel);
        if (asked is { Fault: not null } or { Value: true })
        {
            return asked.Fault ?? listed!;
        }

        var credentials = UpstreamCredentials.For(upstream, _options.Token(upstream));
        var meter = new FetchMeter(upstream, _options.Progress);
        using var watch = new SilenceWatch(meter, _options.Patience, cancel);
        return watch.Talk(() =>
        {
            string[] arguments = ["ls-remote", "--symref", "--", credentials.Address];
            var (exitCode, output, error) = meter.Wait(() => _git.Run(GitProcess.Nowhere, arguments, "", credentials, watch.End));
            return exitCode == 0 ? AdvertisedRef.Gather(Parse(output)) : GitMessages.Read(error);
        });
    }

    private GitFault? Fetch(UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        var first = FirstFetch.Suits(repositoryFolder, refspecs)
            ? Talk(upstream, connected => FirstFetch.TryRun(connected, repositoryFolder, refspecs, depth, cancel), cancel)
            : false;
        if (first is { Fault: not null } or { Value: true })
        {
            return first.Fault;
        }

        var credentials = UpstreamCredentials.For(upstream, _options.Token(upstream));
        string[] limit = depth == FetchDepth.Tip ? ["--depth=1"]
            : File.Exists(Path.Combine(repositoryFolder, "shallow")) ? [$"--depth={UnlimitedDepth}"]
            : [];
        string[] arguments =
        [
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
            // An upstream may be shallow itself, such as the clone of a build server.
            "--update-shallow", .. limit, "--stdin", "--", credentials.Address,
        ];
        var meter = new FetchMeter(upstream, _options.Progress);
        using var watch = new SilenceWatch(meter, _options.Patience, cancel, new ArrivingPack(repositoryFolder, meter).Look);
        return watch.Talk<bool>(() =>
        {
            var (exitCode, _, error) = meter.Wait(() => _git.Run(repositoryFolder, arguments, string.Join('\n', refspecs) + "\n", credentials, watch.End));
            return exitCode == 0 ? true : meter.Mark(GitMessages.Read(error));
        }).Fault;
    }

    // Lines of `<id> TAB <ref>`, an annotated tag followed by its commit as `<ref>^{}`; HEAD's target as `ref: <ref> TAB HEAD`.
    private static IEnumerable<AdvertisedRef> Parse(string output) =>
        from line in output.Split('\n')
        let words = line.TrimEnd().Split('\t')
        where words.Length == 2
        select words[0].StartsWith("ref: ", StringComparison.Ordinal) ? new AdvertisedRef(words[1], "", words[0][5..]) : new AdvertisedRef(words[1], words[0]);
}
