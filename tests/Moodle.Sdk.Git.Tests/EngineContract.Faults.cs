using System.Net;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>What the cache promises: faults of upstreams, credentials, and no network.</summary>
public abstract partial class EngineContract
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_that_the_upstream_does_not_have_is_named(bool allowsIds)
    {
        It.Served.AllowsAnyId = allowsIds;
        var fault = await It.FetchFault(It.Cache(), Target("1234567890123456789012345678901234567890", "refs/heads/main"));
        Assert.True(fault.Kind == GitFaultKind.CommitUnavailable, fault.Words);
        Assert.Equal((It.Upstream, "1234567890123456789012345678901234567890"), (fault.Upstream, Assert.Single(fault.Wanted).ToString()));
    }

    [Fact]
    public async Task A_ref_that_the_upstream_does_not_have_is_named()
    {
        var fault = await It.FetchFault(It.Cache(), Target(null, "refs/tags/v9"));
        Assert.Equal(GitFaultKind.NoSuchReference, fault.Kind);
        Assert.Equal("refs/tags/v9", Assert.Single(fault.Wanted).Reference);
    }

    [Fact]
    public async Task A_repository_that_is_not_there_is_said_once()
    {
        It.Served.Fail(ServerFault.Status(404));
        var fault = (await It.Cache().ListRefsAsync(It.Upstream, default)).Fault!;
        Assert.Equal(GitFaultKind.RepositoryNotFound, fault.Kind);
        Assert.Equal(It.Upstream, fault.Upstream);
        Assert.Equal(GitFaultKind.RepositoryNotFound, (await It.FetchFault(It.Cache(), Target(It.V1))).Kind);
        Assert.Equal(2, It.Served.Listings);
    }

    [Fact]
    public async Task A_web_page_in_the_place_of_a_repository_is_none()
    {
        It.Served.Fail(ServerFault.Status(200));

        Assert.Equal(GitFaultKind.RepositoryNotFound, (await It.Cache().ListRefsAsync(It.Upstream, default)).Fault!.Kind);
        Assert.Equal(GitFaultKind.RepositoryNotFound, (await It.FetchFault(It.Cache(), Target(It.V1, "refs/tags/v1"))).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upstream_that_names_objects_by_another_hash_is_told_as_that(bool served)
    {
        var folder = It.Temp["served", "sha256.git"];
        IsolatedGit.Run(It.Temp.Path, "init", "--quiet", "--bare", "--object-format=sha256", folder);
        IsolatedGit.Run(folder, "commit refs/heads/main\ncommitter Tester <tester@example.invalid> 1 +0000\ndata 0\n\n"u8.ToArray(), ["fast-import", "--quiet"]);

        var fault = (await It.Cache().ListRefsAsync(Url(served ? It.Server.Url("sha256.git") : folder), default)).Fault!;

        Assert.Equal(GitFaultKind.Other, fault.Kind);
        Assert.Matches("(?i)sha-?(1|256)", fault.Words);
    }

    [Fact]
    public async Task A_server_that_is_ill_is_asked_again()
    {
        It.Served.Fail(ServerFault.Status(503), requests: 2);
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
        var fault = await It.FetchFault(It.Cache(), Target(It.V1));
        Assert.Equal(GitFaultKind.Unreachable, fault.Kind);
        Assert.Equal((It.Upstream, 503, It.V1), (fault.Upstream, fault.HttpStatus, Assert.Single(fault.Wanted).ToString()));
        Assert.Equal(3, It.Served.Listings);
    }

    [Fact]
    public async Task A_pack_that_breaks_off_leaves_nothing_and_comes_whole_the_next_time()
    {
        It.Plugin.Repository.Write("big.bin", System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        var big = It.Plugin.Release("2024050100");
        It.Served.BreaksAfter = 100_000;
        var fault = await It.FetchFault(It.Cache(), Target(big));
        Assert.Equal((GitFaultKind.Unreachable, FetchPhase.Receiving), (fault.Kind, fault.Phase));
        Assert.InRange(fault.Bytes, 1, 300_000);
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
        var environment = Environment((TokenVariable(It.Upstream), "s3cret/tok3n+"));

        using var reader = await It.Fetch(It.Cache(environment: environment), FetchDepth.Tip, Target(It.V1));

        Assert.True(reader.Contains(ObjectId.Parse(It.V1)));
        Assert.Empty(It.FilesHolding("tok3n"));
    }

    [Fact]
    public async Task User_info_of_a_declared_address_is_used_and_never_told()
    {
        It.Server.RequiredCredential = new NetworkCredential("me", "p@ss word");
        var upstream = Url(It.Server.Url("mod_x.git").Replace("://", "://me:p%40ss%20word@"));

        Assert.Equal(4, (await It.Cache().ListRefsAsync(upstream, default)).Value!.All.Length);
        (await It.Cache().FetchAsync(upstream, [Target(It.V1)], FetchDepth.Tip, default)).Value!.Dispose();
        Assert.Empty(It.FilesHolding("p@ss").Concat(It.FilesHolding("p%40ss")));

        It.Server.RequiredCredential = new NetworkCredential("me", "changed");
        var fault = (await It.Cache().FetchAsync(upstream, [Target(It.V2)], FetchDepth.Tip, default)).Fault!;
        Assert.Equal(GitFaultKind.AuthenticationRefused, fault.Kind);
        Assert.DoesNotContain("p@ss", fault.Words);
        Assert.DoesNotContain("p%40ss", fault.Words);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("wr0ng")]
    public async Task Refused_credentials_are_told_as_that_and_without_them(string? token)
    {
        It.Server.RequiredCredential = new NetworkCredential("x-access-token", "right");
        var environment = token is null ? Environment() : Environment((TokenVariable(It.Upstream), token));

        var fault = await It.FetchFault(It.Cache(environment: environment), Target(It.V1));

        Assert.Equal(GitFaultKind.AuthenticationRefused, fault.Kind);
        Assert.DoesNotContain("wr0ng", fault.Words);
    }

    [Fact]
    public async Task Offline_says_what_is_missing_and_asks_nobody()
    {
        var missing = await It.FetchFault(It.Cache(offline: true), Target(It.V1, "refs/tags/v1"));
        Assert.Equal((GitFaultKind.Offline, It.Upstream), (missing.Kind, missing.Upstream));
        Assert.Equal([Target(It.V1, "refs/tags/v1")], missing.Wanted.AsEnumerable());

        var unresolved = (await It.Cache(offline: true).ListRefsAsync(It.Upstream, default)).Fault!;
        Assert.Equal((GitFaultKind.Offline, true), (unresolved.Kind, unresolved.Wanted.IsEmpty));
        Assert.Equal(0, It.Server.Requests);
    }

    [Theory]
    [InlineData("git://127.0.0.1:1/x", "git://")]
    [InlineData("http://192.0.2.1/x", "http")]
    public async Task A_protocol_that_anybody_can_change_is_refused(string address, string words)
    {
        var listed = (await It.Cache().ListRefsAsync(Url(address), default)).Fault!;
        var fetched = (await It.Cache().FetchAsync(Url(address), [Target(It.V1)], FetchDepth.Tip, default)).Fault!;

        Assert.All([listed, fetched], fault => Assert.Equal((GitFaultKind.ProtocolRefused, Url(address)), (fault.Kind, fault.Upstream)));
        Assert.Contains(words, listed.Words);
    }
}
