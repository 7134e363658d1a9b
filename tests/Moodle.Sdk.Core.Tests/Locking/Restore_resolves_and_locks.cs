using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class Restore_resolves_and_locks : IDisposable
{
    private readonly LockedSite _site = new();

    [Fact]
    public async Task Moodle_and_each_plugin_with_what_a_person_needs_to_review()
    {
        var upstream = _site.Upstream("mod_example");
        var commit = upstream.Release(new PluginVersion("2024110100") { Release = "v1.3", Supported = (404, 405) }, "v1.3");
        _site.Declare("mod_example");

        var outcome = await _site.Restore();

        Assert.True(outcome.LockWritten);
        var (core, plugin) = (_site.Lock.Core, _site.Lock.Components[1]);
        Assert.Equal("refs/tags/v4.5.10", core.Reference);
        Assert.Equal(_site.Moodle.Commit("v4.5.10"), core.Commit.ToString());
        Assert.Equal(_site.Moodle.Repository.ResolveTree("v4.5.10"), core.Tree.ToString());
        Assert.Equal(("2024100710", "4.5.10 (Build: 20260216)", "405", ""), (core.Version.ToString(), core.Release, core.Branch.ToString(), core.Place));
        Assert.Equal("version 4.5", core.Requested);
        Assert.Null(core.Reason);

        Assert.Equal(commit, plugin.Commit.ToString());
        Assert.Equal(("refs/tags/v1.3", "2024110100", "v1.3", "mod/example"), (plugin.Reference, plugin.Version.ToString(), plugin.Release, plugin.Place));
        Assert.Equal("compatible with 4.5", plugin.Requested);
        Assert.Equal("highest stable tag that supports 4.5: v1.3 of 1 tag and 1 branch", plugin.Reason);
        Assert.Null(plugin.Branch);
        Assert.Equal(["core 2024100710 (v4.5.10) is new", "mod_example 2024110100 (v1.3) is new"], outcome.Moves.Select(m => m.ToString()));
        Assert.All(_site.Lock.Components, c => Assert.True(_site.Cache.Keeps(c.Upstream, c.Commit)));
    }

    [Fact]
    public async Task Each_upstream_is_listed_once_and_all_candidates_of_a_plugin_are_one_fetch()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release("2024010100", "v1");
        upstream.Release("2024110100", "v2");
        upstream.Release("2024120100");
        upstream.Branch("feature").Release("2099010100");
        _site.Declare("mod_example");

        await _site.Restore();

        Assert.Equal(["fetch mod_example 1", "fetch moodle 1", "files mod_example 3", "list mod_example", "list moodle"], _site.Cache.TakeNetwork());
        Assert.Equal("refs/tags/v2", _site.Lock.Components[1].Reference);
    }

    [Fact]
    public async Task A_full_commit_is_not_even_listed()
    {
        var upstream = _site.Upstream("mod_example");
        var commit = upstream.Release("2024110100");
        _site.Core = new CodeRequest.Commit(_site.Moodle.Commit("v4.5.1"));
        _site.Declare("mod_example", new CodeRequest.Commit(commit));

        await _site.Restore();

        Assert.Equal(["fetch mod_example 1", "fetch moodle 1"], _site.Cache.TakeNetwork());
        Assert.All(_site.Lock.Components, c => Assert.Null(c.Reference));
        Assert.Equal($"commit {commit}", _site.Lock.Components[1].Requested);
    }

    [Theory]
    [InlineData("4.5.1", "refs/tags/v4.5.1")]
    [InlineData("4.5+", "refs/heads/MOODLE_405_STABLE")]
    [InlineData("5.*", "refs/tags/v5.1.0")]
    [InlineData("5.2.*-*", "refs/tags/v5.2.0-rc1")]
    [InlineData("5.0.0-beta", "refs/tags/v5.0.0-beta")]
    public async Task Moodle_by_version(string version, string reference)
    {
        _site.Core = new CodeRequest.Version(version);

        await _site.Restore();

        Assert.Equal(reference, _site.Lock.Core.Reference);
        Assert.Equal(_site.Moodle.Commit(reference), _site.Lock.Core.Commit.ToString());
    }

    [Fact]
    public async Task Moodle_by_tag_branch_and_short_commit()
    {
        foreach (var (request, reference) in new (CodeRequest, string?)[]
        {
            (new CodeRequest.Tag("v4.5.1"), "refs/tags/v4.5.1"),
            (new CodeRequest.Branch("MOODLE_501_STABLE"), "refs/heads/MOODLE_501_STABLE"),
            (new CodeRequest.Commit(_site.Moodle.Commit("v4.5.9")[..9]), "refs/tags/v4.5.9"),
        })
        {
            _site.Core = request;
            await _site.Restore();
            Assert.Equal(reference, _site.Lock.Core.Reference);
            Assert.Equal(_site.Moodle.Commit(reference!), _site.Lock.Core.Commit.ToString());
            File.Delete(_site.LockPath);
        }
    }

    [Fact]
    public async Task The_public_layout_of_5_1_is_read()
    {
        _site.Core = new CodeRequest.Version("5.1");
        _site.Upstream("mod_example").Release("2024110100", "v1");
        _site.Declare("mod_example");

        await _site.Restore();

        Assert.Equal("501", _site.Lock.Core.Branch.ToString());
        Assert.Equal("public/mod/example", _site.Lock.Components[1].Place);
    }

    [Fact]
    public async Task A_short_commit_is_looked_for_in_the_whole_history()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release("2024010100");
        var old = upstream.Release("2024020100");
        upstream.Release("2024030100", "v3");
        _site.Declare("mod_example", new CodeRequest.Commit(old[..12]));

        await _site.Restore();

        Assert.Contains("fetch mod_example 1 with history", _site.Cache.TakeNetwork());
        Assert.Equal(old, _site.Lock.Components[1].Commit.ToString());
        Assert.Null(_site.Lock.Components[1].Reference);
    }

    [Theory]
    [InlineData("4.5-r*", "v4.5-r10", "files mod_example 2")]
    [InlineData("v4.5-r2", "v4.5-r2", "fetch mod_example 1")]
    [InlineData("4.5-r2", "v4.5-r2", "fetch mod_example 1")]
    public async Task A_version_that_tags_name_fetches_these_tags_alone(string version, string tag, string fetch)
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release("2024100702", "v4.5-r2");
        upstream.Release("2024100710", "v4.5-r10");
        upstream.Release("2025041400", "v5.0-r1");
        _site.Declare("mod_example", new CodeRequest.Version(version));

        await _site.Restore();

        Assert.Equal($"refs/tags/{tag}", _site.Lock.Components[1].Reference);
        Assert.Contains(fetch, _site.Cache.TakeNetwork());
    }

    [Theory]
    [InlineData("2.0", "refs/heads/MOODLE_405_STABLE")]
    [InlineData("1.*", "refs/tags/first")]
    [InlineData("2024010100", "refs/tags/first")]
    [InlineData("[2024010100,2024100700)", "refs/tags/first")]
    [InlineData("[2024010100,)", "refs/heads/MOODLE_405_STABLE")]
    public async Task Else_releases_and_numbers_of_all_candidates_are_read(string version, string reference)
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release(new PluginVersion("2024010100") { Release = "v1.0" }, "first");
        upstream.Branch("MOODLE_405_STABLE").Release(new PluginVersion("2024100800") { Release = "2.0" });
        upstream.Branch("feature").Release(new PluginVersion("2024100801") { Release = "2.0" });
        _site.Declare("mod_example", new CodeRequest.Version(version));

        await _site.Restore();

        Assert.Equal(reference, _site.Lock.Components[1].Reference);
    }

    [Fact]
    public async Task Of_tags_that_match_the_highest_version_is_taken_whatever_their_names()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release("2024110100", "v1.1");
        upstream.Release("2024010100", "v1.9");
        _site.Declare("mod_example", new CodeRequest.Version("1.*"));

        await _site.Restore();

        Assert.Equal("refs/tags/v1.1", _site.Lock.Components[1].Reference);
        Assert.Equal("highest of 2 that match and fit 4.5: tag v1.1 of 2 tags and 1 branch", _site.Lock.Components[1].Reason);
    }

    [Fact]
    public async Task An_update_does_not_go_below_the_lock_and_says_what_the_rule_would_take()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release("2024110100", "v1");
        var locked = upstream.Release("2024120100", "v2");
        _site.Declare("mod_example");
        await _site.Restore();
        upstream.Repository.DeleteRef("refs/tags/v2").DeleteRef("refs/heads/main");

        var outcome = await _site.Update();

        Assert.Empty(outcome.Moves);
        Assert.Equal(locked, _site.Lock.Components[1].Commit.ToString());
        Assert.Equal(
            "mod_example stays at 2024120100, which the site has: the rule would take tag v1, whose version 2024110100 is lower.", Assert.Single(outcome.Notes));
    }

    [Fact]
    public async Task Plugins_of_every_Configuration_are_locked()
    {
        _site.Upstream("mod_example").Release("2024110100", "v1");
        _site.Declare("mod_example", null, null, "Release");

        await _site.Restore();

        Assert.Equal(2, _site.Lock.Components.Length);
    }

    public void Dispose() => _site.Dispose();
}
