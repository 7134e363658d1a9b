using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_site_is_built_from_its_project_file : IDisposable
{
    private readonly UpstreamWorld _world = new();

    [Theory]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void The_output_equals_the_locked_commits(string engine)
    {
        using var site = _world.DeclaredSite();
        site.GitEngine = engine;

        var build = site.Run("build");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Empty(build.Diagnostics);
        var expected = _world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.1"), ("theme/union", _world.Union, "v4.5-r1"));
        Assert.Equal(expected, site.OutputFiles());
    }

    [Fact]
    public void A_plugin_may_lie_in_a_folder_of_its_repository_and_a_part_of_Moodle_may_be_left_out()
    {
        var suite = _world.Plugin("local_suite").Repository;
        suite.Write("README.md", "Two plugins.\n");
        foreach (var (component, folder) in new[] { ("auth_one", "auth/one"), ("local_two", "local/two") })
        {
            suite.Write($"{folder}/version.php", new PluginVersion("2024100701").ToPhp(component)).Write($"{folder}/lang/en/{component}.php", "<?php\n");
        }

        suite.Commit();
        using var site = _world.Site();
        site.Declare(
            _world.Properties("4.5.10"),
            string.Concat(new[] { ("auth_one", "auth/one"), ("local_two", "local/two") }
                .Select(p => $"<MoodlePlugin Include=\"{p.Item1}\" Repository=\"{_world.Server.Url("local_suite.git")}\" Branch=\"main\" Subdirectory=\"{p.Item2}\" />"))
            + "<MoodleCoreRemove Include=\"mod_forum\" /><MoodleCoreRemove Include=\"lib/tests\" />");

        var build = site.Run("build");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Empty(build.Diagnostics);
        var expected = _world.Checkout("v4.5.10").Where(f => !f.Key.StartsWith("mod/forum/", StringComparison.Ordinal) && !f.Key.StartsWith("lib/tests/", StringComparison.Ordinal))
            .Concat(_world.Checkout(suite).Where(f => f.Key != "README.md"));
        Assert.Equal(expected.OrderBy(f => f.Key, StringComparer.Ordinal), site.OutputFiles());
    }

    [Fact]
    public void A_second_build_asks_nobody_and_writes_nothing()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        var written = Times(site.Output);
        var locked = File.ReadAllText(site.LockFile);
        _world.Server.ResetCounts();

        var again = site.Run("build");

        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Equal(0, _world.Server.Requests);
        Assert.Equal(written, Times(site.Output));
        Assert.Equal(locked, File.ReadAllText(site.LockFile));
    }

    [Fact]
    public void A_global_json_names_the_version_of_the_SDK_for_every_site_below_it()
    {
        using var site = _world.DeclaredSite();
        File.WriteAllText(site.ProjectFile, File.ReadAllText(site.ProjectFile).Replace($"Moodle.Sdk/{PackedSdk.Instance.Version}", "Moodle.Sdk", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(site.Folder, "global.json"), $"{{ \"msbuild-sdks\": {{ \"Moodle.Sdk\": \"{PackedSdk.Instance.Version}\" }} }}");

        // Without naming the project too: MSBuild finds the one in the folder.
        var build = site.RunInFolder("build");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.True(File.Exists(Path.Combine(site.Output, "mod", "attendance", "version.php")));
    }

    [Fact]
    public void What_a_Directory_Build_props_sets_where_nothing_is_set_yet_counts()
    {
        using var site = _world.DeclaredSite();
        File.WriteAllText(
            Path.Combine(site.Folder, "Directory.Build.props"),
            "<Project><PropertyGroup><BaseOutputPath Condition=\"'$(BaseOutputPath)' == ''\">out/</BaseOutputPath></PropertyGroup></Project>");

        Assert.Equal(Path.Combine(site.Folder, "out", "Debug", "site") + "/", site.Run("build", "-getProperty:OutputPath").StandardOutput.Trim());
    }

    public void Dispose() => _world.Dispose();

    private static Dictionary<string, DateTime> Times(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);
}
