using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class An_output_without_a_record_holds_one_Moodle_and_never_goes_down : IDisposable
{
    private const string CoreDown = "MOODLE1432: Moodle 4.5.9 (2024100709) is older than what lies in the output folder: 4.5.10 (Build: 20260216) (2024100710)";
    private const string PluginDown = "MOODLE1434: mod_attendance 2024100701 is older than what lies in the output folder: 2024100702 (1.1)";

    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;
    private readonly string _output;

    public An_output_without_a_record_holds_one_Moodle_and_never_goes_down()
    {
        _site = _world.Site();
        _output = _world.At("www");
    }

    [Fact]
    public void A_version_that_lies_there_and_would_go_down_is_an_error_before_anything_is_written()
    {
        Put("v4.5.10", "v1.1");
        var before = _site.OutputFiles(_output);
        Declare("4.5.9", "Tag=\"v1.0\"");

        foreach (var build in new[] { Build(), Build("-p:MoodleAdopt=true") })
        {
            Assert.NotEqual(0, build.ExitCode);
            Told.Exactly([(3, "error " + CoreDown), (6, "error " + PluginDown)], build);
            Assert.Equal(before, _site.OutputFiles(_output));
        }
    }

    [Fact]
    public void Unless_it_is_allowed_for_each()
    {
        Put("v4.5.10", "v1.1");
        Declare("4.5.9", "Tag=\"v1.0\" AllowDowngrade=\"true\"");

        var build = Build("-p:MoodleAdopt=true", "-p:MoodleAllowDowngrade=true", "-p:NoWarn=MOODLE1607%3BMOODLE1625");

        Assert.True(build.ExitCode == 0, build.Output);
        Told.Exactly(
            [
                (3, "warning MOODLE1448: Moodle 4.5.9 (2024100709) is older than what the site had, 2024100710, and MoodleAllowDowngrade lets it pass"),
                (6, "warning MOODLE1448: mod_attendance 2024100701 is older than what the site had, 2024100702, and AllowDowngrade lets it pass"),
            ],
            build);
        Assert.Equal(_world.Checkout("v4.5.9", ("mod/attendance", _world.Attendance, "v1.0")), _site.OutputFiles(_output));
    }

    [Fact]
    public void A_Moodle_of_the_other_layout_is_read_as_well()
    {
        Put("v5.1.0", "v1.1", "public/mod/attendance");
        Declare("4.5.10", "Tag=\"v1.0\"");

        var build = Build("-p:MoodleAdopt=true");

        Assert.Contains(build.Diagnostics, d => d.Contains("error MOODLE1432", StringComparison.Ordinal));
        Assert.Contains(build.Diagnostics, d => d.Contains("error " + PluginDown, StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_read_behind_a_link()
    {
        Put("v4.5.9", "v1.1");
        var elsewhere = _world.At("elsewhere");
        Directory.Move(Path.Combine(_output, "mod", "attendance"), elsewhere);
        Directory.CreateSymbolicLink(Path.Combine(_output, "mod", "attendance"), elsewhere);
        Declare("4.5.9", "Tag=\"v1.0\"");

        var build = Build();

        Assert.Contains("error MOODLE1605", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Adopting_it_moves_the_plugins_of_the_Moodle_that_lay_there_aside_and_names_them()
    {
        Put("v4.5.9", "v1.1");
        File.WriteAllText(Path.Combine(_output, "config.php"), "<?php // ours");
        _site.Declare(_world.Properties("4.5.10"));

        var build = Build("-p:MoodleAdopt=true", "-p:NoWarn=MOODLE1607");

        Assert.True(build.ExitCode == 0, build.Output);
        // No build of ours was ever made of it, so the cache does not have it.
        Assert.Contains("the git cache lacks the code of what lies there: Moodle 4.5.9 ", build.Diagnostics[1], StringComparison.Ordinal);
        Assert.Contains("warning MOODLE1623: 'mod/attendance' in the adopted folder is a plugin", build.Diagnostics[0], StringComparison.Ordinal);
        Assert.Equal(2, build.Diagnostics.Count);
        Assert.Equal("<?php // ours", File.ReadAllText(Path.Combine(_output, "config.php")));
        File.Delete(Path.Combine(_output, "config.php"));
        Assert.Equal(_world.Checkout("v4.5.10"), _site.OutputFiles(_output));
        Assert.Contains(Directory.EnumerateFiles(Path.Combine(_site.Folder, "obj"), "version.php", SearchOption.AllDirectories), f => f.EndsWith("mod/attendance/version.php", StringComparison.Ordinal));
    }

    // What git clean -ffdx does before each job of GitLab.
    [Fact]
    public void What_builds_wrote_gives_way_to_another_Moodle_though_obj_was_cleaned_away()
    {
        Declare("4.5.9", "Tag=\"v1.0\"");
        Assert.Equal(0, Build().ExitCode);
        File.WriteAllText(Path.Combine(_output, "config.php"), "<?php // ours");
        File.WriteAllText(Path.Combine(_output, "mod", "attendance", "version.php"), "<?php // edited");
        CleanObj();
        _site.Declare(_world.Properties("4.5.10"));

        var build = Build();

        Assert.True(build.ExitCode == 0, build.Output);
        Assert.Contains("warning MOODLE1444: mod_attendance is no longer part of the site", build.Diagnostics[0], StringComparison.Ordinal);
        Assert.Contains("warning MOODLE1608: 'mod/attendance/version.php' is no longer part", build.Diagnostics[1], StringComparison.Ordinal);
        Assert.Equal(2, build.Diagnostics.Count);
        Assert.Equal("<?php // ours", File.ReadAllText(Path.Combine(_output, "config.php")));
        File.Delete(Path.Combine(_output, "config.php"));
        Assert.Equal(_world.Checkout("v4.5.10"), _site.OutputFiles(_output));

        CleanObj();
        File.Delete(_site.LockFile);
        _site.Declare(_world.Properties("4.5.9"));
        Told.Exactly([(3, "error " + CoreDown)], Build());
    }

    [Fact]
    public void The_remedy_is_clean_where_there_is_a_record_and_the_allowance_where_the_lock_alone_holds_the_newer_one()
    {
        var afterClean = $"(a backup, a new site), clean the output first (dotnet clean \"{_site.ProjectFile}\" -o \"{_output}\"), or build once with -p:MoodleAllowDowngrade=true";
        Declare("4.5.10", "Tag=\"v1.0\"");
        Assert.Equal(0, Build().ExitCode);
        Declare("4.5.9", "Tag=\"v1.0\"");
        Assert.Contains(afterClean, Assert.Single(Build().Diagnostics), StringComparison.Ordinal);
        var ofLock = Assert.Single(_site.Run("build", "-o", _world.At("fresh")).Diagnostics);
        Assert.Contains("(a backup, a new site), build once with -p:MoodleAllowDowngrade=true", ofLock, StringComparison.Ordinal);

        // An older commit of the site's repository has the older lock.
        var newer = File.ReadAllText(_site.LockFile);
        File.Delete(_site.LockFile);
        var ofRecord = Assert.Single(Build().Diagnostics);
        Assert.Contains("MOODLE1432: Moodle 4.5.9 (2024100709) is older than what the site had", ofRecord, StringComparison.Ordinal);
        Assert.Contains(afterClean, ofRecord, StringComparison.Ordinal);

        File.WriteAllText(_site.LockFile, newer);
        Assert.Equal(0, _site.Run("clean", "-o", _output).ExitCode);
        var build = Build();
        Assert.True(build.ExitCode == 0, build.Output);
        Told.Exactly([(3, "warning MOODLE1448: Moodle 4.5.9 (2024100709) is older than what the site had, 2024100710, and its output has been cleaned, which lets it pass")], build);
        Assert.Equal(_world.Checkout("v4.5.9", ("mod/attendance", _world.Attendance, "v1.0")), _site.OutputFiles(_output));
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }

    // As somebody unpacks it: no build of ours wrote it.
    private void Put(string moodle, string attendance, string place = "mod/attendance") =>
        Directory.Move(_world.CheckoutFolder(moodle, (place, _world.Attendance, attendance)), _output);

    private void Declare(string moodle, string attendance) => _site.Declare(_world.Properties(moodle), _world.Item("mod_attendance", attendance));

    private void CleanObj() => Directory.Delete(Path.Combine(_site.Folder, "obj"), recursive: true);

    private CliResult Build(params string[] arguments) => _site.Run("build", ["-o", _output, .. arguments]);
}
