using Moodle.Sdk.Declaration;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class Only_what_changed_in_the_declaration_moves : IAsyncLifetime
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _compatible;
    private readonly PluginUpstream _version;
    private readonly PluginUpstream _branch;

    public Only_what_changed_in_the_declaration_moves()
    {
        _compatible = Plugin("mod_compatible");
        _version = Plugin("mod_version");
        _branch = Plugin("mod_branch");
        Plugin("mod_tag");
        _site.Declare("mod_compatible")
            .Declare("mod_version", new CodeRequest.Version("v*"))
            .Declare("mod_branch", new CodeRequest.Branch("main"))
            .Declare("mod_tag", new CodeRequest.Tag("v1"));
    }

    public async Task InitializeAsync()
    {
        await _site.Restore();
        _site.Cache.TakeNetwork();
        foreach (var upstream in new[] { _compatible, _version, _branch })
        {
            upstream.Release("2024120100", "v2");
        }

        _site.Moodle.Repository.Branch("MOODLE_405_STABLE");
        _site.Moodle.Release("v4.5.11", "2024100711.00", "4.5.11 (Build: 20260413)", "405");
    }

    [Fact]
    public async Task Another_request()
    {
        _site.Declare("mod_branch", new CodeRequest.Tag("v2"));

        Assert.Equal(["mod_branch 2024110100 (main) -> 2024120100 (v2)"], await Moves());
        Assert.Equal(["fetch mod_branch 1", "list mod_branch"], _site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task Another_repository()
    {
        _site.Upstream("fork").Repository.Write("version.php", new PluginVersion("2024110100").ToPhp("mod_tag")).Commit();
        _site.Declare("mod_tag", new CodeRequest.Branch("main"), "fork");

        await _site.Restore();

        Assert.Equal(["fetch fork 1", "list fork"], _site.Cache.TakeNetwork());
        Assert.EndsWith("fork", _site.Lock.Find(Resolution.Given.Component("mod_tag"))!.Upstream.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_plugin()
    {
        Plugin("mod_new");
        _site.Declare("mod_new");

        Assert.Equal(["mod_new 2024110100 (v1) is new"], await Moves());
        Assert.Equal(["fetch mod_new 1", "list mod_new"], _site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task A_dropped_plugin_with_a_warning_to_uninstall_it_first()
    {
        _site.Undeclare("mod_tag");

        Assert.Equal(["mod_tag 2024110100 (v1) is dropped"], await Moves());
        Assert.Empty(_site.Cache.TakeNetwork());
        Assert.Contains(_site.Findings.All, f => f.Message.Contains("mod_tag", StringComparison.Ordinal) && f.Text.Contains("uninstall_plugins.php", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_minor_update_of_Moodle_moves_Moodle_alone()
    {
        _site.Core = new CodeRequest.Version("4.5.11");

        Assert.Equal(["core 2024100710 (v4.5.10) -> 2024100711 (v4.5.11)"], await Moves());
        Assert.Equal(["fetch moodle 1", "list moodle"], _site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task Another_branch_of_Moodle_moves_plugins_without_an_exact_reference_too()
    {
        _site.Core = new CodeRequest.Version("5.1");

        Assert.Equal(
            [
                "core 2024100710 (v4.5.10) -> 2025100600 (v5.1.0)",
                "mod_compatible 2024110100 (v1) -> 2024120100 (v2)",
                "mod_version 2024110100 (v1) -> 2024120100 (v2)",
            ],
            await Moves());
        Assert.Equal("compatible with 5.1", _site.Lock.Find(Resolution.Given.Component("mod_compatible"))!.Requested);
        Assert.All(_site.Lock.Components.Skip(1), c => Assert.StartsWith("public/mod/", c.Place, StringComparison.Ordinal));
        Assert.Empty(LockFreshness.Check(_site.Declaration, _site.Lock));
    }

    [Fact]
    public async Task Update_moves_everything_that_can_move()
    {
        Assert.Equal(
            [
                "core 2024100710 (v4.5.10) -> 2024100711 (v4.5.11)",
                "mod_branch 2024110100 (main) -> 2024120100 (main)",
                "mod_compatible 2024110100 (v1) -> 2024120100 (v2)",
                "mod_version 2024110100 (v1) -> 2024120100 (v2)",
            ],
            await Updated());
    }

    [Fact]
    public async Task Force_evaluate_does_the_same() => Assert.Equal(4, (await Moves(force: true)).Length);

    [Fact]
    public async Task Update_of_some_moves_these_alone()
    {
        Assert.Equal(
            ["core 2024100710 (v4.5.10) -> 2024100711 (v4.5.11)", "mod_branch 2024110100 (main) -> 2024120100 (main)"],
            await Updated("core", "mod_branch"));
        Assert.Equal(["fetch mod_branch 1", "fetch moodle 1", "list mod_branch", "list moodle"], _site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task Update_of_one_that_the_site_does_not_declare_is_an_error()
    {
        var errors = await _site.UpdateErrors("core", "mod_brunch", "zzz");

        Assert.Equal(["MOODLE1310", "MOODLE1310"], errors.Select(e => e.Id));
        Assert.Contains("'mod_brunch' cannot be updated: the site does not declare it; it declares mod_branch.", errors[0].Message, StringComparison.Ordinal);
        Assert.Empty(_site.Cache.TakeNetwork());
    }

    [Fact]
    public async Task Update_where_nothing_moves_leaves_the_bytes_alone()
    {
        await Updated();
        var text = _site.LockText;
        // One more tag that does not fit is no reason to touch the lock, although the count of tags is another.
        _compatible.Release(new PluginVersion("2027010100") { Requires = "2027010100" }, "v9");

        var outcome = await _site.Update();

        Assert.Empty(outcome.Moves);
        Assert.False(outcome.LockWritten);
        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task A_version_that_goes_down_is_refused_against_the_lock_being_replaced()
    {
        var old = _branch.Repository.Resolve("refs/heads/main");
        _branch.Branch("old", old).Release("2024010100");
        _site.Declare("mod_branch", new CodeRequest.Branch("old"));

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal("mod_branch", error.Component);
        Assert.Contains("2024010100", error.Message, StringComparison.Ordinal);
        Assert.Contains("AllowDowngrade", error.Text, StringComparison.Ordinal);
    }

    public Task DisposeAsync()
    {
        _site.Dispose();
        return Task.CompletedTask;
    }

    private PluginUpstream Plugin(string component)
    {
        var upstream = _site.Upstream(component);
        upstream.Release("2024110100", "v1");
        return upstream;
    }

    private async Task<string[]> Moves(bool force = false) => Moved(await _site.Restore(force: force));

    private async Task<string[]> Updated(params string[] names) => Moved(await _site.Update(names));

    private string[] Moved(RestoredSite outcome)
    {
        Assert.True(outcome.LockWritten);
        Assert.Equal(_site.Lock.Components.ToArray(), outcome.Lock.Components.ToArray());
        return [.. outcome.Moves.Select(m => m.ToString())];
    }
}
