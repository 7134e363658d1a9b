using System.Text.Json;
using System.Text.RegularExpressions;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class The_git_cache_can_be_seen_and_shrunk : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;
    private readonly SiteProject _other;

    public The_git_cache_can_be_seen_and_shrunk()
    {
        _site = _world.DeclaredSite("site", items: _world.Item("mod_attendance"));
        _other = _world.DeclaredSite("other", items: _world.Item("theme_union"));
        foreach (var site in new[] { _site, _other })
        {
            var restore = site.Run("restore");
            Assert.True(restore.ExitCode == 0, restore.Output);
        }
    }

    [Fact]
    public void CacheInfo_lists_what_is_there()
    {
        var info = _site.Run("build", "--no-restore", "-t:CacheInfo", "-tl:off");

        Assert.True(info.ExitCode == 0, info.Output);
        var today = DateTime.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Matches($@"(?m)^ +{_world.Server.Url("moodle.git")}: \d+\.\d MB, last used {today}$", info.Output);
        Assert.Matches($@"site -> {_world.GitCache}\r?\n +3 upstreams, \d+\.\d MB", info.Output);
        using var written = JsonDocument.Parse(File.ReadAllText(Path.Combine(_site.Folder, "obj", "moodle", "site", "cacheinfo.json")));
        var union = written.RootElement.EnumerateArray().Single(store => store.GetProperty("Identity").GetString() == _world.Server.Url("theme_union.git"));
        Assert.True(long.Parse(union.GetProperty("Size").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        Assert.StartsWith(today, union.GetProperty("LastUse").GetString());
        Assert.True(Directory.Exists(union.GetProperty("Folder").GetString()));

        var all = Dotnet(Solution(), "-t:CacheInfo");

        Assert.Single(Regex.Matches(all.Output, $"{_world.Server.Url("moodle.git")}: "));
        Assert.All(new[] { _site, _other }, site => Assert.Contains($"{site.Name} -> {_world.GitCache}", all.Output, StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(_other.Folder, "obj", "moodle", "other", "cacheinfo.json")));
    }

    [Fact]
    public void PruneCache_takes_out_what_no_named_project_locks_and_a_restore_brings_it_back()
    {
        foreach (var repository in Directory.GetDirectories(_world.GitCache, "*.git"))
        {
            Directory.SetLastWriteTimeUtc(repository, DateTime.UtcNow.AddDays(-20));
        }

        foreach (var named in new[] { Prune(Solution()), Prune(_site.ProjectFile, @"-p:MoodlePruneProjects=..\oth*\*.moodleproj"), Prune(_site.ProjectFile, "-p:MoodlePruneProjects=../oth*/*.moodleproj") })
        {
            Assert.True(named.Output.Contains(" 0 upstreams taken out", StringComparison.Ordinal), named.Output);
        }

        Assert.Contains("MOODLE1131", Assert.Single(Prune(_site.ProjectFile, "-p:MoodlePruneProjects=../mistyped/*.moodleproj").Diagnostics), StringComparison.Ordinal);
        Assert.Contains("MOODLE1019", Assert.Single(Prune(_site.ProjectFile, "-p:MoodlePruneDay=1").Diagnostics), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetDirectories(_world.GitCache, "*.git").Length);

        var pruned = Prune(_site.ProjectFile, "-getTargetResult:PruneCache");

        using var answer = JsonDocument.Parse(pruned.StandardOutput);
        var gone = Assert.Single(answer.RootElement.GetProperty("TargetResults").GetProperty("PruneCache").GetProperty("Items").EnumerateArray());
        Assert.Equal(_world.Server.Url("theme_union.git"), gone.GetProperty("Identity").GetString());
        Assert.False(Directory.Exists(gone.GetProperty("Folder").GetString()));
        var build = _other.Run("build");
        Assert.True(build.ExitCode == 0 && build.Diagnostics.Count == 0, build.Output);
    }

    public void Dispose() => _world.Dispose();

    private string Solution()
    {
        var solution = _world.At("sites", "all.slnx");
        File.WriteAllText(solution, string.Concat(new[] { "<Solution>" }.Concat(new[] { "site", "other" }.Select(n => $"<Project Path=\"{n}/{n}.moodleproj\" Type=\"13b669be-bb05-4ddf-9536-439f39a36129\" />")).Append("</Solution>")));
        SiteProject.WriteNuGetConfig(_world.At("sites"));
        return solution;
    }

    private CliResult Prune(string project, params string[] arguments) => Dotnet(project, ["-t:PruneCache", "-p:MoodlePruneDays=10", .. arguments]);

    private CliResult Dotnet(string project, params string[] arguments) => DotnetCli.Run(
        Path.GetDirectoryName(project)!,
        ["build", project, "--no-restore", "-tl:off", .. arguments],
        new Dictionary<string, string?> { ["NUGET_PACKAGES"] = PackedSdk.Instance.PackageCache, ["MOODLE_GIT_CACHE"] = _world.GitCache });
}
