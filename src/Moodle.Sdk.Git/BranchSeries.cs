namespace Moodle.Sdk.Git;

/// <summary>The commits that a branch has of its own, by first parents: each is what it changed against the one before, the first against the base.</summary>
/// <param name="Base">The newest commit of the other line that the branch has; null where the two have none in common, or it lies beyond what was asked for.</param>
/// <param name="Commits">
/// Its own since then, oldest first; one more than was asked for when there are more. A merge of the other line stands for all that the branch
/// had changed by then: the base is the commit that it merged.
/// </param>
public sealed record BranchSeries(CommitId? Base, IReadOnlyList<CommitId> Commits)
{
    /// <summary>Walks from the head of a branch to the other line.</summary>
    /// <param name="objects">Reads the branch.</param>
    /// <param name="head">Its head.</param>
    /// <param name="isOfLine">Whether a commit is of the other line.</param>
    /// <param name="most">How many commits are asked for.</param>
    internal static BranchSeries Read(IObjectReader objects, CommitId head, Func<CommitId, bool> isOfLine, int most)
    {
        var commits = new List<CommitId>();
        for (CommitId? next = head; next is not null && commits.Count <= most;)
        {
            if (isOfLine(next))
            {
                return new(next, Reversed(commits));
            }

            commits.Add(next);
            var parents = objects.Contains(next.Id) ? objects.ReadCommit(next.Id).Parents : [];
            next = parents.LastOrDefault(isOfLine) ?? parents.FirstOrDefault();
        }

        return new(null, Reversed(commits));
    }

    private static List<CommitId> Reversed(List<CommitId> commits) => [.. Enumerable.Reverse(commits)];
}

/// <summary>Commits of an upstream without what they hold.</summary>
/// <param name="Objects">Reads them.</param>
/// <param name="Heads">Where they begin.</param>
/// <param name="IsLess">True when those are left out that were said to be held, with all before them.</param>
internal sealed record CommitGraph(IObjectReader Objects, IReadOnlyCollection<CommitId> Heads, bool IsLess) : IDisposable
{
    /// <summary>Those that are there, from the heads on.</summary>
    public HashSet<CommitId> Reach(CancellationToken cancel)
    {
        var seen = new HashSet<CommitId>(Heads);
        var next = new Stack<CommitId>(seen);
        while (next.TryPop(out var id))
        {
            cancel.ThrowIfCancellationRequested();
            foreach (var parent in (Objects.Contains(id.Id) ? Objects.TryReadCommit(id.Id) : null)?.Parents.Where(seen.Add) ?? [])
            {
                next.Push(parent);
            }
        }

        return seen;
    }

    /// <inheritdoc/>
    public void Dispose() => Objects.Dispose();
}
