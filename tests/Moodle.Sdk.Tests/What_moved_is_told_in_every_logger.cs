using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

/// <summary>The terminal logger shows one message of a site; the classic one shows all. In both a person sees what moved, and where the result is.</summary>
public sealed class What_moved_is_told_in_every_logger : IDisposable
{
    // The terminal logger shortens paths below the current folder.
    private static readonly string Where = Path.Combine("bin", "Debug", "site");

    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public What_moved_is_told_in_every_logger()
    {
        _site = _world.DeclaredSite(moodle: "4.5.*");
        Assert.Equal(0, _site.Run("restore").ExitCode);
    }

    [Theory]
    [InlineData("on")]
    [InlineData("off")]
    public void Update_build_publish_and_clean_each_tell_it(string terminalLogger)
    {
        string Run(params string[] command)
        {
            var ran = _site.Run(command[0], [.. command[1..], $"-terminalLogger:{terminalLogger}"]);
            Assert.True(ran.ExitCode == 0, ran.Output);
            return ran.Output;
        }

        Tells(Run("build"), Where, "Moodle 4.5.10 and 2 plugins");
        Tells(Run("publish"), "site-4.5.10", "Moodle 4.5.10 and 2 plugins");
        _world.Moodle.Repository.Branch("MOODLE_405_STABLE");
        _world.Moodle.Release("v4.5.11", "2024100711.00", "4.5.11 (Build: 20260413)", "405");
        _world.Attendance.Release(new PluginVersion("2024100703") { Release = "1.2", Supported = (405, 405) }, "v1.2");
        Tells(Run("build", "--no-restore", "-t:Update"), "site.lock.json", "(v4.5.10) -> 2024100711", "mod_attendance 2024100702 (v1.1) -> 2024100703 (v1.2)");
        Tells(Run("build"), Where, "mod_attendance 2024100702 (1.1) -> 2024100703 (1.2)");
        Assert.DoesNotContain("mod_attendance 20", Run("build"), StringComparison.Ordinal);
        Tells(Run("publish"), "site-4.5.11", "mod_attendance 2024100702 (1.1) -> 2024100703 (1.2)");
        Tells(Run("clean"), Where, "files removed");
    }

    [Fact]
    public void Other_code_under_the_same_version_number_is_told()
    {
        _world.Attendance.Repository.Branch("work/on-it");
        _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance", "Branch=\"work/on-it\""));
        Assert.Equal(0, _site.Run("build").ExitCode);
        _world.Attendance.Repository.Write("fix.php", "<?php\n").Commit();

        Tells(_site.Run("build", "--no-restore", "-t:Update", "-terminalLogger:on").Output, "site.lock.json", "the number is the same, so Moodle will run no upgrade");
        Tells(_site.Run("build", "-terminalLogger:on").Output, Where, "other code under the same version numbers, so Moodle will run no upgrade");
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }

    private static void Tells(string output, string where, params string[] what)
    {
        Assert.Contains(where, output, StringComparison.Ordinal);
        Assert.All(what, w => Assert.Contains(w, output, StringComparison.Ordinal));
    }
}
