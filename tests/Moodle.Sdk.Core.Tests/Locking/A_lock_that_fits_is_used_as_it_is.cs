using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_lock_that_fits_is_used_as_it_is : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _one;
    private readonly PluginUpstream _two;

    public A_lock_that_fits_is_used_as_it_is()
    {
        _one = _site.Upstream("mod_one");
        _one.Release(new PluginVersion("2024110100") { Supported = (405, 405) }, "v1");
        _two = _site.Upstream("mod_two");
        _two.Release("2024110100", "v1");
        _site.Declare("mod_one").Declare("mod_two", new CodeRequest.Branch("main"));
    }

    [Fact]
    public async Task A_second_restore_reads_no_more_than_it_must_and_asks_no_network()
    {
        await _site.Restore();
        var text = _site.LockText;
        _site.Cache.TakeNetwork();
        _site.Cache.TreesRead.Clear();
        NewVersions();

        var outcome = await _site.Restore();

        Assert.False(outcome.LockWritten);
        Assert.Empty(outcome.Moves);
        Assert.Equal(_site.Lock.Components.ToArray(), outcome.Lock.Components.ToArray());
        Assert.Equal(text, _site.LockText);
        Assert.Empty(_site.Cache.TreesRead);
        Assert.Empty(_site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task On_another_machine_the_locked_commits_alone_are_fetched()
    {
        await _site.Restore();
        var text = _site.LockText;
        _site.Cache.TakeNetwork();
        _site.Cache.Empty();
        NewVersions();

        var outcome = await _site.Restore(locked: true);

        Assert.Equal(["fetch mod_one 1", "fetch mod_two 1", "fetch moodle 1"], _site.Cache.TakeNetwork());
        Assert.Equal(text, _site.LockText);
        Assert.False(outcome.LockWritten);
        Assert.All(outcome.Lock.Components, c => Assert.True(_site.Cache.Keeps(c.Upstream, c.Commit)));
    }

    [Theory]
    [InlineData("site", "../")]
    [InlineData("locks", "../")]
    [InlineData("", "./")]
    public async Task On_another_machine_a_path_from_the_project_leads_to_what_lies_there(string lockFolder, string step)
    {
        (_site.IsRelative, _site.LockFolder) = (true, lockFolder);
        _site.Declare("mod_one").Declare("mod_two", new CodeRequest.Branch("main"));
        await _site.Restore();
        using var other = new LockedSite { IsRelative = true, LockFolder = lockFolder };
        other.Declare("mod_one").Declare("mod_two", new CodeRequest.Branch("main"));
        _one.CopyTo(other.Folder["mod_one"]);
        _two.CopyTo(other.Folder["mod_two"]);
        Directory.CreateDirectory(Path.GetDirectoryName(other.LockPath)!);
        other.LockText = _site.LockText;

        var outcome = await other.Restore(locked: true);

        Assert.Equal(["fetch mod_one 1", "fetch mod_two 1", "fetch moodle 1"], other.Cache.TakeNetwork());
        Assert.Contains($"\"upstream\": \"{step}mod_one\"", other.LockText, StringComparison.Ordinal);
        Assert.DoesNotContain(_site.Folder.Path, other.LockText, StringComparison.Ordinal);
        Assert.All(outcome.Lock.Components, c => Assert.Equal(other.Declaration.Find(c.Component)!.Source, new Source.Git(c.Upstream, ((Source.Git)other.Declaration.Find(c.Component)!.Source).Request)));
    }

    [Fact]
    public async Task Offline_with_a_filled_cache_nothing_is_missed()
    {
        await _site.Restore();
        _site.Cache.Offline = true;

        Assert.NotNull(await _site.TryRestore());
        // Even to read the site anew the cache is enough.
        _site.Undeclare("mod_two");
        Assert.Equal(["mod_two 2024110100 (main) is dropped"], (await _site.Restore()).Moves.Select(m => m.ToString()));
    }

    [Fact]
    public async Task Offline_with_an_empty_cache_every_missing_commit_is_named()
    {
        await _site.Restore();
        _site.Cache.Empty();
        _site.Cache.Offline = true;

        var errors = await _site.RestoreErrors();

        Assert.Equal(3, errors.Count);
        Assert.All(_site.Lock.Components, c => Assert.Contains(errors, e => e.Message.Contains(c.Commit.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_bytes_do_not_depend_on_who_resolves()
    {
        await _site.Restore();
        var text = _site.LockText;
        File.Delete(_site.LockPath);
        _site.Cache.Empty();

        await _site.Restore();

        Assert.Equal(text, _site.LockText);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restores_side_by_side_end_with_one_and_the_same_lock()
    {
        await _site.Restore();
        var text = _site.LockText;

        await Trial.RunAsync(40, async _ =>
        {
            File.Delete(_site.LockPath);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                Assert.NotNull(await Verbs.Restore.RunAsync(Request, _site.Cache, new(), CancellationToken.None));
            })));

            Assert.Equal(text, _site.LockText);
            Assert.Single(Directory.GetFileSystemEntries(Path.GetDirectoryName(_site.LockPath)!));
        });
    }

    [Fact]
    public async Task A_repository_that_shows_damage_while_it_is_read_is_fetched_anew()
    {
        _site.Cache.DamagedBlobs = 1;

        await _site.Restore();

        Assert.Single(_site.Cache.TakeNetwork(), n => n.StartsWith("discard ", StringComparison.Ordinal));
        Assert.All(_site.Lock.Components, c => Assert.True(_site.Cache.Keeps(c.Upstream, c.Commit)));
    }

    [Fact]
    public async Task One_that_is_still_damaged_then_is_told()
    {
        _site.Cache.DamagedBlobs = int.MaxValue;

        Assert.Equal("MOODLE1462", Assert.Single(await _site.RestoreErrors()).Id);
    }

    [Fact]
    public async Task A_cancelled_restore_leaves_no_lock()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Verbs.Restore.RunAsync(Request, _site.Cache, new(), cancelled.Token));

        Assert.False(File.Exists(_site.LockPath));
    }

    public void Dispose() => _site.Dispose();

    private RestoreRequest Request => new(_site.Declaration, _site.LockPath, new());

    private void NewVersions()
    {
        _one.Release(new PluginVersion("2024120100") { Supported = (405, 405) }, "v2");
        _two.Release("2024120100", "v2");
        _site.Moodle.Repository.Branch("MOODLE_405_STABLE");
        _site.Moodle.Release("v4.5.11", "2024100711.00", "4.5.11 (Build: 20260413)", "405");
    }
}
