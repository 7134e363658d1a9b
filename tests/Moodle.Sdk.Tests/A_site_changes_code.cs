using System.Text.Json;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_site_changes_code : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;

    public A_site_changes_code()
    {
        _site = _world.Site();
        Directory.CreateDirectory(Path.Combine(_site.Folder, "patches"));
        File.WriteAllText(Path.Combine(_site.Folder, "patches", "lib.patch"), "--- a/lib.php\n+++ b/lib.php\n@@ -1,2 +1,3 @@\n <?php\n // mod_attendance 2024100701\n+// of the site\n");
        Declare("Tag=\"v1.0\"");
    }

    [Fact]
    public void By_patches_that_it_reviews_and_edits_that_it_keeps()
    {
        Succeed("build");
        Assert.Equal("<?php\n// mod_attendance 2024100701\n// of the site\n", Built("mod/attendance/lib.php"));
        File.AppendAllText(Path.Combine(_site.Output, "mod", "attendance", "lib.php"), "// edited\n");
        File.WriteAllText(Path.Combine(_site.Output, "index.php"), "<?php // edited\n");
        _world.Server.ResetCounts();

        Succeed("build", "--no-restore", "-t:Patch");

        Assert.Equal(0, _world.Server.Requests);
        Assert.Contains("<MoodlePatch Include=\"patches/core.patch\" />", File.ReadAllText(_site.ProjectFile), StringComparison.Ordinal);
        Assert.Contains("<MoodlePatch Include=\"patches/mod_attendance.patch\" Plugin=\"mod_attendance\" />", File.ReadAllText(_site.ProjectFile), StringComparison.Ordinal);
        using (var told = JsonDocument.Parse(File.ReadAllText(Path.Combine(_site.Folder, "obj", "moodle", "site", "patch.json"))))
        {
            Assert.Equal(["patches/core.patch core index.php", "patches/mod_attendance.patch mod_attendance lib.php"], told.RootElement.EnumerateArray().Select(p => $"{p.GetProperty("Identity")} {p.GetProperty("Component")} {p.GetProperty("Files")}"));
        }

        Succeed("restore", "--locked-mode");
        Succeed("build");
        var edited = _site.OutputFiles();
        TempFolder.Delete(_site.Output);
        Succeed("build");
        Assert.Equal(edited, _site.OutputFiles());
        Assert.EndsWith("// edited\n", Built("mod/attendance/lib.php"), StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_that_a_patch_does_not_survive_changes_nothing_and_says_where_it_fails()
    {
        Succeed("build");
        var (locked, built) = (File.ReadAllText(_site.LockFile), _site.OutputFiles());
        Declare("Tag=\"v1.1\"");

        Told.Exactly(
            [(7, "error MOODLE1231: patches/lib.patch does not fit mod_attendance 2024100702: lib.php, hunk 1 (line 3 of the patch)")],
            _site.Run("build"));

        Assert.Equal(locked, File.ReadAllText(_site.LockFile));
        Assert.Equal(built, _site.OutputFiles());
    }

    [Fact]
    public void What_is_wrong_with_an_item_is_told_at_its_line()
    {
        File.WriteAllText(Path.Combine(_site.Folder, "patches", "none.patch"), "no diff\n");
        _site.Declare(_world.Properties("4.5.10"), """
            <MoodlePatch Include="patches/none.patch" />
                <MoodlePatch Include="patches/lib.patch" Plugin="mod_attendance" />
            """);
        Told.Exactly([(6, "error MOODLE1230: patches/none.patch is no patch that can be applied: line 1:"), (7, "error MOODLE1233: patches/lib.patch is for mod_attendance, which this site does not have.")], _site.Run("restore"));

        Directory.CreateDirectory(Path.Combine(_site.Folder, "empty"));
        _site.Declare(_world.Properties("4.5.10"), """
            <MoodlePatch Include="patches/absent.patch" />
                <MoodlePatch Include="empty" />
                <MoodlePatch Include="patches/none.patch" Plugn="mod_attendance" />
                <MoodlePatch Include="patches/lib.patch" Plugin="mod_attendance" Condition="'$(Configuration)' == 'Debug'" />
            """);
        Told.Exactly(
            [(6, "error MOODLE1028: The patch patches/absent.patch could not be read:"), (7, "error MOODLE1028: The patch empty could not be read:"), (8, "error MOODLE1014: patches/none.patch has the metadata Plugn"), (9, "error MOODLE1021: The Condition")],
            _site.Run("restore"));
        Assert.False(File.Exists(_site.LockFile));
    }

    public void Dispose() => _world.Dispose();

    private void Declare(string attendance) => _site.Declare(_world.Properties("4.5.10"), $"""
        {_world.Item("mod_attendance", attendance).TrimEnd()}
            <MoodlePatch Include="patches/lib.patch" Plugin="mod_attendance" />
        """);

    private void Succeed(string verb, params string[] arguments)
    {
        var result = _site.Run(verb, arguments);
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Empty(result.Diagnostics);
    }

    private string Built(string path) => File.ReadAllText(Path.Combine(_site.Output, path));
}
