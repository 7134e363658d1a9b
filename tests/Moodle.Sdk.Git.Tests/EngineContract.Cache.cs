using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>What the cache promises: cancelled, parallel and damaged caches, and what the user has configured.</summary>
public abstract partial class EngineContract
{
    [Fact]
    public async Task A_cancelled_fetch_ends_and_leaves_nothing()
    {
        It.Served.Fail(ServerFault.Hang, requests: 1);
        using var cancel = new CancellationTokenSource();
        var fetch = It.Cache().FetchAsync(It.Upstream, [Target(It.V1)], FetchDepth.Tip, cancel.Token);
        while (It.Served.Requests == 0 && !fetch.IsCompleted)
        {
            await Task.Delay(10);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Assert.Empty(Directory.GetDirectories(It.CacheFolder, "*.git"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(It.CacheFolder, "incoming")));
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();
    }

    [Fact]
    public Task Many_caches_at_once_fetch_a_commit_once() => Trial.RunAsync(20, async _ =>
    {
        TempFolder.Delete(It.CacheFolder);
        It.Server.ResetCounts();
        var readers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1)))));
        Assert.All(readers, r => Assert.True(r.Contains(ObjectId.Parse(It.V1))));
        Assert.All(readers, r => r.Dispose());
        Assert.Equal(1, It.Served.Listings);
    });

    [Fact]
    public async Task A_damaged_repository_is_put_aside_and_fetched_anew()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();
        var pack = Directory.GetFiles(Path.Combine(It.Repository, "objects", "pack"), "*.pack").Single();
        File.Delete(pack);
        File.WriteAllText(pack, "PACK");

        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1));

        Assert.NotEmpty(reader.ReadTree(reader.ReadCommit(ObjectId.Parse(It.V1)).Tree));
        var damaged = Assert.Single(It.Damaged);
        Assert.Equal(It.Upstream, damaged.Upstream);
        Assert.Equal("PACK", File.ReadAllText(Path.Combine(damaged.PutAside, "objects", "pack", Path.GetFileName(pack))));
    }

    [Fact]
    public async Task A_half_written_repository_is_put_aside_and_fetched_anew()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();
        File.Delete(Path.Combine(It.Repository, "HEAD"));

        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();

        Assert.Single(It.Damaged);
        Assert.True(File.Exists(Path.Combine(It.Repository, "HEAD")));
    }

    [Fact]
    public async Task A_discarded_repository_is_fetched_anew()
    {
        var cache = It.Cache();
        (await It.Fetch(cache, FetchDepth.Tip, Target(It.V1))).Dispose();
        Assert.Null(cache.Keep(It.Upstream, Commit(It.V1)));
        cache.Discard(StoreName.Of(It.Upstream), default);
        Assert.False(cache.Keeps(It.Upstream, Commit(It.V1)));
        Assert.Null(cache.Open(StoreName.Of(It.Upstream)));

        (await It.Fetch(cache, FetchDepth.Tip, Target(It.V1))).Dispose();
        cache.Open(StoreName.Of(It.Upstream))!.Dispose();
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task The_user_configuration_changes_nothing_of_the_repository()
    {
        var home = It.Temp["home"];
        var marker = It.Temp["ran"];
        Script.Write(It.Temp["home", "hooks", "reference-transaction"], $"touch '{marker}'");
        var config = It.Temp.Write("home/.gitconfig", $"""
            [init]
                defaultObjectFormat = sha256
                defaultRefFormat = reftable
            [core]
                autocrlf = true
                hooksPath = {home}/hooks
                fsmonitor = touch {marker}
            [transfer]
                fsckObjects = true
                unpackLimit = 1000
            [fetch]
                writeCommitGraph = true
            [url "{It.Server.Address}/"]
                insteadOf = https://moodle.invalid/
            """);
        var environment = Environment(("GIT_CONFIG_GLOBAL", config), ("GIT_DEFAULT_HASH", "sha256"), ("GIT_DEFAULT_REF_FORMAT", "reftable"), ("GIT_DIR", It.Temp["elsewhere"]));
        var upstream = Url("https://moodle.invalid/mod_x.git");

        (await It.Cache(environment: environment).FetchAsync(upstream, [Target(It.V1)], FetchDepth.Tip, default)).Value!.Dispose();

        Assert.False(File.Exists(marker));
        Assert.Single(Directory.GetFiles(Path.Combine(It.Repository, "objects", "pack"), "*.pack"));
        Assert.Equal("sha1", IsolatedGit.Run(It.Repository, "rev-parse", "--show-object-format"));
        Assert.Equal("", IsolatedGit.Run(It.Repository, "fsck", "--no-dangling"));
    }
}
