using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class What_plugins_need_of_each_other_is_found : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly Dictionary<string, PluginUpstream> _upstreams = [];

    public What_plugins_need_of_each_other_is_found()
    {
        _site.Directories.Add("directory");
        _site.PluginsDirectory("directory", ("local_bb", "local_bb"), ("local_cc", "local_cc"), ("mod_a", "mod_a"));
    }

    [Fact]
    public async Task An_error_prints_the_items_to_add()
    {
        Release("mod_a", 1, ("local_bb", 1));
        Release("local_bb", 1, ("local_cc", null));
        Release("local_cc", 1);
        _site.Declare("mod_a");

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1428", "mod_a"), (error.Id, error.Component));
        Assert.StartsWith("mod_a 2024100701 needs local_bb 2024100701 or later, which is neither declared nor part of Moodle 4.5.10", error.Message, StringComparison.Ordinal);
        Assert.Equal(
            """Declare it with what it needs itself: <MoodlePlugin Include="local_bb" /> <MoodlePlugin Include="local_cc" /> (a plugins directory knows them), or let needed plugins be added: MoodleTransitivePlugins=true.""",
            error.Remedy);
    }

    [Fact]
    public async Task One_that_no_directory_knows_is_named_as_it_is()
    {
        Release("mod_a", 1, ("local_unheardof", null));
        _site.Declare("mod_a");

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1428", """Declare it: <MoodlePlugin Include="local_unheardof" />."""), (error.Id, error.Remedy));
        _site.AddsRequired = true;
        Assert.Equal(("MOODLE1150", "local_unheardof"), (Assert.Single(await _site.RestoreErrors()).Id, _site.Findings.Errors[0].Component));
    }

    [Fact]
    public async Task They_are_added_stay_while_they_are_needed_and_leave()
    {
        Release("mod_a", 1, ("local_bb", 1));
        Release("mod_d", 1, ("local_cc", 1));
        Release("local_bb", 1, ("local_cc", null));
        Release("local_cc", 1);
        _site.Declare("mod_a").Declare("mod_d");
        _site.AddsRequired = true;

        await _site.Restore();

        Assert.Equal(
            ["core ", "local_bb mod_a", "local_cc local_bb mod_d", "mod_a ", "mod_d "],
            _site.Lock.Components.Select(c => $"{c.Component} {string.Join(' ', c.RequiredBy)}"));
        Assert.Equal(_site.Folder["directory"], _site.Lock.Components[1].NamedBy?.Directory);
        var text = _site.LockText;

        // From then on they are locked as any other plugin.
        Release("local_bb", 2, ("local_cc", null));
        _site.Cache.Offline = true;
        Assert.False((await _site.Restore(locked: true)).LockWritten);
        Assert.Equal(text, _site.LockText);
        _site.Cache.Offline = false;
        Assert.Equal("local_bb", Assert.Single((await _site.Update("local_bb")).Moves).Component.ToString());

        _site.Undeclare("mod_a");
        await _site.Restore();
        Assert.Equal(["core ", "local_cc mod_d", "mod_d "], _site.Lock.Components.Select(c => $"{c.Component} {string.Join(' ', c.RequiredBy)}"));

        _site.AddsRequired = false;
        Assert.Equal("MOODLE1428", Assert.Single(await _site.RestoreErrors()).Id);
    }

    [Fact]
    public async Task Beside_an_added_one_a_plugin_that_leaves_is_told_where_only_the_lock_came()
    {
        Release("mod_a", 1, ("local_bb", 1));
        Release("local_bb", 1);
        Release("mod_d", 1);
        _site.Declare("mod_a").Declare("mod_d");
        _site.AddsRequired = true;
        await _site.Restore();
        _site.Build();
        await _site.Undeclare("mod_d").Restore();
        File.SetLastWriteTimeUtc(_site.LockPath, DateTime.UtcNow.AddMinutes(1));

        await _site.Restore();

        Assert.Equal(["MOODLE1444 mod_d"], _site.Findings.All.Select(f => $"{f.Id} {f.Component}"));
    }

    [Fact]
    public async Task A_choice_is_taken_back_where_it_does_not_go_together_three_components_deep()
    {
        Chain();
        _site.Declare("mod_a").Declare("local_bb").Declare("local_cc", new CodeRequest.Version("2024100701"));

        var restored = await _site.Restore();

        Assert.Equal(["2024100701", "2024100701", "2024100701"], _site.Lock.Components.Skip(1).Select(c => c.Version.ToString()));
        Assert.Contains("mod_a is taken at 2024100701 (tag v1): 2024100702 (tag v2) does not go together with the other plugins.", restored.Notes);
        Assert.Equal("goes together with the other plugins, as tag v2 does not: tag v1", _site.Lock.Components[3].Reason);

        // As soon as nothing stands in the way any more.
        _site.Declare("local_cc");
        await _site.Update();
        Assert.Equal(["2024100702", "2024100702", "2024100702"], _site.Lock.Components.Skip(1).Select(c => c.Version.ToString()));
        // What the site has does not go down, whatever would go together.
        _site.Declare("local_cc", new CodeRequest.Version("2024100701"));
        Assert.NotEmpty(await _site.RestoreErrors());
    }

    [Fact]
    public async Task One_message_names_the_chain_and_what_its_end_accepts()
    {
        Chain();
        _site.Declare("mod_a", new CodeRequest.Version("2024100702")).Declare("local_bb").Declare("local_cc", new CodeRequest.Version("2024100701"));

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1219", "mod_a"), (error.Id, error.Component));
        Assert.Equal(
            "No versions of the site's plugins go together: mod_a 2024100702 needs local_bb 2024100702 or later, local_bb 2024100702 needs local_cc 2024100702 or later; "
            + "of local_cc the highest declared as version 2024100701 is 2024100701.",
            error.Message);
    }

    [Fact]
    public async Task What_a_plugin_inside_a_plugin_needs_is_found_too()
    {
        ReleaseWithStep(1, null);
        Release("local_bb", 1);
        _site.Declare("tool_outer");

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1428", "tool_outer"), (error.Id, error.Component));
        Assert.StartsWith("tool_outer 2024100701 ships step_mail, which needs local_bb, which is neither declared nor part of Moodle 4.5.10", error.Message, StringComparison.Ordinal);
        Assert.Equal("""Declare it: <MoodlePlugin Include="local_bb" /> (a plugins directory knows it), or let needed plugins be added: MoodleTransitivePlugins=true.""", error.Remedy);

        _site.AddsRequired = true;
        await _site.Restore();
        Assert.Equal(["core ", "local_bb tool_outer", "tool_outer "], _site.Lock.Components.Select(c => $"{c.Component} {string.Join(' ', c.RequiredBy)}"));
    }

    [Fact]
    public async Task A_choice_is_taken_back_for_what_a_plugin_inside_it_needs()
    {
        Release("local_bb", 1);
        Release("local_bb", 2);
        ReleaseWithStep(1, 1);
        ReleaseWithStep(2, 2);
        _site.Declare("tool_outer").Declare("local_bb", new CodeRequest.Version("2024100701"));

        await _site.Restore();

        Assert.Equal("2024100701", _site.Lock.Components[2].Version.ToString());
        // Where nothing else is left, who needs it is named.
        _site.Declare("tool_outer", new CodeRequest.Version("2024100702"));
        var error = Assert.Single(await _site.RestoreErrors(force: true));
        Assert.Equal("MOODLE1429", error.Id);
        Assert.StartsWith("tool_outer 2024100702 ships step_mail, which needs local_bb 2024100702 or later", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _site.Dispose();

    // A plugin with one inside it, which needs local_bb.
    private void ReleaseWithStep(int version, int? atLeast)
    {
        if (!_upstreams.TryGetValue("tool_outer", out var upstream))
        {
            _upstreams["tool_outer"] = upstream = _site.Upstream("tool_outer");
        }

        var step = new PluginVersion("2024100700") { Dependencies = new Dictionary<string, string> { ["local_bb"] = atLeast is { } least ? $"202410070{least}" : "ANY_VERSION" } };
        upstream.Repository.Write("db/subplugins.json", """{"plugintypes": {"step": "admin/tool/outer/step"}}""").Write("step/mail/version.php", step.ToPhp("step_mail"));
        Release("tool_outer", version);
    }

    private void Chain()
    {
        Release("mod_a", 1, ("local_bb", null));
        Release("mod_a", 2, ("local_bb", 2));
        Release("local_bb", 1, ("local_cc", null));
        Release("local_bb", 2, ("local_cc", 2));
        Release("local_cc", 1);
        Release("local_cc", 2);
    }

    private void Release(string component, int version, params (string Component, int? AtLeast)[] needs)
    {
        if (!_upstreams.TryGetValue(component, out var upstream))
        {
            _upstreams[component] = upstream = _site.Upstream(component);
        }

        upstream.Release(
            new PluginVersion($"202410070{version}")
            {
                Release = $"v{version}",
                Supported = (405, 405),
                Dependencies = needs.ToDictionary(n => n.Component, n => n.AtLeast is { } least ? $"202410070{least}" : "ANY_VERSION"),
            },
            $"v{version}");
    }
}
