namespace Moodle.Sdk.Git;

/// <summary>A commit that is made again on top of another: its author, time and message stay, and it changes these files.</summary>
/// <param name="Of">The commit.</param>
/// <param name="Changes">What it changes, by path with slashes; null takes a file out.</param>
public sealed record ReplayedCommit(CommitId Of, IReadOnlyDictionary<string, MadeFile?> Changes);

/// <summary>A commit in the repository of an upstream.</summary>
/// <param name="Upstream">The upstream.</param>
/// <param name="Commit">The commit, in the cache.</param>
public sealed record CommitOf(UpstreamUrl Upstream, CommitId Commit);
