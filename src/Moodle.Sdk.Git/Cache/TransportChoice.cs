using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git.Cache;

/// <summary>Chooses what talks to upstreams, by what is asked for and what the machine has.</summary>
internal static class TransportChoice
{
    /// <summary>The transport; or why the git that is to be one cannot be had.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static GitResult<IGitTransport> Choose(GitCacheOptions options, CancellationToken cancel)
    {
        if (options.Engine != GitEngine.LibGit2)
        {
            var found = GitExecutable.Find(options, cancel);
            if (found.TryGet(out var git))
            {
                return new(new GitProcessTransport(git, options), null);
            }

            // Whoever has a git counts on its credentials and proxies: that the embedded engine is refused would tell them nothing.
            // What starts and is no git, as what macOS has in its place until the developer tools are installed, nobody counts on.
            if (options.Engine == GitEngine.Git || found.Fault is { Kind: GitFaultKind.GitSilent } or { Kind: GitFaultKind.GitNotStarted, Refused: not null })
            {
                return found.Fault!;
            }
        }

        return new(new EmbeddedTransport(options), null);
    }
}
