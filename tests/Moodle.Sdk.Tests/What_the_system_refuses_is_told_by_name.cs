using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class What_the_system_refuses_is_told_by_name : IDisposable
{
    private const int IoError = 5;
    private const int NoMemory = 12;
    private const int NoFiles = 24;
    private const int NoQuota = 122;

    private readonly UpstreamWorld _world = new();

    [TheoryThatNeeds(Needs.Compiler)]
    [InlineData("open", "*/incoming/*.idx", NoFiles, "1135")]
    [InlineData("open", "*/incoming/*.idx", IoError, "1108")]
    [InlineData("open", "*/incoming/*.pack", NoFiles, "1135")]
    [InlineData("mmap", "*/incoming/*.pack", NoMemory, "1135")]
    [InlineData("mkdir", "*/incoming/*", IoError, "1108")]
    public void While_a_site_is_restored_from_nothing(string call, string pattern, int errno, string code)
    {
        using var site = _world.DeclaredSite();
        AssertTold(site, call, pattern, errno, code, "build");
    }

    [TheoryThatNeeds(Needs.Compiler)]
    [InlineData("open", "*/cache/*.idx", NoFiles, "1135")]
    [InlineData("open", "*/cache/*.idx", IoError, "1108")]
    [InlineData("mmap", "*/cache/*.pack", NoMemory, "1135")]
    public void While_a_restored_site_is_built(string call, string pattern, int errno, string code)
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("restore").ExitCode);
        AssertTold(site, call, pattern, errno, code, "build");
    }

    [TheoryThatNeeds(Needs.Compiler)]
    [InlineData("open", "*/cache/*.pack", NoFiles, "1135")]
    [InlineData("open", "*/cache/*.pack", IoError, "1136")]
    [InlineData("open", "*.state.tmp", NoQuota, "1611")]
    public void While_a_build_alone_works(string call, string pattern, int errno, string code)
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("restore").ExitCode);
        AssertTold(site, call, pattern, errno, code, "build", "--no-restore");
    }

    [TheoryThatNeeds(Needs.Compiler)]
    [InlineData("mkdir", "*refs/arrived*", NoQuota, "1110")]
    [InlineData("open", "*/arriving.pack", NoFiles, "1135")]
    public void While_more_is_fetched_beside_what_is_there(string call, string pattern, int errno, string code)
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        _world.Attendance.Release(new PluginVersion("2024100703") { Release = "1.2", Supported = (405, 405) }, "v1.2");
        AssertTold(site, call, pattern, errno, code, "build", "--no-restore", "-t:Update");
    }

    [TheoryThatNeeds(Needs.Compiler)]
    [InlineData(256, true)]
    [InlineData(200, false)]
    public void Few_files_are_open_at_once_and_a_limit_below_that_is_told(int openFiles, bool isEnough)
    {
        // The least that dotnet builds an empty project with is 150.
        using var site = _world.DeclaredSite(items: string.Concat(Enumerable.Range('a', 26).Select(letter =>
        {
            var plugin = _world.Plugin($"mod_p{(char)letter}");
            plugin.Release(new PluginVersion("2024100701") { Supported = (405, 405) }, "v1.0");
            return _world.Item(plugin.Component);
        })));
        foreach (var (name, value) in RefusingSystem.Limit(openFiles))
        {
            site.Environment[name] = value;
        }

        var limited = site.Run("build");

        Assert.True(limited.ExitCode == 0 || !isEnough, limited.Output);
        Assert.True(limited.ExitCode == 0 || limited.Diagnostics.Count > 0, limited.Output);
        Assert.DoesNotContain("MSB4018", limited.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("MOODLE1900", limited.Output, StringComparison.Ordinal);
        site.Environment.Clear();
        var healed = site.Run("build");
        Assert.True(healed.ExitCode == 0, healed.Output);
    }

    public void Dispose() => _world.Dispose();

    private static void AssertTold(SiteProject site, string call, string pattern, int errno, string code, string verb, params string[] arguments)
    {
        foreach (var (name, value) in RefusingSystem.Refuse(call, pattern, errno))
        {
            site.Environment[name] = value;
        }

        var refused = site.Run(verb, arguments);

        Assert.True(refused.ExitCode != 0 && refused.Diagnostics.Count > 0, refused.Output);
        Assert.DoesNotContain("MSB4018", refused.Output, StringComparison.Ordinal);
        Assert.All(refused.Diagnostics, d => Assert.True(d.Contains($"error MOODLE{code}: ", StringComparison.Ordinal), refused.Output));

        site.Environment.Clear();
        var healed = site.Run("build");
        Assert.True(healed.ExitCode == 0, healed.Output);
    }
}
