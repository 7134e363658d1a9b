using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class What_moodle_would_refuse_is_an_error_before_a_file_is_written : IDisposable
{
    private const string Branch = "Branch=\"main\"";

    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public What_moodle_would_refuse_is_an_error_before_a_file_is_written() => _site = _world.Site();

    [Fact]
    public void With_every_error_at_the_item_that_leads_to_it()
    {
        Plugin("mod_anewer", new PluginVersion("2024100701") { Requires = "2025100600" });
        Plugin("mod_bnot", new PluginVersion("2024100701") { Incompatible = 405 });
        Plugin("mod_cneeds", new PluginVersion("2024100701") { Dependencies = new Dictionary<string, string> { ["mod_absent"] = "ANY_VERSION" } });
        Plugin("mod_dneeds", new PluginVersion("2024100701") { Dependencies = new Dictionary<string, string> { ["mod_anewer"] = "2030010100" } });
        Plugin("mod_forum", new PluginVersion("2024100701"));
        _world.Plugin("mod_gother").Release(new PluginVersion("2024100701"), component: "mod_another");
        Plugin("nosuch_htype", new PluginVersion("2024100701"));
        _site.Declare(_world.Properties("4.5.10"), Items("mod_anewer", "mod_bnot", "mod_cneeds", "mod_dneeds", "mod_forum", "mod_gother"));

        var build = _site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Told.Exactly(
            [
                (6, "error MOODLE1425: mod_anewer 2024100701 requires 2025100600 (Moodle 5.1), but the site has Moodle 4.5.10 (2024100710)"),
                (7, "error MOODLE1427: mod_bnot 2024100701 is incompatible with Moodle 4.5 and later (incompatible = 405)"),
                (8, "error MOODLE1428: mod_cneeds 2024100701 needs mod_absent, which is neither declared nor part of Moodle 4.5.10 (2024100710)"),
                (9, "error MOODLE1429: mod_dneeds 2024100701 needs mod_anewer 2030010100 or later, but the site has 2024100701"),
                (10, "error MOODLE1431: Moodle 4.5.10 (2024100710) of "),
                (11, "error MOODLE1423: http://127.0.0.1/mod_gother.git holds mod_another, but the item declares mod_gother"),
            ],
            build);
        AssertNothingWritten();

        _site.Declare(_world.Properties("4.5.10"), Items("nosuch_htype"));
        Told.Exactly([(6, "error MOODLE1403: nosuch_htype is of the plugin type 'nosuch', which neither Moodle 4.5.10 (2024100710) nor a declared plugin has")], _site.Run("build"));
        AssertNothingWritten();
    }

    [Fact]
    public void And_what_a_person_should_know_is_a_warning_on_every_build()
    {
        Plugin("mod_aold", new PluginVersion("2024100701") { Supported = (401, 404) });
        Plugin("mod_bbeta", new PluginVersion("2024100701") { Maturity = "MATURITY_BETA" });
        Plugin("mod_csave", new PluginVersion("2024100701") { Savepoint = "2024100702" });
        string[] all = ["mod_aold", "mod_bbeta", "mod_csave"];
        _site.Declare(_world.Properties("4.5.10"), Items(all));
        (int, string)[] expected =
        [
            (6, "warning MOODLE1440: mod_aold 2024100701 supports Moodle 4.1 to 4.4 (supported = [401, 404]), but the site has Moodle 4.5 (405)"),
            (7, "warning MOODLE1441: mod_bbeta 2024100701 is not stable: its maturity is MATURITY_BETA"),
            (8, "warning MOODLE1443: db/upgrade.php of mod_csave 2024100701 has a savepoint above the plugin's version: 2024100702"),
        ];

        foreach (var build in new[] { _site.Run("build"), _site.Run("build"), _site.Run("build", "--no-restore") })
        {
            Assert.True(build.ExitCode == 0, build.Output);
            Told.Exactly(expected, build);
            // As it is found and in the summary: what the restore has told, the build after it does not tell again.
            Assert.Equal(2, build.Output.Split("warning MOODLE1440").Length - 1);
        }

        var strict = _site.Run("build", "-warnaserror");
        Assert.NotEqual(0, strict.ExitCode);
        Told.Exactly([.. expected.Select(e => (e.Item1, e.Item2.Replace("warning", "error", StringComparison.Ordinal)))], strict);

        _site.Declare(
            _world.Properties("4.5.10") + "<NoWarn>$(NoWarn);MOODLE1443</NoWarn>",
            _world.Item("mod_aold", Branch + " NoWarn=\"MOODLE1440\"") + _world.Item("mod_bbeta", Branch + " NoWarn=\"MOODLE1440;MOODLE1441\"") + _world.Item("mod_csave", Branch));
        foreach (var build in new[] { _site.Run("build", "-warnaserror"), _site.Run("build", "-warnaserror") })
        {
            Assert.True(build.ExitCode == 0, build.Output);
            Assert.Empty(build.Diagnostics);
        }
    }

    [Fact]
    public void A_plugin_that_goes_down_is_an_error_against_the_lock_and_against_the_output()
    {
        Declare("Tag=\"v1.1\"");
        Assert.Equal(0, _site.Run("build").ExitCode);
        var (locked, output) = (File.ReadAllText(_site.LockFile), _site.OutputFiles());
        const string down = "MOODLE1434: mod_attendance 2024100701 is older than what the site had: 2024100702 (1.1)";

        Declare("Tag=\"v1.0\"");
        var restore = _site.Run("restore");
        Assert.NotEqual(0, restore.ExitCode);
        Told.Exactly([(6, "error " + down)], restore);
        Assert.Equal(locked, File.ReadAllText(_site.LockFile));

        // Without the lock nobody knows of it at restore, but the output does.
        File.Delete(_site.LockFile);
        Assert.Equal(0, _site.Run("restore").ExitCode);
        foreach (var build in new[] { _site.Run("build"), _site.Run("build", "--no-restore") })
        {
            Assert.NotEqual(0, build.ExitCode);
            Told.Exactly([(6, "error " + down)], build);
            Assert.Equal(output, _site.OutputFiles());
        }

        Declare("Tag=\"v1.0\" AllowDowngrade=\"true\"");
        var allowed = _site.Run("build");
        Assert.True(allowed.ExitCode == 0, allowed.Output);
        Told.Exactly([(6, "warning MOODLE1448: mod_attendance 2024100701 is older than what the site had, 2024100702, and AllowDowngrade lets it pass")], allowed);
        Assert.Equal(_world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.0")), _site.OutputFiles());
    }

    [Fact]
    public void So_are_a_Moodle_that_goes_down_and_one_that_cannot_be_upgraded_to_in_one_step()
    {
        _world.Moodle.Repository.OrphanBranch("MOODLE_401_STABLE");
        _world.Moodle.Release("v4.1.2", "2022112802.00", "4.1.2 (Build: 20230313)", "401");
        _site.Declare(_world.Properties("4.1.2"));
        Assert.Equal(0, _site.Run("build").ExitCode);
        var output = _site.OutputFiles();

        _site.Declare(_world.Properties("5.1.0"));
        var far = _site.Run("build");
        Assert.NotEqual(0, far.ExitCode);
        Told.Exactly([(3, "error MOODLE1433: Only from Moodle 4.2.3 or later can a site be upgraded to Moodle 5.1 (2025100600), and this one had 4.1.2 (Build: 20230313) (2022112802)")], far);
        Assert.Equal(output, _site.OutputFiles());

        _site.Declare(_world.Properties("4.5.10"));
        Assert.Equal(0, _site.Run("build").ExitCode);
        _site.Declare(_world.Properties("4.5.9"));
        var down = _site.Run("build");
        Assert.NotEqual(0, down.ExitCode);
        Told.Exactly([(3, "error MOODLE1432: Moodle 4.5.9 (2024100709) is older than what the site had: 4.5.10 (Build: 20260216) (2024100710)")], down);
    }

    [Fact]
    public void A_new_branch_of_Moodle_resolves_plugins_anew_that_have_no_exact_reference()
    {
        _world.Attendance.Release(new PluginVersion("2025100601") { Release = "2.0", Requires = "2025100600", Supported = (501, 501) }, "v2.0");
        var items = _world.Item("mod_attendance") + _world.Item("theme_union", "Tag=\"v4.5-r1\"");
        _site.Declare(_world.Properties("4.5.9"), items);
        Assert.Equal(0, _site.Run("build").ExitCode);
        Assert.Contains(_world.Attendance.Repository.Resolve("v1.1"), File.ReadAllText(_site.LockFile), StringComparison.Ordinal);

        _world.Attendance.Branch("405", "v1.1").Release(new PluginVersion("2024100703") { Release = "1.2", Supported = (405, 405) }, "v1.2");
        _site.Declare(_world.Properties("4.5.10"), items);
        Assert.Equal(0, _site.Run("build").ExitCode);
        Assert.Contains(_world.Attendance.Repository.Resolve("v1.1"), File.ReadAllText(_site.LockFile), StringComparison.Ordinal);

        _site.Declare(_world.Properties("5.1.0"), items);
        var build = _site.Run("build");
        Assert.True(build.ExitCode == 0, build.Output);
        var now = File.ReadAllText(_site.LockFile);
        Assert.Contains(_world.Attendance.Repository.Resolve("v2.0"), now, StringComparison.Ordinal);
        Assert.Contains(_world.Union.Repository.Resolve("v4.5-r1"), now, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_site.Output, "public", "mod", "attendance", "version.php")));
        Assert.False(Directory.Exists(Path.Combine(_site.Output, "mod")));
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }

    private void Plugin(string component, PluginVersion version) => _world.Plugin(component).Release(version);

    private string Items(params string[] components) => string.Concat(components.Select(c => _world.Item(c, Branch)));

    private void Declare(string metadata) => _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance", metadata));

    private void AssertNothingWritten()
    {
        Assert.False(Directory.Exists(_site.Output));
        Assert.False(File.Exists(_site.LockFile));
    }
}
