using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

public sealed class The_git_engine_keeps_the_contract() : EngineContract(GitEngine.Git)
{
    [FactThatNeeds(Needs.Linux)]
    public async Task Closing_the_cache_ends_its_connections()
    {
        var cache = It.Cache();
        await cache.ListRefsAsync(It.Upstream, default);
        Assert.NotEmpty(Processes.Naming(It.Upstream.Address));

        cache.Dispose();

        Processes.AssertGone(It.Upstream.Address);
    }

    [Theory]
    [InlineData(FetchDepth.Tip)]
    [InlineData(FetchDepth.History)]
    public async Task An_upstream_that_is_shallow_itself_is_fetched_as_far_as_it_goes(FetchDepth depth)
    {
        IsolatedGit.Run(It.Temp.Path, "clone", "--quiet", "--bare", "--depth", "2", It.Upstream.Address, "shallow.git");
        var upstream = Url(It.Temp["shallow.git"]);

        using var reader = (await It.Cache().FetchAsync(upstream, [Target(It.Head, "refs/heads/main")], depth, default)).Value!;

        Assert.True(reader.Contains(ObjectId.Parse(It.Head)));
        Assert.Equal(depth == FetchDepth.History, reader.Contains(ObjectId.Parse(It.V3)));
    }
}

public sealed class The_embedded_engine_keeps_the_contract() : EngineContract(GitEngine.LibGit2)
{
    /// <summary>libgit2 would start the ssh of the PATH, which asks on the terminal and in a window, and that nobody ends.</summary>
    [Theory]
    [InlineData("ssh://git@127.0.0.1:1/x")]
    [InlineData("git@127.0.0.1:x")]
    public async Task No_ssh_is_started(string address)
    {
        var listed = (await It.Cache().ListRefsAsync(Url(address), default)).Fault!;
        var fetched = (await It.Cache().FetchAsync(Url(address), [Target(It.V1)], FetchDepth.Tip, default)).Fault!;

        Assert.All([listed, fetched], fault => Assert.Equal((GitFaultKind.ProtocolRefused, "the embedded engine has no ssh"), (fault.Kind, fault.Words)));
    }

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

    [Theory]
    [InlineData(FetchDepth.Tip)]
    [InlineData(FetchDepth.History)]
    public async Task A_repository_of_this_machine_comes_with_its_history(FetchDepth depth)
    {
        var upstream = Url(It.Plugin.Repository.Folder);
        (await It.Cache(engine: GitEngine.Git).FetchAsync(upstream, [Target(It.V1), Target(It.V3)], FetchDepth.Tip, default)).Value!.Dispose();

        (await It.Cache().FetchAsync(upstream, [Target(It.Head, "refs/heads/main")], depth, default)).Value!.Dispose();

        Assert.Equal("4", IsolatedGit.Run(It.Repository, "rev-list", "--count", It.Head));
        Assert.Equal("", IsolatedGit.Run(It.Repository, "fsck", "--no-dangling"));
    }

    /// <summary>libgit2 applies the rules once more to what they lead to.</summary>
    [Fact]
    public async Task A_rule_for_where_a_rule_leads_is_not_followed()
    {
        var config = It.Temp.Write("gitconfig", $"[url \"{It.Plugin.Repository.Folder}\"]\n insteadOf = https://x.invalid/y\n[url \"git://127.0.0.1:1\"]\n insteadOf = {It.Temp["served"]}\n");
        var cache = It.Cache(environment: Environment(("GIT_CONFIG_GLOBAL", config)));

        Assert.Equal(GitFaultKind.ProtocolRefused, (await cache.ListRefsAsync(Url("https://x.invalid/y"), default)).Fault!.Kind);
    }

    [Theory]
    [InlineData("proxy = {0}")]
    [InlineData("proxy = http://127.0.0.1:1\n[http \"http://x.invalid/\"]\n proxy = {0}\n[http \"http://x.invalid/mod\"]\n proxy = http://127.0.0.1:1")]
    public async Task The_proxy_of_the_user_is_asked(string proxy)
    {
        It.Server.RequiredCredential = null;
        var config = It.Temp.Write("gitconfig", "[http]\n " + string.Format(System.Globalization.CultureInfo.InvariantCulture, proxy, It.Server.Address) + "\n");
        using var cache = GitCache.Open(Options(It.CacheFolder) with { Engine = GitEngine.LibGit2, AllowsHttp = true, Environment = Environment(("GIT_CONFIG_GLOBAL", config)), RetryDelays = [] }).Value!;

        Assert.Equal(4, (await cache.ListRefsAsync(Url("http://x.invalid/mod_x.git"), default)).Value!.All.Length);
    }
}
