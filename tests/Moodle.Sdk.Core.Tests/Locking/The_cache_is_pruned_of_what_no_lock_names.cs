using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class The_cache_is_pruned_of_what_no_lock_names : IDisposable
{
    private readonly LockedSite _site = new();
    private Findings _findings = new();
    private readonly string[] _upstreams;

    public The_cache_is_pruned_of_what_no_lock_names()
    {
        _upstreams = [_site.Folder["mod_x"], _site.Folder["mod_y"]];
        foreach (var upstream in _upstreams)
        {
            _site.Upstream(Path.GetFileName(upstream)).Release(new PluginVersion("2024100701") { Release = "v1" }, "v1");
        }

        _site.RealCache = Open();
    }

    [Fact]
    public async Task Nor_has_used_for_days()
    {
        await RestoreXThenY();
        Assert.Equal((0, 0), (Prune().Removed.Count, Prune(days: "91").Removed.Count));
        Age(90.5);

        Assert.Empty(Prune(days: "91").Removed);
        var wouldGo = Prune(dryRun: true);
        Assert.Equal(_upstreams[..1], wouldGo.Removed.Select(store => store.Upstream));
        Assert.True(wouldGo.After < wouldGo.Before);
        Assert.Equal(3, CacheInfo.Run(Open(), _findings)!.Stores.Length);
        var pruned = Prune();

        Assert.Equal(_upstreams[..1], pruned.Removed.Select(store => store.Upstream));
        Assert.Equal(wouldGo with { Removed = [] }, pruned with { Removed = [] });
        Assert.Equal([_upstreams[1], _site.Folder["moodle"]], CacheInfo.Run(Open(), _findings)!.Stores.Select(store => store.Upstream).Order());
    }

    [Theory]
    [InlineData("other.moodleproj")]
    [InlineData("other.lock.json")]
    public async Task Nor_a_lock_of_the_other_projects_that_are_named(string named)
    {
        await RestoreXThenY(keepingTheFirstLockAs: "other.lock.json");
        Age(100);

        Assert.Empty(Prune(projects: _site.Folder["site", named]).Removed);
        Assert.Single(Prune().Removed);
    }

    [Fact]
    public async Task The_repository_of_a_customisation_is_named_by_its_lock()
    {
        var fork = PluginUpstream.Create(_upstreams[0], "mod_x").CopyTo(_site.Folder["fork"]).Repository.Branch("site", "v1");
        fork.Write("site.php", "<?php\n").Commit();
        await _site.Declare("mod_x").Customize("mod_x", "fork", "site").Restore();
        Age(100);

        Assert.Empty(Prune().Removed);
        Assert.Contains(_site.Folder["fork"], CacheInfo.Run(Open(), _findings)!.Stores.Select(store => store.Upstream));
    }

    [Fact]
    public async Task What_a_restore_finds_missing_afterwards_it_fetches()
    {
        await RestoreXThenY(keepingTheFirstLockAs: "other.lock.json");
        Age(100);
        Assert.Single(Prune().Removed);
        var (lockOfX, _) = (File.ReadAllText(_site.Folder["site", "other.lock.json"]), _site.Undeclare("mod_y").Declare("mod_x"));
        _site.LockText = lockOfX;

        _site.RealCache = Open();
        await _site.Restore(locked: true);

        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task A_lock_that_is_missing_or_cannot_be_read_ends_it()
    {
        await RestoreXThenY();
        Age(100);

        Assert.Equal("MOODLE1131", Error(projects: _site.Folder["site", "mistyped.moodleproj"]).Id);
        Assert.Equal("MOODLE1303", Error(projects: _site.Folder.Write("site/broken.lock.json", "no lock")).Id);
        File.Delete(_site.LockPath);
        Assert.Equal("MOODLE1131", Error().Id);
        Assert.Equal(3, CacheInfo.Run(Open(), _findings)!.Stores.Length);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("a week")]
    [InlineData("10001")]
    public async Task A_number_of_days_that_makes_no_sense_is_an_error(string days)
    {
        await _site.Restore();
        Assert.Equal(("MOODLE1130", "MoodlePruneDays"), (Error(days).Id, Error(days).Origin!.Element));
    }

    public void Dispose() => _site.Dispose();

    // The lock holds mod_y in the end; what mod_x needed is in the cache.
    private async Task RestoreXThenY(string? keepingTheFirstLockAs = null)
    {
        _site.Declare("mod_x");
        await _site.Restore();
        if (keepingTheFirstLockAs is { } name)
        {
            File.Copy(_site.LockPath, _site.Folder["site", name]);
        }

        _site.Undeclare("mod_x").Declare("mod_y");
        await _site.Restore();
    }

    private void Age(double days)
    {
        foreach (var repository in Directory.GetDirectories(_site.Folder["cache"], "*.git"))
        {
            Directory.SetLastWriteTimeUtc(repository, DateTime.UtcNow.AddDays(-days));
        }
    }

    private PrunedCache Prune(string days = "90", bool dryRun = false, params string[] projects) => TryPrune(days, dryRun, projects) ?? throw new InvalidOperationException(string.Join("; ", _findings.Errors));

    private Diagnostic Error(string days = "90", params string[] projects)
    {
        Assert.Null(TryPrune(days, false, projects));
        return Assert.Single(_findings.Errors);
    }

    private PrunedCache? TryPrune(string days, bool dryRun, string[] projects)
    {
        _findings = new();
        return PruneCache.Run(new(_site.Declaration.ProjectFile, _site.LockPath, [.. projects], days, dryRun), Open(), _findings, default);
    }

    private IGitCache Open() => GitCache.Open(GitCaches.Options(_site.Folder["cache"]) with { Engine = GitEngine.Auto, RetryDelays = [] }).Value!;
}
