using System.Text.Json;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class The_lock_holds_a_site_where_it_is : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public The_lock_holds_a_site_where_it_is()
    {
        _site = _world.DeclaredSite(moodle: "4.5.*");
        Assert.Equal(0, _site.Run("restore").ExitCode);
        _world.Moodle.Repository.Branch("MOODLE_405_STABLE");
        _world.Moodle.Release("v4.5.11", "2024100711.00", "4.5.11 (Build: 20260413)", "405");
        _world.Attendance.Release(new PluginVersion("2024100703") { Release = "1.2", Supported = (405, 405) }, "v1.2");
    }

    [Fact]
    public void Restore_keeps_what_is_locked_and_update_moves_it()
    {
        var locked = File.ReadAllText(_site.LockFile);
        Assert.Equal(0, _site.Run("restore").ExitCode);
        Assert.Equal(locked, File.ReadAllText(_site.LockFile));

        var update = _site.Run("build", "--no-restore", "-t:Update");

        Assert.True(update.ExitCode == 0, update.Output);
        var now = File.ReadAllText(_site.LockFile);
        Assert.Contains(_world.Moodle.Commit("v4.5.11"), now, StringComparison.Ordinal);
        Assert.Contains(_world.Attendance.Repository.Resolve("v1.2"), now, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_of_one_component_moves_only_that_one_in_locked_mode_too()
    {
        var update = _site.Run("build", "--no-restore", "-t:Update", "-p:MoodlePlugins=mod_attendance", "-p:RestoreLockedMode=true");

        Assert.True(update.ExitCode == 0, update.Output);
        var now = File.ReadAllText(_site.LockFile);
        Assert.Contains(_world.Moodle.Commit("v4.5.10"), now, StringComparison.Ordinal);
        Assert.Contains(_world.Attendance.Repository.Resolve("v1.2"), now, StringComparison.Ordinal);
    }

    [Fact]
    public void Update_of_several_components_says_what_moved_and_then_that_nothing_does()
    {
        var update = _site.Run("build", "--no-restore", "-t:Update", "-p:MoodlePlugins=core+mod_attendance", "-getTargetResult:Update");

        Assert.True(update.ExitCode == 0, update.Output);
        var moves = JsonDocument.Parse(update.StandardOutput).RootElement.GetProperty("TargetResults").GetProperty("Update").GetProperty("Items");
        Assert.Equal(["core", "mod_attendance"], moves.EnumerateArray().Select(m => m.GetProperty("Identity").GetString()));
        Assert.Equal(["core", "mod_attendance"], Told());

        Assert.Equal(0, _site.Run("build", "--no-restore", "-t:Update").ExitCode);
        Assert.Empty(Told());

        IEnumerable<string?> Told() => JsonDocument.Parse(File.ReadAllText(Path.Combine(_site.Folder, "obj", "moodle", "site", "update.json")))
            .RootElement.EnumerateArray().Select(m => m.GetProperty("Identity").GetString());
    }

    [Fact]
    public void Force_evaluate_resolves_everything_anew()
    {
        Assert.Equal(0, _site.Run("restore", "--force-evaluate").ExitCode);

        Assert.Contains(_world.Moodle.Commit("v4.5.11"), File.ReadAllText(_site.LockFile), StringComparison.Ordinal);
    }

    [Fact]
    public void Locked_mode_fails_without_a_lock_or_when_it_would_change_and_changes_nothing()
    {
        var locked = File.ReadAllText(_site.LockFile);
        _site.Declare(_world.Properties("4.5.9"), _world.Item("mod_attendance"));

        var restore = _site.Run("restore", "--locked-mode");

        Assert.NotEqual(0, restore.ExitCode);
        Assert.Contains("MOODLE13", Assert.Single(restore.Diagnostics), StringComparison.Ordinal);
        Assert.Equal(locked, File.ReadAllText(_site.LockFile));

        File.Delete(_site.LockFile);
        Assert.NotEqual(0, _site.Run("restore", "--locked-mode").ExitCode);
        Assert.False(File.Exists(_site.LockFile));
    }

    [Fact]
    public void Offline_restore_works_from_lock_and_cache_and_names_what_is_missing()
    {
        Assert.Equal(0, _site.Run("build", "-p:MoodleOffline=true").ExitCode);
        _site.Declare(_world.Properties("4.5.*"), _world.Item("mod_attendance") + _world.Item("theme_union") + _world.Item("block_absent"));

        var restore = _site.Run("restore", "-p:MoodleOffline=true");

        Assert.NotEqual(0, restore.ExitCode);
        Assert.Contains(restore.Diagnostics, d => d.Contains("block_absent", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }
}
