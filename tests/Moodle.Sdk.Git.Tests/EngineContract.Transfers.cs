using System.Text;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>What the cache promises: how little comes over HTTP, and how it is asked for.</summary>
public abstract partial class EngineContract
{
    [Fact]
    public async Task A_tag_is_fetched_at_depth_one()
    {
        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V3, "refs/tags/v3"));
        Assert.False(reader.Contains(ObjectId.Parse(It.V2)));
        Assert.Equal(It.V3, File.ReadAllText(Path.Combine(It.Repository, "shallow")).Trim());
    }

    [Fact]
    public async Task A_proxy_that_wants_a_password_is_told_as_that_and_not_asked_again()
    {
        It.Served.Fail(ServerFault.Status(407));
        Assert.Equal(GitFaultKind.ProxyRefused, (await It.Cache().ListRefsAsync(It.Upstream, default)).Fault!.Kind);
        Assert.Equal(1, It.Served.Listings);
    }

    [Fact]
    public async Task Names_that_no_ref_can_have_are_passed_over()
    {
        string[] odd = ["v1\u001b[31m", "a\nrefs/heads/b:refs/test/kept/c", "a:b", "a*", "a..b"];
        string[] all = [$"{It.V1} refs/tags/v1", .. odd.Select(name => $"{It.V1} refs/tags/{name}")];
        It.Served.Answers = request => request.AsSpan().IndexOf("command=ls-refs"u8) < 0 ? null : Answer(all);

        Assert.Equal(["refs/tags/v1"], (await It.Cache().ListRefsAsync(It.Upstream, default)).Value!.All.Select(r => r.Name));
    }

    [Fact]
    public async Task A_look_at_candidates_brings_little_and_leaves_nothing()
    {
        It.Plugin.Repository.Write("big.bin", System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        It.Plugin.Repository.Write("lang/en/mod_x.php", "<?php // strings");
        var big = It.Plugin.Release("2024050100", "big");
        It.Server.ResetCounts();
        var cache = It.Cache();

        using (var reader = await FetchFiles(cache, ("v1", It.V1), ("v3", It.V3), ("big", big)))
        {
            Assert.Equal("2024050100", VersionAt(reader, big));
            var root = reader.ReadTree(reader.ReadCommit(ObjectId.Parse(big)).Tree);
            Assert.False(reader.Contains(root.Single(e => e.Name == "big.bin").Id));
            Assert.False(reader.Contains(root.Single(e => e.Name == "lang").Id));
        }

        Assert.InRange(It.Served.BytesSent, 100, 20_000);
        Assert.Empty(Directory.GetDirectories(It.CacheFolder, "*.git"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(It.CacheFolder, "incoming")));
        using var whole = await It.Fetch(cache, FetchDepth.Tip, Target(big));
        Assert.Equal(big, IsolatedGit.Run(It.Repository, "rev-list", "--objects", "--no-object-names", "-1", big).Split('\n')[0]);
    }

    [Fact]
    public async Task The_past_of_a_file_is_two_requests_and_stays_apart()
    {
        It.Plugin.Repository.Write("big.bin", System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000)).Commit();
        var head = It.Plugin.Release("2024060100");
        var cache = It.Cache();
        (await cache.ListRefsAsync(It.Upstream, default)).Value!.ToString();
        It.Server.ResetCounts();

        using (var history = await History(cache, ("main", head)))
        {
            Assert.Equal(6, history.Commits.Count);
        }

        Assert.Equal(2, It.Served.Requests);
        Assert.InRange(It.Served.BytesSent, 100, 20_000);
        Assert.Empty(Directory.GetDirectories(It.CacheFolder, "*.git"));
        It.Server.ResetCounts();

        // A file that lies deeper: its folder, and the file; a branch that has moved: its commits and the file.
        (await cache.ReadHistoryAsync(It.Upstream, [Target(head, "refs/heads/main")], Reading("lang/en/x.php"), default)).Value!.Dispose();
        Assert.Equal(3, It.Served.Requests);
        (await History(cache, ("main", It.Plugin.Release("2024070100")))).Dispose();
        Assert.Equal(5, It.Served.Requests);
        (await History(cache, ("other", It.V2))).Dispose();
        Assert.Equal(6, It.Served.Requests);
    }

    [Fact]
    public async Task Damage_in_a_history_is_mended_by_putting_the_store_aside()
    {
        (await History(It.Cache(), ("main", It.Head))).Dispose();
        foreach (var pack in Directory.GetFiles(It.CacheFolder, "pack-*.pack", SearchOption.AllDirectories))
        {
            File.SetAttributes(pack, FileAttributes.Normal);
            var bytes = File.ReadAllBytes(pack);
            bytes.AsSpan(12, bytes.Length - 32).Clear();
            File.WriteAllBytes(pack, bytes);
        }

        await Assert.ThrowsAsync<MissingObjectException>(async () => VersionAt((await History(It.Cache(), ("main", It.Head))).Objects, It.Head));
        It.Cache().Discard(StoreName.Of(It.Upstream), default);

        using var history = await History(It.Cache(), ("main", It.Head));
        Assert.Equal("2024040100", VersionAt(history.Objects, It.Head));
    }

    [Fact]
    public async Task A_look_at_candidates_brings_only_those_that_are_not_there()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();

        using var reader = await FetchFiles(It.Cache(), ("v1", It.V1), ("v2", It.V2), ("v3", It.V3));

        Assert.Equal(["2024010100", "2024030100"], new[] { It.V1, It.V3 }.Select(c => VersionAt(reader, c)));
        using var cached = ObjectReader.Open(It.Repository);
        Assert.False(cached.Contains(ObjectId.Parse(It.V3)));
    }

    [Fact]
    public async Task A_server_that_leaves_out_more_than_it_is_asked_to_is_asked_for_the_commits()
    {
        IsolatedGit.Run(It.Plugin.Repository.Folder, Encoding.ASCII.GetBytes($"{It.V1}\n{It.V2}\n"), ["pack-objects", "-q", It.Temp["commits"]]);
        var pack = File.ReadAllBytes(Directory.GetFiles(It.Temp.Path, "commits-*.pack").Single());
        var answer = $"{"packfile\n".Length + 4:x4}packfile\n{pack.Length + 5:x4}\u0001{Encoding.Latin1.GetString(pack)}0000";
        It.Served.Answers = request => request.AsSpan().IndexOf("filter tree:1"u8) < 0 ? null : Encoding.Latin1.GetBytes(answer);

        using var reader = await FetchFiles(It.Cache(), ("v1", It.V1), ("v2", It.V2));

        Assert.Equal(["2024010100", "2024020100"], new[] { It.V1, It.V2 }.Select(c => VersionAt(reader, c)));
    }

    [Fact]
    public async Task A_pack_that_breaks_off_between_two_packets_has_not_come()
    {
        It.Served.Answers = request => request.AsSpan().IndexOf("want "u8) < 0 ? null : "000dpackfile\n0011\u0001PACK\0\0\0\u0002\0\0\0\u0001"u8.ToArray();

        var fault = await It.FetchFault(It.Cache(), Target(It.V1));

        Assert.Equal((GitFaultKind.Unreachable, FetchPhase.Receiving, 12L), (fault.Kind, fault.Phase, fault.Bytes));
    }

    [Fact]
    public async Task One_connection_serves_every_question_to_an_upstream()
    {
        var cache = It.Cache();
        Assert.NotEmpty((await cache.ListRefsAsync(It.Upstream, default)).Value!.All);
        (await FetchFiles(cache, ("v1", It.V1), ("v2", It.V2))).Dispose();
        (await It.Fetch(cache, FetchDepth.Tip, Target(It.V2))).Dispose();

        // The advertisement that begins a connection, and one request a question; a look is two.
        Assert.Equal((1, 5), (It.Served.Listings, It.Served.Requests));
    }

    [Fact]
    public async Task Refs_that_were_not_asked_for_are_passed_over()
    {
        // The protocol leaves it to servers whether they heed what a listing is limited to.
        It.Served.Answers = request => request.Length == 0 ? null
            : Answer($"{It.Head} HEAD symref-target:refs/heads/main", $"{It.Head} refs/heads/main", $"{It.V1} refs/pull/1/head");

        var refs = (await It.Cache().ListRefsAsync(It.Upstream, default)).Value!;

        Assert.Equal(["refs/heads/main"], refs.All.Select(r => r.Name));
    }

    [Fact]
    public async Task A_server_that_tells_a_secret_back_is_quoted_without_it()
    {
        It.Served.Answers = request => request.Length == 0 ? null : Answer("ERR s3cret has expired");
        var cache = It.Cache(environment: Environment((TokenVariable(It.Upstream), "s3cret")));

        var fault = (await cache.ListRefsAsync(It.Upstream, default)).Fault!;

        Assert.Equal("remote error: *** has expired", fault.Words);
    }

    [Fact]
    public async Task A_connection_that_broke_is_made_anew()
    {
        var cache = It.Cache();
        await cache.ListRefsAsync(It.Upstream, default);
        It.Served.Fail(ServerFault.Status(503), requests: 1);

        (await It.Fetch(cache, FetchDepth.Tip, Target(It.V2))).Dispose();

        Assert.Equal(2, It.Served.Listings);
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

    [Theory]
    [InlineData(FetchDepth.Tip, true)]
    [InlineData(FetchDepth.History, true)]
    [InlineData(FetchDepth.History, false)]
    public async Task A_served_upstream_that_is_shallow_itself_is_fetched_as_far_as_it_goes(FetchDepth depth, bool newProtocol)
    {
        IsolatedGit.Run(It.Temp["served"], "clone", "--quiet", "--bare", "--depth", "2", It.Upstream.Address, "shallow.git");
        It.Server["shallow.git"].AllowsAnyId = newProtocol;
        var upstream = Url(It.Server.Url("shallow.git"));

        using var reader = (await It.Cache().FetchAsync(upstream, [Target(It.Head, "refs/heads/main")], depth, default)).Value!;

        Assert.True(reader.Contains(ObjectId.Parse(It.Head)));
        Assert.Equal(depth == FetchDepth.History, reader.Contains(ObjectId.Parse(It.V3)));
    }

    [Theory]
    [InlineData(FetchDepth.Tip)]
    [InlineData(FetchDepth.History)]
    public async Task An_older_protocol_brings_the_difference_too(FetchDepth depth)
    {
        It.Served.AllowsAnyId = false;
        It.Plugin.Repository.Write("big.bin", System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        It.Plugin.Release("2024050100", "big");
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(null, "refs/tags/big"))).Dispose();
        var next = It.Plugin.Release("2024060100");
        It.Server.ResetCounts();

        (await It.Fetch(It.Cache(), depth, Target(next, "refs/heads/main"))).Dispose();

        Assert.InRange(It.Served.BytesSent, 100, 50_000);
        Assert.Equal(depth == FetchDepth.Tip ? "1" : "6", IsolatedGit.Run(It.Repository, "rev-list", "--count", next));
        Assert.Equal("", IsolatedGit.Run(It.Repository, "fsck", "--no-dangling"));
    }

    [Fact]
    public async Task Of_a_file_that_has_changed_a_little_the_change_comes_and_the_pack_is_whole()
    {
        var content = System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000);
        It.Plugin.Repository.Write("big.bin", content);
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.Plugin.Release("2024050100")))).Dispose();
        It.Plugin.Repository.Write("big.bin", [.. content, 1, 2, 3]);
        var next = It.Plugin.Release("2024060100");
        It.Server.ResetCounts();

        using var reader = await It.Fetch(It.Cache(), FetchDepth.Tip, Target(next));

        Assert.InRange(It.Served.BytesSent, 100, 50_000);
        var big = reader.ReadTree(reader.ReadCommit(ObjectId.Parse(next)).Tree).Single(e => e.Name == "big.bin");
        Assert.Equal([.. content, 1, 2, 3], reader.ReadBlob(new BlobId(big.Id)));
        Assert.Equal("", IsolatedGit.Run(It.Repository, "fsck", "--no-dangling"));
    }

    [Fact]
    public async Task A_difference_that_is_not_complete_is_refused()
    {
        (await It.Fetch(It.Cache(), FetchDepth.Tip, Target(It.V1))).Dispose();
        var tree = It.Plugin.Repository.Git("rev-parse", $"{It.V2}^{{tree}}");
        IsolatedGit.Run(It.Plugin.Repository.Folder, Encoding.ASCII.GetBytes($"{It.V2}\n{tree}\n"), ["pack-objects", "-q", It.Temp["part"]]);
        var pack = File.ReadAllBytes(Directory.GetFiles(It.Temp.Path, "part-*.pack").Single());
        var answer = $"0011shallow-info\n0035shallow {It.V2}\n0001000dpackfile\n{pack.Length + 5:x4}\u0001{Encoding.Latin1.GetString(pack)}0000";
        It.Served.Answers = request => request.AsSpan().IndexOf("want "u8) < 0 ? null : Encoding.Latin1.GetBytes(answer);

        var fault = await It.FetchFault(It.Cache(), Target(It.V2));

        Assert.Equal(GitFaultKind.CommitUnavailable, fault.Kind);
        Assert.StartsWith("the upstream did not send all necessary objects: ", fault.Words, StringComparison.Ordinal);
        Assert.Empty(It.Damaged);
    }

    // Lines as packets, and a flush.
    private static byte[] Answer(params string[] lines) => Encoding.ASCII.GetBytes(string.Concat(lines.Select(l => $"{l.Length + 5:x4}{l}\n")) + "0000");
}
