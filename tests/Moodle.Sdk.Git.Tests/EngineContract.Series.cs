using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>What the cache promises with either engine: the commits that a branch has of its own.</summary>
public abstract partial class EngineContract
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_own_commits_of_a_branch_are_told_from_those_of_another_upstream(bool filters)
    {
        var (fork, url) = Fork(filters);
        fork.Branch("site", It.V2);
        var (first, second) = (fork.Write("a.txt", "1").Commit("First"), fork.Write("b.txt", "1").Commit("Second"));

        var series = await Series(url, "site", second);

        Assert.Equal([It.V2, first, second], Shown(series));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(It.CacheFolder, "incoming")));
        Assert.Equal(filters, !Directory.EnumerateDirectories(It.CacheFolder, "*.git").Any());
    }

    /// <summary>The fork has a commit that no ref of the upstream led to when it was made, and now one does that the fork does not have.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_branch_may_have_left_between_the_tags(bool filters)
    {
        var between = It.Plugin.Repository.Write("work.php", "<?php").Commit();
        var (fork, url) = Fork(filters);
        var own = fork.Branch("site", between).Write("a.txt", "1").Commit();
        It.Plugin.Release("2024050100", "v4");

        Assert.Equal([between, own], Shown(await Series(url, "site", own)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_branch_may_be_one_of_the_upstream_itself(bool filters)
    {
        It.Served.AllowsFilters = filters;
        var own = It.Plugin.Repository.Branch("site", It.V3).Write("a.txt", "1").Commit();

        Assert.Equal([It.V3, own], Shown(await Series(It.Upstream, "site", own, It.Head)));
        Assert.Equal([It.V3], Shown(await Series(It.Upstream, "site", It.V3, It.V3)));
    }

    [Fact]
    public async Task A_merge_of_the_upstream_stands_for_what_was_changed_by_then()
    {
        var (fork, url) = Fork();
        fork.Branch("site", It.V1).Write("a.txt", "1").Commit();
        var merge = Merge(fork, "site", It.V3);
        var after = fork.Write("b.txt", "1").Commit();

        Assert.Equal([It.V3, merge, after], Shown(await Series(url, "site", after)));
    }

    [Fact]
    public async Task A_merge_of_a_branch_of_its_own_is_one_commit()
    {
        var (fork, url) = Fork();
        var first = fork.Branch("site", It.V1).Write("a.txt", "1").Commit();
        var beside = fork.Branch("feature", It.V1).Write("b.txt", "1").Commit();
        fork.Branch("site");
        var merge = Merge(fork, "site", beside);

        Assert.Equal([It.V1, first, merge], Shown(await Series(url, "site", merge)));
    }

    [Fact]
    public async Task What_is_beyond_what_was_asked_for_is_not_listed()
    {
        var (fork, url) = Fork();
        var last = fork.Branch("site", It.V1).Commits(5, n => fork.Write("a.txt", $"{n}"));

        var series = await Series(url, "site", last, most: 3);

        Assert.Equal((null, 4), (series.Base?.ToString(), series.Commits.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_branch_that_shares_no_commit_has_no_base(bool filters)
    {
        var (fork, url) = Fork(filters);
        var alone = fork.OrphanBranch("site").Write("a.txt", "1").Commit();

        Assert.Equal([null, alone], Shown(await Series(url, "site", alone)));
    }

    [Fact]
    public async Task A_repository_on_disk_is_looked_at_too()
    {
        var (fork, _) = Fork();
        var own = fork.Branch("site", It.V2).Write("a.txt", "1").Commit();

        Assert.Equal([It.V2, own], Shown(await Series(Url(fork.Folder), "site", own)));
    }

    private (TestRepository Fork, UpstreamUrl Url) Fork(bool filters = true)
    {
        var fork = It.Plugin.CopyTo(It.Temp["served", "fork.git"]).Repository;
        It.Server["fork.git"].AllowsFilters = It.Served.AllowsFilters = filters;
        return (fork, Url(It.Server.Url("fork.git")));
    }

    private static string Merge(TestRepository repository, string branch, string other)
    {
        var ours = repository.Resolve(branch);
        var tree = repository.Git("merge-tree", "--write-tree", ours, other);
        var merge = repository.Git("-c", "user.name=T", "-c", "user.email=t@example.invalid", "commit-tree", "-p", ours, "-p", other, "-m", "Merge", tree);
        repository.Git("update-ref", $"refs/heads/{branch}", merge);
        return merge;
    }

    private async Task<BranchSeries> Series(UpstreamUrl of, string branch, string head, string? line = null, int most = 200)
    {
        FetchTarget[] ends = line is not null ? [Target(line, "refs/heads/main")]
            : [.. (await It.Cache().ListRefsAsync(It.Upstream, default)).Value!.All.Select(r => new FetchTarget(r.Commit, r.Name))];
        var read = await It.Cache().ReadSeriesAsync(of, Target(head, $"refs/heads/{branch}"), It.Upstream, ends, most, default);
        Assert.Null(read.Fault);
        return read.Value!;
    }

    // The base, then the commits.
    private static IEnumerable<string?> Shown(BranchSeries series) => series.Commits.Select(c => c.ToString()).Prepend(series.Base?.ToString());
}
