using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_solution_builds_many_sites : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly List<SiteProject> _sites = [];

    public A_solution_builds_many_sites()
    {
        for (var i = 1; i <= 3; i++)
        {
            var site = _world.Site($"site{i}");
            site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance") + (i == 3 ? _world.Item("theme_union") : ""));
            _sites.Add(site);
        }

        SiteProject.WriteNuGetConfig(Root);
    }

    private string Root => _world.At("sites");

    [Theory]
    [InlineData("sln")]
    [InlineData("slnx")]
    public void Sites_are_added_to_a_solution_and_built_and_cleaned_with_it(string format)
    {
        Assert.Equal(0, Dotnet("new", "sln", "-n", "all", "-f", format).ExitCode);
        var add = Dotnet(["sln", "all." + format, "add", .. _sites.Select(s => s.ProjectFile)]);
        Assert.True(add.ExitCode == 0, add.Output);

        var build = Dotnet("build", "all." + format);

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.All(_sites, s => Assert.True(File.Exists(Path.Combine(s.Output, "mod", "attendance", "version.php"))));
        var clean = Dotnet("clean", "all." + format);
        Assert.True(clean.ExitCode == 0, clean.Output);
        Assert.All(_sites, s => Assert.False(Directory.Exists(s.Output)));
    }

    [Fact]
    public void Every_verb_works_on_a_solution()
    {
        var solution = Solution();

        foreach (var arguments in new string[][] { ["restore"], ["build", "-t:Rebuild"], ["build", "--no-restore", "-t:Update", "-p:MoodlePlugins=theme_union"], ["test"], ["publish"], ["pack"], ["restore", "--locked-mode"] })
        {
            var result = Dotnet([arguments[0], solution, .. arguments[1..], "-warnaserror"]);
            Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)}\n{result.Output}");
        }
    }

    [Theory]
    [InlineData("-m")]
    [InlineData("-m", "-graph")]
    [InlineData("-mt")]
    [InlineData("-m", "-bl")]
    public void Sites_built_side_by_side_from_nothing_share_one_fetch_of_each_commit(params string[] switches)
    {
        var build = Dotnet(["build", Solution(), .. switches]);

        Assert.True(build.ExitCode == 0, build.Output);
        var expected = _world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.1"));
        Assert.Equal(expected, _sites[0].OutputFiles());
        Assert.Equal(expected, _sites[1].OutputFiles());
        Assert.Single(Directory.EnumerateDirectories(_world.GitCache, "*moodle*.git", SearchOption.AllDirectories), d => !d.Contains("mod_attendance", StringComparison.Ordinal));
    }

    // In one process, which remembers what it has told: where restore and build of a site are given to two, each tells it.
    [Theory]
    [InlineData("-m:1")]
    [InlineData("-mt")]
    public void A_warning_is_counted_once_for_each_site_and_each_line_says_whose_it_is(params string[] switches)
    {
        foreach (var site in _sites)
        {
            site.Declare(_world.Properties("4.5.10") + "<MoodleOfOurOwn>1</MoodleOfOurOwn>", _world.Item("mod_attendance"));
        }

        var build = Dotnet(["build", Solution(), .. switches]);

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Contains("    3 Warning(s)", build.Output, StringComparison.Ordinal);
        Assert.All(_sites, site =>
        {
            Assert.Contains($"  {site.Name}: mod_attendance 2024100702 (v1.1) is new", build.Output, StringComparison.Ordinal);
            Assert.Contains($"  {site.Name} -> {site.Output}", build.Output, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Two_Configurations_are_built_in_one_process_each_with_its_own_plugins()
    {
        _sites[0].Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance") + _world.Item("theme_union", "Configurations=\"Release\""));
        Assert.Equal(0, _sites[0].Run("restore").ExitCode);
        File.WriteAllText(
            Path.Combine(Root, "both.proj"),
            $"""
            <Project>
              <Target Name="Build">
                <ItemGroup>
                  <Site Include="{_sites[0].ProjectFile}" AdditionalProperties="Configuration=Debug" />
                  <Site Include="{_sites[0].ProjectFile}" AdditionalProperties="Configuration=Release" />
                </ItemGroup>
                <MSBuild Projects="@(Site)" BuildInParallel="true" />
              </Target>
            </Project>
            """);

        var build = Dotnet("msbuild", "both.proj", "-m", "-mt");

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Equal(_world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.1")), _sites[0].OutputFiles());
        Assert.Equal(
            _world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.1"), ("theme/union", _world.Union, "v4.5-r1")),
            _sites[0].OutputFiles(Path.Combine(_sites[0].Folder, "bin", "Release", "site1")));
    }

    [Fact]
    public void Two_sites_cannot_share_one_output()
    {
        foreach (var site in _sites.Take(2))
        {
            site.Declare(_world.Properties("4.5.10") + $"<OutputPath>{_world.At("shared")}</OutputPath>");
        }

        Assert.Equal(0, _sites[0].Run("build").ExitCode);
        var second = _sites[1].Run("build");

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains("site1", Assert.Single(second.Diagnostics), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _sites.ForEach(s => s.Dispose());
        _world.Dispose();
    }

    /// <summary>A solution of the sites as dotnet writes it.</summary>
    private string Solution()
    {
        var projects = _sites.Select(s => $"  <Project Path=\"{Path.GetRelativePath(Root, s.ProjectFile)}\" Type=\"13b669be-bb05-4ddf-9536-439f39a36129\" />\n");
        var solution = Path.Combine(Root, "all.slnx");
        File.WriteAllText(solution, $"<Solution>\n{string.Concat(projects)}</Solution>\n");
        return solution;
    }

    private CliResult Dotnet(params string[] arguments) => DotnetCli.Run(Root, arguments, new Dictionary<string, string?>
    {
        ["NUGET_PACKAGES"] = PackedSdk.Instance.PackageCache,
        ["MOODLE_GIT_CACHE"] = _world.GitCache,
    });
}
