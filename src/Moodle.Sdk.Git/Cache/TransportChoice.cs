using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git.Cache;

/// <summary>Chooses what talks to upstreams, by what is asked for and what the machine has.</summary>
internal sealed class TransportChoice(GitCacheOptions options)
{
    private readonly Lazy<GitExecutable?> _git = new(() => GitExecutable.Find(options.Variable("PATH")));

    /// <summary>Why the engine cannot be had; null when it can.</summary>
    public GitFault? Fault => options.Engine != GitEngine.Git ? null
        : _git.Value is not { } git ? new(GitFaultKind.GitNotFound, "")
        : git.IsRecentEnough ? null
        : new(GitFaultKind.GitTooOld, git.Version.ToString()) { Path = git.Path };

    /// <summary>The transport of an engine that has no fault.</summary>
    public IGitTransport Choose() => options.Engine != GitEngine.LibGit2 && _git.Value is { IsRecentEnough: true } git
        ? new GitProcessTransport(git, options)
        : new LibGit2Transport(options);
}
