using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class The_output_is_put_right : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;
    private readonly IReadOnlyDictionary<string, string> _built;

    public The_output_is_put_right()
    {
        _site = _world.DeclaredSite();
        Assert.Equal(0, _site.Run("build").ExitCode);
        _built = _site.OutputFiles();
    }

    [Fact]
    public void Edited_missing_and_mode_changed_files_come_back_and_the_edit_is_kept_aside()
    {
        var edited = Path.Combine(_site.Output, "mod", "attendance", "lib.php");
        File.AppendAllText(edited, "// by hand");
        File.Delete(Path.Combine(_site.Output, "index.php"));
        File.SetUnixFileMode(Path.Combine(_site.Output, "admin", "cli", "upgrade.php"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var build = _site.Run("build");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Equal(_built, _site.OutputFiles());
        var warning = Assert.Single(build.Diagnostics);
        Assert.Contains("mod/attendance/lib.php", warning, StringComparison.Ordinal);
        var kept = Directory.EnumerateFiles(Path.Combine(_site.Folder, "obj"), "lib.php", SearchOption.AllDirectories).Single();
        Assert.EndsWith("// by hand", File.ReadAllText(kept), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_were_never_ours_survive_build_rebuild_and_clean()
    {
        var config = Path.Combine(_site.Output, "config.php");
        File.WriteAllText(config, "<?php // ours");

        Assert.Equal(0, _site.Run("build").ExitCode);
        Assert.Equal(0, _site.Run("build", "-t:Rebuild").ExitCode);
        Assert.Equal("<?php // ours", File.ReadAllText(config));
        var clean = _site.Run("clean");

        Assert.True(clean.ExitCode == 0, clean.Output);
        Assert.Equal(["config.php"], _site.OutputFiles().Keys);
    }

    [Fact]
    public void A_plugin_no_longer_declared_is_removed_with_a_warning_that_says_how_to_uninstall_it()
    {
        _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance"));

        var build = _site.Run("build");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.False(Directory.Exists(Path.Combine(_site.Output, "theme", "union")));
        Assert.Contains(build.Diagnostics, d => d.Contains("uninstall_plugins.php --plugins=theme_union", StringComparison.Ordinal));
    }

    [Fact]
    public void A_plugin_that_nobody_declared_is_a_warning_on_every_build()
    {
        Directory.CreateDirectory(Path.Combine(_site.Output, "local", "byhand"));
        File.WriteAllText(Path.Combine(_site.Output, "local", "byhand", "version.php"), "<?php");

        foreach (var build in new[] { _site.Run("build"), _site.Run("build") })
        {
            Assert.True(build.ExitCode == 0, build.Output);
            Assert.Contains("local/byhand", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_rebuild_finds_an_edit_that_hides_behind_its_times()
    {
        var file = Path.Combine(_site.Output, "index.php");
        var time = File.GetLastWriteTimeUtc(file);
        var content = File.ReadAllText(file);
        File.WriteAllText(file, content.Replace('p', 'q'));
        File.SetLastWriteTimeUtc(file, time);

        Assert.Equal(0, _site.Run("build", "-t:Rebuild").ExitCode);

        Assert.Equal(content, File.ReadAllText(file));
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }
}
