using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_running_site_is_imported : IDisposable
{
    private readonly UpstreamWorld _world = new();

    [Theory]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void And_its_folder_adopted(string engine)
    {
        var after = _world.Attendance.Release(new PluginVersion("2024100703") { Release = "1.2" });
        var folder = _world.CheckoutFolder("MOODLE_405_STABLE", ("mod/attendance", _world.Attendance, after), ("theme/union", _world.Union, "v4.5-r1"));
        File.AppendAllText(Path.Combine(folder, "lib", "setup.php"), "// ours\n");
        File.AppendAllText(Path.Combine(folder, "theme", "union", "lib.php"), "// ours\n");
        File.WriteAllText(Path.Combine(folder, "config.php"), "<?php\n");
        File.WriteAllText(Path.Combine(folder, "robots.txt"), "User-agent: *\n");
        var before = FolderContent.Of(folder);
        File.WriteAllText(Path.Combine(folder, "index.php"), File.ReadAllText(Path.Combine(folder, "index.php")).Replace("\n", "\r\n", StringComparison.Ordinal));
        using var site = _world.Site();
        site.GitEngine = engine;
        site.Declare(_world.Properties("4.5.*"));
        File.WriteAllText(Path.Combine(site.Folder, "upstreams.txt"), $"mod_attendance {_world.Server.Url("mod_attendance.git")}\ntheme_union {_world.Server.Url("theme_union.git")}\n");

        var import = site.Run("build", "--no-restore", "-t:Import", $"-p:MoodleFrom={folder}", "-p:MoodleUpstreams=upstreams.txt");

        Assert.True(import.ExitCode == 0, import.Output);
        Assert.Contains($"site -> {Path.Combine(site.Folder, "IMPORT.md")}", import.Output, StringComparison.Ordinal);
        Assert.Contains("verified: what it builds is the folder, tree ", import.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", import.Output, StringComparison.Ordinal);
        Assert.Contains($"\"Commit\": \"{after}\"", File.ReadAllText(Path.Combine(site.Folder, "obj", "moodle", "site", "import.json")), StringComparison.Ordinal);
        Assert.Contains($"<MoodleCommit>{_world.Moodle.Commit("MOODLE_405_STABLE")}</MoodleCommit>", File.ReadAllText(site.ProjectFile), StringComparison.Ordinal);

        // The lock is the one that a restore of the written project would make.
        var restore = site.Run("restore", "--locked-mode");
        Assert.True(restore.ExitCode == 0, restore.Output);

        var build = site.Run("build", "-o", folder);
        Assert.True(build.ExitCode == 0, build.Output);
        Assert.DoesNotContain("warning", build.Output, StringComparison.Ordinal);
        Assert.Equal(before, FolderContent.Of(folder));
    }

    [Fact]
    public void Or_a_list_of_its_code()
    {
        var first = _world.Attendance.Release(new PluginVersion("2024100703") { Release = "1.2" });
        using var site = _world.Site();
        site.Declare(_world.Properties("4.5.*"));
        var list = Path.Combine(site.Folder, "plugins.txt");
        File.WriteAllText(list, $"# of the campus\nmoodle 4.5.9\nmod_attendance {_world.Server.Url("mod_attendance.git")} {first[..7]}\nlocal_gone {_world.Server.Url("gone.git")} v1\n");

        var import = site.Run("build", "--no-restore", "-t:Import", "-p:MoodleFrom=plugins.txt");

        Assert.True(import.ExitCode == 0, import.Output);
        Assert.Contains("1 of 2 plugins imported of plugins.txt, a list with a plugin a line", import.Output, StringComparison.Ordinal);
        Assert.Contains($"{list}(4,1): warning MOODLE1813: local_gone is not imported: There is no git repository at {_world.Server.Url("gone.git")}", import.Output, StringComparison.Ordinal);
        Assert.Contains($"Commit=\"{first}\" />", File.ReadAllText(site.ProjectFile), StringComparison.Ordinal);

        // The lock is the one that a restore of the written project would make.
        var restore = site.Run("restore", "--locked-mode");
        Assert.True(restore.ExitCode == 0, restore.Output);
    }

    [Fact]
    public void Or_an_error_says_what_is_missing()
    {
        using var site = _world.Site();
        site.Declare(_world.Properties("4.5.10"));

        Assert.Contains(
            "error MOODLE1801: Nothing says what is to be imported. Write -p:MoodleFrom=/var/www/moodle: the folder of the site's code, or the file of a list of it.",
            site.Run("build", "--no-restore", "-t:Import").Output,
            StringComparison.Ordinal);
        Assert.Contains(
            $"error MOODLE1804: '{Path.Combine(site.Folder, "absent.txt")}', the file of MoodleUpstreams, cannot be used: it is not there.",
            site.Run("build", "--no-restore", "-t:Import", "-p:MoodleFrom=.", "-p:MoodleUpstreams=absent.txt").Output,
            StringComparison.Ordinal);
    }

    public void Dispose() => _world.Dispose();
}
