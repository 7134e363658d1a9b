using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

public sealed class What_nobody_uses_leaves_the_cache : IDisposable
{
    private static readonly DateTime LongAgo = DateTime.UtcNow.AddDays(-40);
    private static readonly DateTime MonthAgo = DateTime.UtcNow.AddDays(-30);

    private readonly CacheFixture _it = new(GitEngine.Auto);

    [Fact]
    public async Task What_is_there_is_told_by_upstream_size_and_last_use()
    {
        var empty = _it.Cache().Contents().Value!;
        Assert.Equal((0, 0L), (empty.Stores.Length, empty.Size));
        var address = Url(_it.Upstream.Address.Replace("://", "://me:secret@", StringComparison.Ordinal));
        (await _it.Cache().FetchAsync(address, [Target(_it.V1)], FetchDepth.Tip, default)).Value!.Dispose();
        Directory.SetLastWriteTimeUtc(_it.Repository, LongAgo);
        var size = Size(_it.Repository);
        _it.Temp.Write("cache/discarded/old.git/objects/pack/pack-1.pack", new string('x', 1000));
        Directory.CreateSymbolicLink(Path.Combine(_it.CacheFolder, "link.git"), Directory.CreateDirectory(_it.Temp["outside"]).FullName);
        File.WriteAllText(_it.Temp["outside", "large"], new string('x', 100_000));

        var contents = _it.Cache().Contents().Value!;

        var store = Assert.Single(contents.Stores);
        Assert.Equal((StoreName.Of(_it.Upstream), _it.Upstream.Address, size), (store.Name, store.Upstream, store.Size));
        Assert.Equal(LongAgo, store.LastUse, TimeSpan.FromSeconds(1));
        Assert.InRange(contents.Size, store.Size + 1000, store.Size + 10_000);
    }

    [Fact]
    public async Task What_is_marked_as_in_use_is_listed()
    {
        Assert.Empty(_it.Cache().Kept(_it.Upstream));
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1), Target(_it.V2))).Dispose();
        Assert.Empty(_it.Cache().Kept(_it.Upstream));

        Assert.Null(_it.Cache().Keep(_it.Upstream, Commit(_it.V1)));
        Assert.Null(_it.Cache().Keep(_it.Upstream, Commit(_it.V2)));
        var mark = Directory.GetFiles(_it.Repository, _it.V1, SearchOption.AllDirectories).Single();
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(mark)!, "no-commit"), "");

        var kept = _it.Cache(offline: true).Kept(Url(_it.Upstream.Address + "/"));
        Assert.Equal(new[] { _it.V1, _it.V2 }.Order(), kept.Select(commit => commit.ToString()).Order());
        Assert.Empty(_it.Cache().Kept(Url(_it.Server.Url("other.git"))));
    }

    [Fact]
    public async Task A_repository_that_is_not_used_goes_with_all_that_was_left_behind()
    {
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
        Directory.SetLastWriteTimeUtc(_it.Repository, LongAgo);
        foreach (var left in new[] { _it.Temp.Write("cache/incoming/dead.git/tmp_pack", "half"), _it.Temp.Write("cache/discarded/damaged.git/HEAD", "") })
        {
            Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(left)!, LongAgo);
        }

        var removed = Remove();

        Assert.Equal([_it.Upstream.Address], removed);
        Assert.Empty(Directory.GetDirectories(_it.CacheFolder, "*.git", SearchOption.AllDirectories));
        Assert.Equal(0, _it.Cache().Contents().Value!.Size);
    }

    [Fact]
    public async Task Whoever_reads_or_fetches_is_seen_however_long_ago_the_last_was()
    {
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
        var store = StoreName.Of(_it.Upstream);
        Func<Task>[] uses =
        [
            async () => (await _it.Fetch(_it.Cache(offline: true), FetchDepth.Tip, Target(_it.V1))).Dispose(),
            () => Task.FromResult(_it.Cache(offline: true).Open(store)).ContinueWith(opened => opened.Result!.Dispose(), TaskScheduler.Default),
            async () => (await _it.Cache().FetchFilesAsync(_it.Upstream, [Target(_it.V2), Target(_it.V3)], ["version.php"], default)).Value!.Dispose(),
        ];
        foreach (var use in uses)
        {
            Directory.SetLastWriteTimeUtc(_it.Repository, LongAgo);
            var unused = _it.Cache().Contents().Value!.Stores;

            await use();

            Assert.Equal(DateTime.UtcNow, Directory.GetLastWriteTimeUtc(_it.Repository), TimeSpan.FromMinutes(1));
            Assert.Empty(_it.Cache().Remove(unused, MonthAgo, default).Value!);
            Assert.True(Directory.Exists(_it.Repository));
            Assert.Empty(Directory.GetFiles(_it.Repository, ".*"));
        }
    }

    [Fact]
    public async Task A_use_is_written_down_twice_a_day_at_most()
    {
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
        var recent = DateTime.UtcNow.AddHours(-11);
        Directory.SetLastWriteTimeUtc(_it.Repository, recent);

        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();

        Assert.Equal(recent, Directory.GetLastWriteTimeUtc(_it.Repository), TimeSpan.FromSeconds(1));
    }

    [FactThatNeeds(Needs.Linux)]
    public async Task Who_reads_what_is_taken_out_reads_on_and_the_next_fetches_without_a_word()
    {
        using var reading = await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1));
        Directory.SetLastWriteTimeUtc(_it.Repository, LongAgo);

        Assert.Single(Remove());

        Assert.NotEmpty(reading.ReadTree(reading.ReadCommit(Commit(_it.V1).Id).Tree));
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
        Assert.Empty(_it.Damaged);
    }

    public void Dispose() => _it.Dispose();

    private IEnumerable<string> Remove()
    {
        var cache = _it.Cache();
        return cache.Remove(cache.Contents().Value!.Stores, MonthAgo, default).Value!.Select(store => store.Upstream);
    }

    private static long Size(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
