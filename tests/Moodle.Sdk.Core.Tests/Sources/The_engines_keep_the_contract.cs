using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Core.Tests.Sources.CacheFixture;

namespace Moodle.Sdk.Core.Tests.Sources;

public sealed class The_git_engine_keeps_the_contract() : EngineContract(GitEngine.Git)
{
    [Fact]
    public async Task A_tag_is_fetched_at_depth_one()
    {
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V3, "refs/tags/v3"));
        Assert.False(reader.Contains(ObjectId.Parse(It.V2)));
        Assert.Equal(It.V3, File.ReadAllText(Path.Combine(It.Repository, "shallow")).Trim());
    }

    [Theory]
    [InlineData(FetchDepth.Tip)]
    [InlineData(FetchDepth.History)]
    public async Task An_upstream_that_is_shallow_itself_is_fetched_as_far_as_it_goes(FetchDepth depth)
    {
        IsolatedGit.Run(It.Temp.Path, "clone", "--quiet", "--bare", "--depth", "2", It.Upstream.Address, "shallow.git");
        var upstream = Url(It.Temp["shallow.git"]);

        using var reader = (await It.Cache().FetchAsync(upstream, [Target(It.Head, "refs/heads/main")], depth, Declared, default)).Value;

        Assert.True(reader.Contains(ObjectId.Parse(It.Head)));
        Assert.Equal(depth == FetchDepth.History, reader.Contains(ObjectId.Parse(It.V3)));
    }

    [Fact]
    public async Task Tips_beside_full_history_leave_the_history_full()
    {
        (await It.Fetch(It.Cache(), FetchDepth.History, Target(It.V3, "refs/tags/v3"))).Dispose();
        var next = It.Plugin.Release("2024060100");
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(next))).Dispose();
        It.Server.ResetCounts();

        (await It.Fetch(It.Cache(), FetchDepth.History, Target(It.V3))).Dispose();

        Assert.Equal(0, It.Server.Requests);
        Assert.Equal("3", IsolatedGit.Run(It.Repository, "rev-list", "--count", It.V3));
        Assert.Equal("1", IsolatedGit.Run(It.Repository, "rev-list", "--count", next));
    }
}

public sealed class The_embedded_engine_keeps_the_contract() : EngineContract(GitEngine.LibGit2)
{
    // libgit2 reads the configuration of the process, which tests share.
    protected override bool RewritesAddresses => false;

    [Fact]
    public async Task What_git_fetched_shallow_is_continued()
    {
        (await It.Fetch(It.Cache(engine: GitEngine.Git), FetchDepth.Tip, Target(It.V1), Target(It.V3))).Dispose();

        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.Head, "refs/heads/main"));

        Assert.NotEmpty(reader.ReadTree(reader.ReadCommit(ObjectId.Parse(It.Head)).Tree));
        Assert.Equal("", IsolatedGit.Run(It.Repository, "fsck", "--no-dangling"));
    }

    [Fact]
    public async Task What_git_fetched_shallow_is_completed()
    {
        (await It.Fetch(It.Cache(engine: GitEngine.Git), FetchDepth.Tip, Target(It.V1), Target(It.V3))).Dispose();

        (await It.Fetch(It.Cache(), FetchDepth.History, Target(It.V3, "refs/tags/v3"))).Dispose();

        Assert.False(File.Exists(Path.Combine(It.Repository, "shallow")));
        Assert.Equal("3", IsolatedGit.Run(It.Repository, "rev-list", "--count", It.V3));
    }
}
