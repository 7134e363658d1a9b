using System.Text.Json;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class Verbs_do_what_a_dotnet_user_expects : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public Verbs_do_what_a_dotnet_user_expects() => _site = _world.DeclaredSite();

    [Fact]
    public void Restore_locks_and_build_without_restore_writes()
    {
        _site.Declare(_world.Properties("4.5.10") + "<MoodleLockFile>locks/of-it.json</MoodleLockFile>", _world.Item("mod_attendance"));
        var restore = _site.Run("restore");
        Assert.True(restore.ExitCode == 0, restore.Output);
        Assert.True(File.Exists(Path.Combine(_site.Folder, "locks", "of-it.json")));
        Assert.False(File.Exists(_site.LockFile));
        Assert.False(Directory.Exists(_site.Output));

        _world.Server.ResetCounts();
        var build = _site.Run("build", "--no-restore");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Equal(0, _world.Server.Requests);
        Assert.True(File.Exists(Path.Combine(_site.Output, "version.php")));
    }

    [Fact]
    public void Build_without_restore_and_without_lock_says_what_to_do()
    {
        var build = _site.Run("build", "--no-restore");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("dotnet restore", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
        Assert.Equal(0, _world.Server.Requests);
    }

    [Fact]
    public void Build_o_builds_into_the_named_folder()
    {
        var build = _site.Run("build", "-o", "htdocs");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.True(File.Exists(Path.Combine(_site.Folder, "htdocs", "version.php")));
        Assert.False(Directory.Exists(Path.Combine(_site.Folder, "bin")));
    }

    [Fact]
    public void A_path_that_the_command_line_sets_counts_from_the_project_and_an_empty_one_is_an_error()
    {
        var build = _site.Run("build", "-p:OutputPath=htdocs", "-p:MoodleLockFile=of-it.json");
        var publish = _site.Run("publish", "-p:PublishDir=", "-p:MoodleLockFile=of-it.json");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.True(File.Exists(Path.Combine(_site.Folder, "htdocs", "version.php")));
        Assert.True(File.Exists(Path.Combine(_site.Folder, "of-it.json")));
        Assert.Contains("error MOODLE1602: ", Assert.Single(publish.Diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_builds_and_says_that_a_site_cannot_be_started()
    {
        var run = _site.RunInFolder("run");

        Assert.NotEqual(0, run.ExitCode);
        Assert.True(File.Exists(Path.Combine(_site.Output, "version.php")));
        Assert.Contains("site.moodleproj : error MOODLE1023: A site cannot be started with 'dotnet run' yet.", Assert.Single(run.Diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Publish_writes_a_folder_and_an_archive_without_building()
    {
        var publish = _site.Run("publish", "-o", "out");

        Assert.True(publish.ExitCode == 0, publish.Output);
        Assert.True(File.Exists(Path.Combine(_site.Folder, "out", "mod", "attendance", "version.php")));
        Assert.False(Directory.Exists(Path.Combine(_site.Folder, "out", ".github")));
        Assert.Matches(@"^site-4\.5\.10-[0-9a-f]{8,}\.tar\.gz$", Path.GetFileName(Assert.Single(Directory.GetFiles(Path.Combine(_site.Folder, "bin", "artifacts"), "*.tar.gz"))));
        Assert.False(Directory.Exists(Path.Combine(_site.Folder, "bin", "Release")));
    }

    [Fact]
    public void Publish_no_build_works_from_the_lock()
    {
        Assert.Equal(0, _site.Run("restore").ExitCode);
        _world.Server.ResetCounts();

        var publish = _site.Run("publish", "--no-build");

        Assert.True(publish.ExitCode == 0, publish.Output);
        Assert.Equal(0, _world.Server.Requests);
    }

    [Fact]
    public void Publish_leaves_out_what_the_property_names_and_warns_of_wildcards_that_MSBuild_expands()
    {
        _site.Declare(
            _world.Properties("4.5.10") + "<MoodlePublishExclude>**/lang;mod/quiz</MoodlePublishExclude>",
            _world.Item("mod_attendance") + "<MoodlePublishExclude Include=\"**/version.php\" /><MoodlePublishExclude Include=\"index.php\" />");

        var publish = _site.Run("publish", "-o", "out");

        Assert.True(publish.ExitCode == 0, publish.Output);
        var published = FolderContent.Of(Path.Combine(_site.Folder, "out")).Keys;
        Assert.Contains("mod/attendance/version.php", published);
        Assert.DoesNotContain(published, f => f == "index.php" || f.Contains("/lang/", StringComparison.Ordinal) || f.StartsWith("mod/quiz/", StringComparison.Ordinal));
        Assert.Matches(@"site\.moodleproj\(\d+,\d+\): warning MOODLE1015: .*'\*\*/version\.php'", Assert.Single(publish.Diagnostics));
    }

    [Fact]
    public void Publish_no_build_without_a_lock_says_what_to_do_and_writes_nothing()
    {
        var publish = _site.Run("publish", "--no-build", "-o", "out");

        Assert.NotEqual(0, publish.ExitCode);
        Assert.Contains("dotnet restore", Assert.Single(publish.Diagnostics), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_site.Folder, "out")));
        Assert.False(Directory.Exists(Path.Combine(_site.Folder, "bin")));
    }

    [Fact]
    public void A_plugin_of_one_Configuration_is_built_and_published_in_that_one_alone_and_locked_for_all()
    {
        _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance") + _world.Item("theme_union", "Configurations=\"Debug\""));

        var build = _site.Run("build");
        var publish = _site.Run("publish", "-c", "Release", "-o", "out");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.True(publish.ExitCode == 0, publish.Output);
        Assert.Equal([], build.Diagnostics.Concat(publish.Diagnostics));
        Assert.Contains(_world.Union.Repository.Resolve("v4.5-r1"), File.ReadAllText(_site.LockFile), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_site.Output, "theme", "union", "version.php")));
        Assert.True(File.Exists(Path.Combine(_site.Folder, "out", "mod", "attendance", "version.php")));
        Assert.False(Directory.Exists(Path.Combine(_site.Folder, "out", "theme", "union")));
    }

    [Fact]
    public void Verbs_of_other_projects_are_harmless()
    {
        foreach (var verb in new[] { "pack", "test" })
        {
            var result = _site.Run(verb);

            Assert.True(result.ExitCode == 0, result.Output);
            Assert.Empty(result.Diagnostics);
        }
    }

    [Fact]
    public void Queries_answer_with_clean_json()
    {
        var property = _site.Run("build", "-getProperty:MoodleVersion");
        Assert.Equal("4.5.10", property.StandardOutput.Trim());

        var items = JsonDocument.Parse(_site.Run("build", "-getItem:MoodlePlugin").StandardOutput);
        Assert.Equal(2, items.RootElement.GetProperty("Items").GetProperty("MoodlePlugin").GetArrayLength());

        var build = _site.Run("build", "-getTargetResult:Build");
        Assert.True(build.ExitCode == 0, build.Output);
        var result = JsonDocument.Parse(build.StandardOutput).RootElement.GetProperty("TargetResults").GetProperty("Build");
        var output = result.GetProperty("Items")[0];
        Assert.Equal("Success", result.GetProperty("Result").GetString());
        Assert.Equal(_site.Output, output.GetProperty("FullPath").GetString()!.TrimEnd('/'));
        Assert.Equal("4.5.10", output.GetProperty("MoodleVersion").GetString());
        Assert.Equal(_world.Moodle.Commit("v4.5.10"), output.GetProperty("Commit").GetString());
        Assert.Matches("^[0-9a-f]{40}$", output.GetProperty("TreeId").GetString());
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }
}
