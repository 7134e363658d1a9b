using System.Collections.Immutable;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources;

/// <summary>The commits of a customisation: each is what it changed against the one before it, the first against the base.</summary>
/// <param name="Upstream">The repository of the branch.</param>
/// <param name="Branch">The branch, without refs/heads/.</param>
/// <param name="Base">The newest commit of the component's own upstream that the branch has.</param>
/// <param name="Commits">The site's own commits since then, oldest first.</param>
public sealed record CommitSeries(UpstreamUrl Upstream, string Branch, CommitId Base, ImmutableArray<SeriesCommit> Commits)
{
    /// <summary>The ref that leads to all of them.</summary>
    public string Reference => $"refs/heads/{Branch}";

    /// <summary>All commits that it takes to carry it, the base first.</summary>
    public IEnumerable<CommitId> All => Commits.Select(c => c.Commit).Prepend(Base);

    /// <summary>Whether the same commits are carried.</summary>
    internal bool IsSame(CommitSeries? other) => other is not null && All.SequenceEqual(other.All);

    /// <summary>As people read it: <c>3 commits of site</c>.</summary>
    public override string ToString() => $"{Commits.Length} commit{(Commits.Length == 1 ? "" : "s")} of {Branch}";
}

/// <summary>A commit of a customisation.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Subject">The first line of its message.</param>
public sealed record SeriesCommit(CommitId Commit, string Subject)
{
    /// <summary>As messages name it: <c>1a2b3c4d 'Add a field'</c>.</summary>
    public override string ToString() => $"{Commit.Id.ToShortString()} '{Subject}'";
}
