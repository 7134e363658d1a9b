using System.Text;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>What the cache promises with either engine: here, what is listed and fetched.</summary>
public abstract partial class EngineContract(GitEngine engine) : IDisposable
{
    protected CacheFixture It { get; } = new(engine);

    [Fact]
    public async Task Refs_are_listed_peeled_and_ordered_with_the_default_branch()
    {
        It.Plugin.Repository.Tag("light", It.V2, annotated: false).Branch("MOODLE_405_STABLE", It.V1);

        var refs = (await It.Cache().ListRefsAsync(It.Upstream, default)).Value!;

        Assert.Equal("refs/heads/main", refs.DefaultBranch);
        Assert.Equal(
            [("refs/heads/MOODLE_405_STABLE", It.V1), ("refs/heads/main", It.Head), ("refs/tags/light", It.V2), ("refs/tags/v1", It.V1), ("refs/tags/v2", It.V2), ("refs/tags/v3", It.V3)],
            refs.All.Select(r => (r.Name, r.Commit.ToString())));
    }

    [Fact]
    public async Task Refs_are_asked_for_once_by_a_cache()
    {
        var cache = It.Cache();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => cache.ListRefsAsync(It.Upstream, default)));
        Assert.Equal(1, It.Served.Listings);
    }

    [Fact]
    public async Task An_empty_upstream_has_no_refs()
    {
        TestRepository.Create(It.Temp["served", "empty.git"]);
        var refs = (await It.Cache().ListRefsAsync(Url(It.Server.Url("empty.git")), default)).Value!;
        Assert.Empty(refs.All);
    }

    [Fact]
    public async Task A_commit_is_fetched_by_its_id_and_can_be_read()
    {
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V2, "refs/tags/v2"));

        var commit = reader.ReadCommit(ObjectId.Parse(It.V2));
        var version = reader.ReadTree(commit.Tree).Single(e => e.Name == "version.php");
        Assert.Contains("2024020100", Encoding.UTF8.GetString(reader.ReadBlob(new BlobId(version.Id))));
    }

    [Fact]
    public async Task How_far_a_fetch_is_can_be_watched()
    {
        It.Plugin.Repository.Write("big.bin", System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        var big = It.Plugin.Release("2024050100");

        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(big))).Dispose();

        Assert.All(It.Progress, p => Assert.Equal(It.Upstream, p.Upstream));
        Assert.Equal(It.Progress.OrderBy(p => p.Phase).ThenBy(p => p.Bytes), It.Progress);
        Assert.True(It.Progress.Select(p => p.Bytes).Distinct().Count() > 2);
        Assert.Equal(FetchPhase.Indexing, It.Progress.Last().Phase);
        Assert.InRange(It.Progress.Last().Bytes, 300_000, 400_000);
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V2), Target(It.V3))).Dispose();
        It.Server.ResetCounts();

        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V3), Target(It.V2))).Dispose();
        (await It.Fetch(It.Cache(offline: true), FetchDepth.Tip, Target(It.V2))).Dispose();

        Assert.Equal(0, It.Server.Requests);
    }

    [Fact]
    public async Task Many_commits_come_in_one_transfer()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1), Target(It.V2), Target(It.V3), Target(It.Head))).Dispose();
        Assert.Equal(1, It.Served.Listings);
        Assert.Single(Directory.GetFiles(Path.Combine(It.Repository, "objects", "pack"), "*.pack"));
    }

    [Fact]
    public async Task A_ref_alone_is_fetched_as_it_stands()
    {
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(null, "refs/heads/main"));
        Assert.True(reader.Contains(ObjectId.Parse(It.Head)));
    }

    [Fact]
    public async Task A_second_fetch_brings_the_difference_alone()
    {
        It.Plugin.Repository.Write("big.bin", System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        var big = It.Plugin.Release("2024050100");
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(big))).Dispose();
        var next = It.Plugin.Release("2024060100");
        It.Server.ResetCounts();

        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(next));

        Assert.InRange(It.Served.BytesSent, 100, 50_000);
        var tree = reader.ReadTree(reader.ReadCommit(ObjectId.Parse(next)).Tree);
        Assert.Equal(300_000, reader.ReadBlob(new BlobId(tree.Single(e => e.Name == "big.bin").Id)).Length);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData(null)]
    public async Task History_is_fetched_when_wanted_also_after_tips(string? tipBefore)
    {
        if (tipBefore is not null)
        {
            (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.Plugin.Repository.Resolve(tipBefore)), Target(It.V3))).Dispose();
        }

        using (var reader = await It.Fetch(It.Cache(), FetchDepth.History, Target(It.Head, "refs/heads/main")))
        {
            Assert.All([It.V1, It.V2, It.V3, It.Head], c => Assert.True(reader.Contains(ObjectId.Parse(c))));
        }

        It.Server.ResetCounts();
        (await It.Fetch(It.Cache(), FetchDepth.History, Target(It.Head, "refs/heads/main"))).Dispose();
        Assert.Equal(0, It.Server.Requests);
        Assert.Equal("4", IsolatedGit.Run(It.Repository, "rev-list", "--count", It.Head));
        Assert.Equal("", IsolatedGit.Run(It.Repository, "fsck", "--no-dangling"));
    }

    [Fact]
    public async Task A_server_that_refuses_ids_is_asked_for_the_ref()
    {
        It.Served.AllowsAnyId = false;
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V2, "refs/tags/v2"));
        Assert.True(reader.Contains(ObjectId.Parse(It.V2)));
    }

    [Fact]
    public async Task A_server_that_refuses_ids_gives_a_commit_that_its_branch_has_left_behind()
    {
        It.Plugin.Repository.DeleteRef("refs/tags/v2");
        It.Served.AllowsAnyId = false;
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V2, "refs/heads/main"));
        Assert.True(reader.Contains(ObjectId.Parse(It.V2)));
    }

    [Fact]
    public async Task A_server_that_refuses_ids_gives_a_commit_without_a_ref()
    {
        It.Plugin.Repository.DeleteRef("refs/tags/v2");
        It.Served.AllowsAnyId = false;
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V2));
        Assert.True(reader.Contains(ObjectId.Parse(It.V2)));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task Candidates_can_be_chosen_among_by_a_file(bool filters, bool anyId)
    {
        (It.Served.AllowsFilters, It.Served.AllowsAnyId) = (filters, anyId);

        using var reader = await FetchFiles(It.Cache(), ("v1", It.V1), ("v2", It.V2), ("v3", It.V3));

        Assert.Equal(["2024010100", "2024020100", "2024030100"], new[] { It.V1, It.V2, It.V3 }.Select(c => VersionAt(reader, c)));
    }

    [Fact]
    public async Task Candidates_can_be_chosen_among_by_files_in_several_folders()
    {
        var commits = new[] { It.V1, It.V2 }.Select(c => Target(c)).ToArray();

        using var reader = (await It.Cache().FetchFilesAsync(It.Upstream, commits, ["lang/en/x.php", "version.php"], default)).Value!;

        Assert.All(commits, c => Assert.NotEmpty(IsolatedGit.Run(It.Plugin.Repository.Folder, "show", $"{c.Commit}:lang/en/x.php")));
        Assert.Equal("2024020100", VersionAt(reader, It.V2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Trees_of_candidates_can_be_compared_without_their_files(bool filters)
    {
        It.Served.AllowsFilters = filters;

        using var reader = (await It.Cache().FetchFilesAsync(It.Upstream, [Target(It.V1), Target(It.V2)], [], default)).Value!;

        foreach (var commit in new[] { It.V1, It.V2 })
        {
            var folder = reader.ReadTree(reader.ReadCommit(ObjectId.Parse(commit)).Tree).First(e => e.Mode == EntryMode.Tree);
            Assert.NotEmpty(reader.ReadTree(new TreeId(folder.Id)));
        }

        var files = reader.ReadTree(reader.ReadCommit(ObjectId.Parse(It.V2)).Tree).Where(e => e.Mode == EntryMode.File).ToList();
        Assert.All(files, file => Assert.Equal(!filters, reader.Contains(file.Id)));
    }

    [Fact]
    public async Task Candidates_that_are_in_the_cache_are_read_there()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1), Target(It.V2))).Dispose();
        It.Server.ResetCounts();

        using var reader = await FetchFiles(It.Cache(offline: true), ("v1", It.V1), ("v2", It.V2));

        Assert.Equal("2024020100", VersionAt(reader, It.V2));
        Assert.Equal(0, It.Server.Requests);
    }

    [Fact]
    public async Task Candidates_cannot_be_looked_at_offline()
    {
        var targets = new[] { Target(It.V1, "refs/tags/v1"), Target(It.V2, "refs/tags/v2") };
        var looked = await It.Cache(offline: true).FetchFilesAsync(It.Upstream, targets, ["version.php"], default);
        Assert.Equal(GitFaultKind.Offline, looked.Fault!.Kind);
    }

    public void Dispose() => It.Dispose();

    /// <summary>Opens a reader for candidates, given by tag and commit, and expects success.</summary>
    protected async Task<IObjectReader> FetchFiles(GitCache cache, params (string Tag, string Commit)[] candidates) =>
        (await cache.FetchFilesAsync(It.Upstream, [.. candidates.Select(c => Target(c.Commit, $"refs/tags/{c.Tag}"))], ["version.php"], default)).Value!;

    /// <summary>The version number in version.php at a commit.</summary>
    protected static string VersionAt(IObjectReader reader, string commit)
    {
        var file = reader.ReadTree(reader.ReadCommit(ObjectId.Parse(commit)).Tree).Single(e => e.Name == "version.php");
        return System.Text.RegularExpressions.Regex.Match(Encoding.UTF8.GetString(reader.ReadBlob(new BlobId(file.Id))), @"version\s*=\s*(\d+)").Groups[1].Value;
    }
}
