namespace Moodle.Sdk.Git.Cache;

/// <summary>Opens the history of commits, less that of commits which are held.</summary>
internal delegate Task<GitResult<CommitGraph>> GraphOpening(
    UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> heads, IReadOnlyCollection<CommitId> held, CancellationToken cancel);

/// <summary>
/// Tells a branch's own commits from those of another line, which may lie in another repository, without either's whole history: each repository
/// is told what is known of the other and sends what it has beyond that.
/// </summary>
internal sealed class SeriesLook(UpstreamUrl of, FetchTarget head, UpstreamUrl upstream, IReadOnlyCollection<FetchTarget> line, GraphOpening open)
{
    /// <summary>Looks. The head has its commit.</summary>
    public async Task<GitResult<BranchSeries>> RunAsync(int most, CancellationToken cancel)
    {
        var start = head.Commit ?? throw new ArgumentException("A branch is looked at from a commit.", nameof(head));
        CommitId[] ends = [.. line.Select(l => l.Commit).OfType<CommitId>()];
        if (ends.Contains(start))
        {
            return new BranchSeries(start, []);
        }

        var isOne = of.Equals(upstream);
        var opened = await open(of, [head], ends, cancel);
        if (!opened.TryGet(out var branch))
        {
            return opened.Fault!;
        }

        using (branch)
        {
            // Of one repository: what was not sent is of the line, whose ends it has all.
            if (isOne && branch.IsLess)
            {
                return BranchSeries.Read(branch.Objects, start, c => !branch.Objects.Contains(c.Id), most);
            }

            var other = await open(upstream, line, branch.IsLess ? LeftOut(branch, cancel) : [], cancel);
            if (!other.TryGet(out var lines))
            {
                return other.Fault!;
            }

            using (lines)
            {
                Func<CommitId, bool> isThere = lines.IsLess ? c => lines.Objects.Contains(c.Id) : lines.Reach(cancel).Contains;
                return BranchSeries.Read(branch.Objects, start, c => (branch.IsLess && !branch.Objects.Contains(c.Id)) || isThere(c), most);
            }
        }
    }

    // Commits of the line that both repositories have.
    private static CommitId[] LeftOut(CommitGraph branch, CancellationToken cancel) =>
        [.. branch.Reach(cancel).Where(c => !branch.Objects.Contains(c.Id))];
}
