using Microsoft.AspNetCore.Http;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_plugin_is_found_by_its_name : IDisposable
{
    private const string Forge = "https://forge.invalid/";

    private readonly UpstreamWorld _world = new();
    private readonly TestRepository _directory;

    public A_plugin_is_found_by_its_name()
    {
        _world.Plugin("mod_needing").Release(new PluginVersion("2024100701") { Release = "1.0", Dependencies = new Dictionary<string, string> { ["mod_attendance"] = "2024100701" } }, "v1.0");
        _directory = TestRepository.Create(_world.At("upstreams", "directory.git"));
        Name("mod_needing", "mod_needing");
        Name("mod_attendance", "mod_attendance");
    }

    [Fact]
    public void Through_a_mirror_and_with_what_it_needs()
    {
        using var site = _world.Site();
        string Properties(string more = "") => $"<MoodleVersion>4.5.10</MoodleVersion><MoodleRepository>{Forge}moodle.git</MoodleRepository>{more}";
        var items = $"""<MoodleUpstreamMapping Include="{Forge}" To="{_world.Server.Address}/" /><MoodlePluginsDirectory Include="{Forge}directory.git" />""" + "\n<MoodlePlugin Include=\"mod_needing\" />\n";
        site.Declare(Properties(), items);

        Told.Exactly([(7, "error MOODLE1428: mod_needing 2024100701 needs mod_attendance 2024100701 or later, which is neither declared nor part of Moodle 4.5.10 (2024100710)")], site.Run("build"));

        site.Declare(Properties("<MoodleTransitivePlugins>true</MoodleTransitivePlugins>"), items);
        var build = site.Run("build");
        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Contains($"mod_attendance: {Forge}mod_attendance.git, says {Forge}directory.git", build.Output, StringComparison.Ordinal);
        Assert.Contains($"\"upstream\": \"{Forge}mod_attendance.git\"", File.ReadAllText(site.LockFile), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(site.Output, "mod", "attendance", "version.php")));

        _world.Server.ResetCounts();
        Assert.Equal(0, site.Run("build").ExitCode);
        Assert.Equal(0, _world.Server.Requests);

        Name("mod_attendance", "theme_union");
        var update = site.Run("build", "--no-restore", "-t:Update");
        Assert.Contains($"error MOODLE1151: mod_attendance is locked from {Forge}mod_attendance.git, but {Forge}directory.git now names {Forge}theme_union.git.", update.Output, StringComparison.Ordinal);
        Assert.Contains("error MOODLE1423", site.Run("build", "--no-restore", "-t:Update", "-p:MoodleAcceptMoved=mod_attendance").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_list_whose_address_hides_a_secret()
    {
        using var web = new WebServer(http => http.Response.WriteAsync(
            $$"""{"plugins":[{"component":"mod_attendance","source":null,"versions":[{"version":"2024100701","vcssystem":"git","vcsrepositoryurl":"{{_world.Server.Url("mod_attendance.git")}}"}]}]}"""));
        using var site = _world.Site();
        site.Declare(
            _world.Properties("4.5.10"),
            $"""<MoodlePluginsDirectory Include="{web.Url("/list.json")}?token=s3cr3t" /><MoodlePlugin Include="mod_attendance" />""");

        var restore = site.Run("restore", "-v:detailed");

        Assert.True(restore.ExitCode == 0, restore.Output);
        Assert.Contains($"mod_attendance: {_world.Server.Url("mod_attendance.git")}, says {web.Url("/list.json")}", restore.Output, StringComparison.Ordinal);
        Assert.Equal("/list.json?token=s3cr3t", Assert.Single(web.Asked).Path);
        Assert.DoesNotContain("s3cr3t", File.ReadAllText(site.LockFile), StringComparison.Ordinal);
    }

    public void Dispose() => _world.Dispose();

    private void Name(string component, string repository) =>
        _directory.Write($"plugins/mod/{component}.yml", $"component: {component}\nsource: {Forge}{repository}.git\n").Commit();
}
