using System.Net;
using System.Text;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Core.Tests.Sources.CacheFixture;

namespace Moodle.Sdk.Core.Tests.Sources;

/// <summary>What the cache promises with either engine.</summary>
public abstract class EngineContract(GitEngine engine) : IDisposable
{
    protected CacheFixture It { get; } = new(engine);

    [Fact]
    public async Task Refs_are_listed_peeled_and_ordered_with_the_default_branch()
    {
        It.Plugin.Repository.Tag("light", It.V2, annotated: false).Branch("MOODLE_405_STABLE", It.V1);

        var refs = (await It.Cache().ListRefsAsync(It.Upstream, Declared, default)).Value;

        Assert.Equal("refs/heads/main", refs.DefaultBranch);
        Assert.Equal(
            [("refs/heads/MOODLE_405_STABLE", It.V1), ("refs/heads/main", It.Head), ("refs/tags/light", It.V2), ("refs/tags/v1", It.V1), ("refs/tags/v2", It.V2), ("refs/tags/v3", It.V3)],
            refs.All.Select(r => (r.Name, r.Commit.ToString())));
    }

    [Fact]
    public async Task Refs_are_asked_for_once_by_a_cache()
    {
        var cache = It.Cache();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => cache.ListRefsAsync(It.Upstream, Declared, default)));
        Assert.Equal(1, It.Served.Listings);
    }

    [Fact]
    public async Task An_empty_upstream_has_no_refs()
    {
        TestRepository.Create(It.Temp["served", "empty.git"]);
        var refs = (await It.Cache().ListRefsAsync(Url(It.Server.Url("empty.git")), Declared, default)).Value;
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
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_the_upstream_does_not_have_is_named(bool allowsIds)
    {
        It.Served.AllowsAnyId = allowsIds;
        var error = await It.FetchError(It.Cache(), Target("1234567890123456789012345678901234567890", "refs/heads/main"));
        Assert.True(error.Id == "MOODLE1105", error.Text);
        Assert.Contains("1234567890123456789012345678901234567890, neither by its id nor through branch main", error.Message);
        Assert.Equal("mod_x", error.Component);
    }

    [Fact]
    public async Task A_ref_that_the_upstream_does_not_have_is_named()
    {
        var error = await It.FetchError(It.Cache(), Target(null, "refs/tags/v9"));
        Assert.Equal("MOODLE1104", error.Id);
        Assert.Contains("has no tag v9", error.Message);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_said_once()
    {
        It.Served.Fail(ServerFault.Status(404));
        var error = Assert.Single((await It.Cache().ListRefsAsync(It.Upstream, Declared, default)).Errors);
        Assert.Equal("MOODLE1103", error.Id);
        Assert.Contains($"no git repository at {It.Upstream.Address}", error.Message);
        Assert.Equal("MOODLE1103", (await It.FetchError(It.Cache(), Target(It.V1))).Id);
        Assert.Equal(2, It.Served.Listings);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_server_that_is_ill_is_asked_again(int status)
    {
        It.Served.Fail(ServerFault.Status(status), requests: 2);
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1));
        Assert.Equal(3, It.Served.Listings);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_made_again()
    {
        It.Served.Fail(ServerFault.Drop, requests: 1);
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1));
        Assert.True(reader.Contains(ObjectId.Parse(It.V1)));
    }

    [Fact]
    public async Task A_server_that_stays_ill_is_unreachable_after_three_tries()
    {
        It.Served.Fail(ServerFault.Status(503));
        var error = await It.FetchError(It.Cache(), Target(It.V1));
        Assert.Equal("MOODLE1101", error.Id);
        Assert.Contains(It.Upstream.Address, error.Message);
        Assert.Equal(3, It.Served.Listings);
    }

    [Fact]
    public async Task A_pack_that_breaks_off_leaves_nothing_and_comes_whole_the_next_time()
    {
        It.Plugin.Repository.Write("big.bin", System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        var big = It.Plugin.Release("2024050100");
        It.Served.BreaksAfter = 100_000;
        Assert.Equal("MOODLE1101", (await It.FetchError(It.Cache(), Target(big))).Id);
        Assert.Empty(Directory.GetDirectories(It.CacheFolder, "*.git"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(It.CacheFolder, "incoming")));

        It.Served.BreaksAfter = null;
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(big));
        Assert.True(reader.Contains(ObjectId.Parse(big)));
    }

    [Fact]
    public async Task A_token_from_the_environment_opens_a_private_upstream_and_is_written_nowhere()
    {
        It.Server.RequiredCredential = new NetworkCredential("x-access-token", "s3cret/tok3n+");
        var environment = Environment((It.Upstream.TokenVariable, "s3cret/tok3n+"));

        using var reader = await It.Fetch(It.Cache(environment: environment), FetchDepth.Tip, Target(It.V1));

        Assert.True(reader.Contains(ObjectId.Parse(It.V1)));
        Assert.Empty(It.FilesHolding("tok3n"));
    }

    [Fact]
    public async Task User_info_of_a_declared_address_is_used_and_never_told()
    {
        It.Server.RequiredCredential = new NetworkCredential("me", "p@ss word");
        var upstream = Url(It.Server.Url("mod_x.git").Replace("://", "://me:p%40ss%20word@"));

        Assert.Equal(4, (await It.Cache().ListRefsAsync(upstream, Declared, default)).Value.All.Length);
        (await It.Cache().FetchAsync(upstream, [Target(It.V1)], FetchDepth.Tip, Declared, default)).Value.Dispose();
        Assert.Empty(It.FilesHolding("p@ss").Concat(It.FilesHolding("p%40ss")));

        It.Server.RequiredCredential = new NetworkCredential("me", "changed");
        var error = Assert.Single((await It.Cache().FetchAsync(upstream, [Target(It.V2)], FetchDepth.Tip, Declared, default)).Errors);
        Assert.Equal("MOODLE1102", error.Id);
        Assert.DoesNotContain("p@ss", error.Text);
        Assert.DoesNotContain("p%40ss", error.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wr0ng")]
    public async Task Refused_credentials_name_the_variable_to_set(string? token)
    {
        It.Server.RequiredCredential = new NetworkCredential("x-access-token", "right");
        var environment = token is null ? Environment() : Environment((It.Upstream.TokenVariable, token));

        var error = await It.FetchError(It.Cache(environment: environment), Target(It.V1));

        Assert.Equal("MOODLE1102", error.Id);
        Assert.Contains("MOODLE_GIT_TOKEN_127_0_0_1", error.Remedy);
        Assert.DoesNotContain("wr0ng", error.Text);
    }

    [Fact]
    public async Task Offline_says_what_is_missing_and_asks_nobody()
    {
        var missing = await It.FetchError(It.Cache(offline: true), Target(It.V1, "refs/tags/v1"));
        Assert.Equal("MOODLE1106", missing.Id);
        Assert.Contains($"mod_x is not complete in the git cache ({It.V1} of {It.Upstream.Address})", missing.Message);
        Assert.Contains("dotnet restore", missing.Remedy);

        var unresolved = Assert.Single((await It.Cache(offline: true).ListRefsAsync(It.Upstream, Declared, default)).Errors);
        Assert.Equal("MOODLE1107", unresolved.Id);
        Assert.Equal(0, It.Server.Requests);
    }

    [Fact]
    public async Task A_cancelled_fetch_ends_and_leaves_nothing()
    {
        It.Served.Fail(ServerFault.Hang, requests: 1);
        using var cancel = new CancellationTokenSource();
        var fetch = It.Cache().FetchAsync(It.Upstream, [Target(It.V1)], FetchDepth.Tip, Declared, cancel.Token);
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
    public async Task Many_caches_at_once_fetch_a_commit_once()
    {
        var readers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1)))));
        Assert.All(readers, r => Assert.True(r.Contains(ObjectId.Parse(It.V1))));
        Assert.All(readers, r => r.Dispose());
        Assert.Equal(1, It.Served.Listings);
    }

    [Fact]
    public async Task A_damaged_repository_is_put_aside_and_fetched_anew()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();
        var pack = Directory.GetFiles(Path.Combine(It.Repository, "objects", "pack"), "*.pack").Single();
        File.Delete(pack);
        File.WriteAllText(pack, "PACK");

        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1));

        Assert.NotEmpty(reader.ReadTree(reader.ReadCommit(ObjectId.Parse(It.V1)).Tree));
        var warning = Assert.Single(It.Findings.All);
        Assert.Equal(("MOODLE1116", Severity.Warning), (warning.Id, warning.Severity));
        Assert.Contains(It.Upstream.Address, warning.Message);
    }

    [Fact]
    public async Task A_half_written_repository_is_put_aside_and_fetched_anew()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();
        File.Delete(Path.Combine(It.Repository, "HEAD"));

        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();

        Assert.Equal("MOODLE1116", Assert.Single(It.Findings.All).Id);
        Assert.True(File.Exists(Path.Combine(It.Repository, "HEAD")));
    }

    [Fact]
    public async Task A_discarded_repository_is_fetched_anew()
    {
        var cache = It.Cache();
        (await It.Fetch(cache, FetchDepth.Tip, Target(It.V1))).Dispose();
        cache.Keep(It.Upstream, Commit(It.V1));
        cache.Discard(It.Upstream);
        Assert.False(cache.Keeps(It.Upstream, Commit(It.V1)));
        Assert.Equal("MOODLE1117", Assert.Single(cache.Open(It.Upstream, Declared).Errors).Id);

        (await It.Fetch(cache, FetchDepth.Tip, Target(It.V1))).Dispose();
        cache.Open(It.Upstream, Declared).Value.Dispose();
    }

    [Fact]
    public async Task The_user_configuration_changes_nothing_of_the_repository()
    {
        var home = It.Temp["home"];
        var marker = It.Temp["ran"];
        It.Temp.Write("home/hooks/reference-transaction", $"#!/bin/sh\ntouch '{marker}'\n");
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
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(It.Temp["home", "hooks", "reference-transaction"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var environment = Environment(("GIT_CONFIG_GLOBAL", config), ("GIT_DEFAULT_HASH", "sha256"), ("GIT_DEFAULT_REF_FORMAT", "reftable"), ("GIT_DIR", It.Temp["elsewhere"]));
        var upstream = RewritesAddresses ? Url("https://moodle.invalid/mod_x.git") : It.Upstream;

        (await It.Cache(environment: environment).FetchAsync(upstream, [Target(It.V1)], FetchDepth.Tip, Declared, default)).Value.Dispose();

        Assert.False(File.Exists(marker));
        Assert.Single(Directory.GetFiles(Path.Combine(It.Repository, "objects", "pack"), "*.pack"));
        Assert.Equal("sha1", IsolatedGit.Run(It.Repository, "rev-parse", "--show-object-format"));
        Assert.Equal("", IsolatedGit.Run(It.Repository, "fsck", "--no-dangling"));
    }

    public void Dispose() => It.Dispose();

    /// <summary>True when the tests can hand the engine a configuration of its own that rewrites addresses.</summary>
    protected virtual bool RewritesAddresses => true;
}
