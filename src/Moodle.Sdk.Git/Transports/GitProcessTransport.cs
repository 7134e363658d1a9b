namespace Moodle.Sdk.Git.Transports;

/// <summary>The git engine: git of the PATH, spoken to over HTTP where that goes, else one process for a listing and one for a fetch.</summary>
/// <param name="git">The program.</param>
/// <param name="options">Its environment, and who watches.</param>
internal sealed class GitProcessTransport(GitExecutable git, GitCacheOptions options) : IGitTransport
{
    private const string UnlimitedDepth = "2147483647";

    private readonly GitProcess _git = new(git, options);
    private readonly HttpConnections _http = new(new GitProcess(git, options), options);

    /// <inheritdoc/>
    public string Name => "git";

    /// <inheritdoc/>
    public bool FetchesShallow => true;

    /// <inheritdoc/>
    public async Task<GitResult<RemoteRefs>> ListRefsAsync(UpstreamUrl upstream, CancellationToken cancel)
    {
        RemoteRefs? listed = null;
        var attempt = await _http.To(upstream).TalkAsync(
            connected =>
            {
                listed = connected.ListRefs();
                return true;
            },
            cancel);
        if (attempt.IsDone)
        {
            return new(listed, attempt.Fault);
        }

        var credentials = UpstreamCredentials.For(upstream, options.Token(upstream));
        var (exitCode, output, error) = await _git.RunAsync(GitProcess.Nowhere, ["ls-remote", "--symref", "--", credentials.Address], "", credentials, cancel);
        return exitCode == 0 ? Parse(output) : GitMessages.Read(error);
    }

    /// <inheritdoc/>
    public async Task<GitFault?> FetchAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<string> refspecs, FetchDepth depth, CancellationToken cancel)
    {
        if (await new FirstFetch(_http.To(upstream)).RunAsync(repositoryFolder, refspecs, depth, cancel) is { IsDone: true } first)
        {
            return first.Fault;
        }

        var credentials = UpstreamCredentials.For(upstream, options.Token(upstream));
        string[] limit = depth == FetchDepth.Tip ? ["--depth=1"]
            : File.Exists(Path.Combine(repositoryFolder, "shallow")) ? [$"--depth={UnlimitedDepth}"]
            : [];
        string[] arguments =
        [
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
            // An upstream may be shallow itself, such as the clone of a build server.
            "--update-shallow", .. limit, "--stdin", "--", credentials.Address,
        ];
        var (exitCode, _, error) = await _git.RunAsync(repositoryFolder, arguments, string.Join('\n', refspecs) + "\n", credentials, cancel);
        return exitCode == 0 ? null : GitMessages.Read(error);
    }

    /// <inheritdoc/>
    public Task<Attempt> FetchFilesAsync(
        UpstreamUrl upstream, string repositoryFolder, IReadOnlyCollection<CommitId> commits, IReadOnlyCollection<string> paths, CancellationToken cancel) =>
        new FilteredFetch(_http.To(upstream)).RunAsync(repositoryFolder, commits, paths, cancel);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Lines of `<id> TAB <ref>`, an annotated tag followed by its commit as `<ref>^{}`; HEAD's target as `ref: <ref> TAB HEAD`.
    private static GitResult<RemoteRefs> Parse(string output)
    {
        var listing = new RefListing();
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (left, name) = line.Split('\t') is [var l, var r] ? (l, r) : ("", "");
            if (name == "HEAD" && left.StartsWith("ref: ", StringComparison.Ordinal))
            {
                listing.DefaultBranch = left[5..];
            }
            else if (!listing.TryAdd(name, left))
            {
                return new GitFault(GitFaultKind.Other, RefListing.NoIds);
            }
        }

        return listing.ToRefs();
    }
}
