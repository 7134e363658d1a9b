using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_tree_that_no_site_can_hold_gets_into_no_lock : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;

    public A_tree_that_no_site_can_hold_gets_into_no_lock()
    {
        _plugin = _site.Upstream("mod_x");
        _plugin.Release("2024110100");
        _site.Declare("mod_x", new CodeRequest.Branch("main"));
    }

    [Theory]
    [InlineData("40000", "..", 1501)]
    [InlineData("40000", ".git", 1501)]
    [InlineData("100644", "..\\evil.php", 1501)]
    [InlineData("120000", "link", 1507)]
    public async Task Not_at_the_first_restore(string mode, string name, int code)
    {
        Hostile(mode, name);

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal((code, "mod_x", "mod_x"), (error.Code, error.Component, error.Origin?.Include));
        Assert.False(File.Exists(_site.LockPath));
    }

    [Fact]
    public async Task Not_at_an_update_and_the_lock_stays_as_it_was()
    {
        await _site.Restore();
        Hostile("40000", ".git");

        Assert.Equal([1501], (await _site.UpdateErrors()).Select(e => e.Code));
        Assert.Equal([1501], (await _site.RestoreErrors(force: true)).Select(e => e.Code));
        await _site.Restore();
    }

    [Fact]
    public async Task Not_by_a_commit_that_a_hand_wrote_into_the_lock()
    {
        await _site.Restore();
        var before = _site.Lock.Find(Resolution.Given.Component("mod_x"))!.Commit.ToString();
        Hostile("40000", ".git");
        _site.LockText = _site.LockText.Replace(before, _plugin.Repository.Resolve("main"), StringComparison.Ordinal);

        Assert.Equal([1501], (await _site.RestoreErrors()).Select(e => e.Code));
    }

    [Fact]
    public async Task Nor_a_name_that_this_system_cannot_have()
    {
        _plugin.Repository.Write("Lib.php", "").Write("nul.txt", "").Commit();
        _site.Rules = new(FoldsCase: true, IsWindows: false);
        Assert.Equal([1506], (await _site.RestoreErrors()).Select(e => e.Code));
        _site.Rules = new(FoldsCase: true, IsWindows: true);
        Assert.Equal([1501], (await _site.RestoreErrors()).Select(e => e.Code));

        _site.Rules = new(FoldsCase: false, IsWindows: false);
        await _site.Restore();
        Assert.Equal([1506], _site.Findings.All.Where(f => f.Severity == Severity.Warning && f.Component == "mod_x").Select(f => f.Code));
    }

    [Fact]
    public async Task Several_are_told_at_once()
    {
        _site.Upstream("mod_y").Repository.Link("link", "/etc").Write("version.php", new PluginVersion("2024110100").ToPhp("mod_y")).Commit();
        _site.Declare("mod_y", new CodeRequest.Branch("main"));
        Hostile("40000", ".git");

        Assert.Equal([(1501, "mod_x"), (1507, "mod_y")], (await _site.RestoreErrors()).Select(e => (e.Code, e.Component!)).Order());
    }

    [Fact]
    public async Task Only_what_no_lock_held_before_is_judged()
    {
        var other = _site.Upstream("mod_y");
        other.Repository.Write("pix/y/icon.svg", "y");
        other.Release("2024110100");
        _plugin.Repository.Write("pix/x/icon.svg", "x");
        _plugin.Release("2024110200");
        _site.Declare("mod_y", new CodeRequest.Branch("main"));
        await _site.Restore();
        Assert.Equal(["mod_x", "mod_y"], Walked());

        await _site.Restore();
        await _site.Restore(locked: true);
        Assert.Empty(Walked());

        _plugin.Release("2024120100");
        await _site.Update();
        Assert.Equal(["mod_x"], Walked());

        _site.Cache.Empty();
        await _site.Restore();
        Assert.Empty(Walked());

        // Nothing but a walk through the whole tree comes by these folders.
        string[] Walked() =>
        [
            .. new[] { ("mod_x", _plugin.Repository.Git("rev-parse", "main:pix/x")), ("mod_y", other.Repository.Git("rev-parse", "main:pix/y")) }
                .Where(folder => _site.Cache.TreesRead.TryRemove(folder.Item2, out _)).Select(folder => folder.Item1),
        ];
    }

    public void Dispose() => _site.Dispose();

    private void Hostile(string mode, string name)
    {
        var repository = _plugin.Repository;
        var sound = repository.Git("ls-tree", "HEAD").Split('\n').Select(line => line.Split([' ', '\t'])).Select(e => (Mode: e[0].TrimStart('0'), Name: e[3], Id: e[2]));
        var id = mode == "40000" ? repository.RawTree(("100644", "evil.php", repository.RawBlob("<?php"))) : repository.RawBlob("/etc/passwd");
        var tree = sound.Append((mode, name, id)).OrderBy(e => e.Item1 == "40000" ? e.Item2 + "/" : e.Item2, StringComparer.Ordinal);
        repository.CommitRawTree(repository.RawTree([.. tree]));
    }
}
