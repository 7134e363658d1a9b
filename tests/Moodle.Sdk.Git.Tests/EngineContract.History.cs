using System.Text;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>What the cache promises with either engine: the past of a file.</summary>
public abstract partial class EngineContract
{
    private int _read;

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task The_past_of_a_file_is_read_by_first_parents(bool filters, bool anyId)
    {
        (It.Served.AllowsFilters, It.Served.AllowsAnyId) = (filters, anyId);
        It.Plugin.Repository.Branch("other", It.V2).Delete("version.php").Commit();
        var other = It.Plugin.Release("2024050100");

        using var history = await History(It.Cache(), ("main", It.Head), ("other", other));

        Assert.Equal(
            [(It.Head, "2024040100"), (It.V3, "2024030100"), (It.V2, "2024020100"), (It.V1, "2024010100")],
            history.Of(Commit(It.Head)).Select(p => (p.Commit.Id.ToString(), p.Said)));
        Assert.Equal(["2024050100", "", "2024020100", "2024010100"], history.Of(Commit(other)).Select(p => p.Said));
        Assert.Equal((6, 5), (history.Commits.Count, _read));
        Assert.Equal("2024020100", VersionAt(history.Objects, It.V2));
    }

    [Fact]
    public async Task What_was_learned_of_a_file_is_not_asked_or_read_again()
    {
        (await History(It.Cache(), ("main", It.Head))).Dispose();
        It.Server.ResetCounts();

        using var history = await History(It.Cache(offline: true), ("main", It.Head));

        Assert.Equal(["2024040100", "2024030100", "2024020100", "2024010100"], history.Of(Commit(It.Head)).Select(p => p.Said));
        Assert.Equal((0, 4), (It.Server.Requests, _read));
        Assert.Equal("2024030100", VersionAt(history.Objects, It.V3));
    }

    [Fact]
    public async Task A_branch_that_has_moved_costs_what_is_new()
    {
        (await History(It.Cache(), ("main", It.Head))).Dispose();
        It.Plugin.Repository.Write("work.php", "<?php").Commit();
        var head = It.Plugin.Release("2024060100");

        using var history = await History(It.Cache(), ("main", head));

        Assert.Equal(["2024060100", "2024040100", "2024040100", "2024030100", "2024020100", "2024010100"], history.Of(Commit(head)).Select(p => p.Said));
        Assert.Equal(4 + 2, _read);
    }

    [Fact]
    public async Task Another_file_has_a_past_of_its_own()
    {
        It.Plugin.Repository.Write("deep/down/version.php", "$version = 7;");
        var head = It.Plugin.Release("2024060100");
        (await History(It.Cache(), ("main", head))).Dispose();

        using var history = (await It.Cache().ReadHistoryAsync(It.Upstream, [Target(head, "refs/heads/main")], Reading("deep/down/version.php"), default)).Value!;

        Assert.Equal(["7", "", "", "", ""], history.Of(Commit(head)).Select(p => p.Said));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("objects/pack")]
    [InlineData("packed-refs")]
    [InlineData("")]
    public async Task What_is_left_of_a_history_that_was_not_finished_is_no_obstacle(string gone)
    {
        (await History(It.Cache(), ("main", It.Head))).Dispose();
        foreach (var path in Directory.GetDirectories(Path.Combine(It.CacheFolder, "history"), "*.git").Select(r => Path.Combine(r, gone)))
        {
            TempFolder.Delete(path);
            File.Delete(path);
        }

        using var history = await History(It.Cache(), ("main", It.Head));

        Assert.Equal(4, history.Of(Commit(It.Head)).Count());
        Assert.Equal("2024010100", VersionAt(history.Objects, It.V1));
    }

    [Fact]
    public async Task A_table_that_somebody_wrote_adds_no_commit_and_one_of_another_form_says_nothing()
    {
        It.Plugin.Repository.Branch("evil", It.V1);
        var evil = It.Plugin.Release("2024090900");
        (await History(It.Cache(), ("main", It.Head))).Dispose();
        var table = Directory.GetFiles(Path.Combine(It.CacheFolder, "history"), "*.txt").Single();
        File.AppendAllText(table, $"{evil} 2024090900\n");

        using (var history = await History(It.Cache(), ("main", It.Head)))
        {
            Assert.Equal(4, history.Commits.Count);
        }

        File.WriteAllText(table, $"other version.php\n{It.V1} 1\nnothing\n");
        using var again = await History(It.Cache(), ("main", It.Head));
        Assert.Equal("2024010100", again.Commits[Commit(It.V1)].Said);
    }

    [Fact]
    public async Task A_history_that_is_not_there_is_named_offline()
    {
        var read = await It.Cache(offline: true).ReadHistoryAsync(It.Upstream, [Target(It.Head, "refs/heads/main")], Reading(), default);

        Assert.Equal(GitFaultKind.Offline, read.Fault!.Kind);
        Assert.Equal([It.Head], read.Fault.Wanted.Select(w => w.ToString()));
    }

    [Fact]
    public Task Many_caches_at_once_bring_a_history_once() => Trial.RunAsync(20, async _ =>
    {
        TempFolder.Delete(It.CacheFolder);
        It.Server.ResetCounts();
        var histories = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => History(It.Cache(), ("main", It.Head)))));
        Assert.All(histories, h => Assert.Equal(4, h.Commits.Count));
        Assert.All(histories, h => h.Dispose());
        Assert.Equal(1, It.Served.Listings);
    });

    [Fact]
    public async Task A_cancelled_history_ends_and_leaves_nothing()
    {
        It.Served.Fail(ServerFault.Hang, requests: 1);
        using var cancel = new CancellationTokenSource();
        var reading = It.Cache().ReadHistoryAsync(It.Upstream, [Target(It.Head, "refs/heads/main")], Reading(), cancel.Token);
        while (It.Served.Requests == 0 && !reading.IsCompleted)
        {
            await Task.Delay(10);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(It.CacheFolder, "incoming")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(It.CacheFolder, "history")));
        (await History(It.Cache(), ("main", It.Head))).Dispose();
    }

    protected async Task<FileHistory> History(GitCache cache, params (string Branch, string Commit)[] heads) =>
        (await cache.ReadHistoryAsync(It.Upstream, [.. heads.Select(h => Target(h.Commit, $"refs/heads/{h.Branch}"))], Reading(), default)).Value!;

    protected FileReading Reading(string path = "version.php") => new(path, "number", (objects, file) =>
    {
        Interlocked.Increment(ref _read);
        return System.Text.RegularExpressions.Regex.Match(Encoding.UTF8.GetString(objects.ReadBlob(file)), @"version\s*=\s*(\d+)").Groups[1].Value;
    });
}
