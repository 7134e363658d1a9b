using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class What_was_edited_in_the_output_becomes_a_patch : IDisposable
{
    private const string Project = "<Project>\n  <ItemGroup>\n    <MoodlePatch Include=\"patches/first.patch\" Plugin=\"mod_y\" />\n  </ItemGroup>\n</Project>\n";

    private readonly LockedSite _site = new();

    public What_was_edited_in_the_output_becomes_a_patch()
    {
        _site.RealCache = GitCache.Open(Moodle.Sdk.Sources.GitCaches.Options(_site.Folder["cache"])).Value!;
        var plugin = _site.Upstream("mod_x");
        plugin.Repository.Write("pix/icon.png", new byte[] { 0x89, 0x50, 0, 1, 2, 255 }).Write("tests/a_test.php", "<?php\n");
        plugin.Release("2024100700", "v1");
        _site.Upstream("mod_y").Release("2024100700", "v1");
        _site.Declare("mod_x").Declare("mod_y");
        Directory.CreateDirectory(_site.Folder["site"]);
        File.WriteAllText(_site.Folder["site", "site.moodleproj"], Project);
    }

    [Fact]
    public async Task Every_kind_of_edit_comes_back_byte_for_byte()
    {
        await BuildFirst();
        Edit("mod/x/lib.php", "<?php\n// edited\r\nno newline");
        File.WriteAllBytes(At("mod/x/pix/icon.png"), [0x89, 0x50, 0, 9]);
        File.Delete(At("mod/x/tests/a_test.php"));
        Edit("mod/x/classes/own.php", "<?php\n");
        Edit("mod/x/lib.php.orig", "left behind");
        Edit("mod/x/.git/config", "");
        Edit("mod/y/lib.php", "<?php // other\n");
        Edit("index.php", "<?php // of core\n");
        Edit("lib/new_in_core.php", "<?php\n");
        Edit("config.php", "<?php\n");
        var edited = Snapshot();

        var made = (await _site.MakePatches())!;

        Assert.Equal(
            [("core", "patches/core.patch", "index.php"), ("mod_x", "patches/mod_x.patch", "classes/own.php lib.php pix/icon.png tests/a_test.php"), ("mod_y", "patches/mod_y.patch", "lib.php")],
            made.Patches.Select(p => (p.Component.ToString(), p.File, string.Join(' ', p.Files))));
        Assert.Equal("lib/new_in_core.php: new in Moodle's folders, and in no patch. Declare what is to stay as a MoodleFile.", Assert.Single(made.Notes));
        Assert.Equal(
            Project.Replace("  </ItemGroup>", "    <MoodlePatch Include=\"patches/core.patch\" />\n    <MoodlePatch Include=\"patches/mod_x.patch\" Plugin=\"mod_x\" />\n    <MoodlePatch Include=\"patches/mod_y.patch\" Plugin=\"mod_y\" />\n  </ItemGroup>", StringComparison.Ordinal),
            File.ReadAllText(_site.Folder["site", "site.moodleproj"]));

        Declare(made);
        await _site.Restore(locked: true);
        _site.Build();
        Assert.Empty(_site.Findings.All);
        Assert.Equal(edited, Snapshot());
        TempFolder.Delete(_site.Output.Path);
        _site.Build();
        Assert.Equal(edited.Where(f => f.Path is not ("config.php" or "lib/new_in_core.php" or "mod/x/lib.php.orig" or "mod/x/.git/config")), Snapshot());
    }

    [Fact]
    public async Task A_second_one_builds_on_the_first_and_only_of_what_is_asked()
    {
        await BuildFirst();
        Edit("mod/x/lib.php", "<?php // one\n");
        Declare((await _site.MakePatches())!);
        _site.Build();
        Edit("mod/x/lib.php", "<?php // two\n");
        Edit("index.php", "<?php // of core\n");

        var made = (await _site.MakePatches("mod_x"))!;

        Assert.Equal("patches/mod_x-2.patch", Assert.Single(made.Patches).File);
        Declare(made);
        await _site.Restore(locked: true);
        _site.Build();
        Assert.Equal("<?php // two\n", File.ReadAllText(At("mod/x/lib.php")));
        Assert.Contains("index.php", Assert.Single(_site.Findings.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_is_edited_and_kept_without_a_build_between()
    {
        await BuildFirst();
        Edit("mod/x/lib.php", "<?php // one\n");
        File.Delete(At("mod/x/tests/a_test.php"));
        Edit("index.php", "<?php // of core\n");
        Declare((await _site.MakePatches("mod_x"))!);
        Declare((await _site.MakePatches("core"))!);
        Edit("mod/x/lib.php", "<?php // two\n");
        Edit("mod/y/lib.php", "<?php // other\n");

        var made = (await _site.MakePatches())!;

        Assert.Equal([("patches/mod_x-2.patch", "lib.php"), ("patches/mod_y.patch", "lib.php")], made.Patches.Select(p => (p.File, string.Join(' ', p.Files))));
        Declare(made);
        var edited = Snapshot();
        _site.Build();
        Assert.Empty(_site.Findings.All);
        Assert.Equal(edited, Snapshot());
        TempFolder.Delete(_site.Output.Path);
        _site.Build();
        Assert.Equal(edited, Snapshot());
    }

    [Fact]
    public async Task What_is_edited_after_it_was_kept_is_seen_by_the_next_build()
    {
        await BuildFirst();
        Edit("mod/x/lib.php", "<?php // one\n");
        Declare((await _site.MakePatches())!);
        Edit("mod/x/lib.php", "<?php // two\n");

        _site.Build();

        Assert.Equal("MOODLE1606", Assert.Single(_site.Findings.All).Id);
        Assert.Equal("<?php // one\n", File.ReadAllText(At("mod/x/lib.php")));
    }

    [Fact]
    public async Task What_is_too_large_for_a_patch_is_told_and_not_taken_in_part()
    {
        await BuildFirst();
        foreach (var path in new[] { "mod/x/lib.php", "mod/x/new.bin" })
        {
            using var file = File.Create(At(path));
            file.SetLength((100 << 20) + 1);
        }

        var made = (await _site.MakePatches())!;

        Assert.Empty(made.Patches);
        Assert.Equal("mod/x/lib.php has more than 100 MB, and is in no patch. mod/x/new.bin has more than 100 MB, and is in no patch.", string.Join(' ', made.Notes));
    }

    [Theory]
    [InlineData("patches")]
    [InlineData("patches/*.patch")]
    public async Task A_folder_that_an_item_stands_for_takes_no_patch_of_another(string include)
    {
        var project = _site.Folder["site", "site.moodleproj"];
        File.WriteAllText(project, Project.Replace("patches/first.patch", include, StringComparison.Ordinal));
        await BuildFirst();
        Edit("mod/x/lib.php", "<?php // one\n");

        var made = (await _site.MakePatches())!;

        Assert.Equal("patches-by-hand/mod_x.patch", Assert.Single(made.Patches).File);
        Assert.Contains("<MoodlePatch Include=\"patches-by-hand/mod_x.patch\" Plugin=\"mod_x\" />", File.ReadAllText(project), StringComparison.Ordinal);
        Assert.True(File.Exists(_site.Folder["site", "patches-by-hand/mod_x.patch"]));
    }

    [Fact]
    public async Task Nothing_changed_is_nothing_written()
    {
        await BuildFirst();
        Assert.Empty((await _site.MakePatches())!.Patches);
        Assert.Equal(Project, File.ReadAllText(_site.Folder["site", "site.moodleproj"]));
        Assert.False(Directory.Exists(_site.Folder["site", "patches"]));
    }

    [Fact]
    public async Task What_cannot_be_compared_is_told_and_nothing_is_written()
    {
        await _site.Restore();
        await Refused("MOODLE1627");
        _site.Build();
        Edit("index.php", "<?php // of core\n");
        await Refused("MOODLE1235", "mod_xx");
        _site.Patches.Add(new(ComponentName.Core, "p.patch", "--- /dev/null\n+++ b/own.php\n@@ -0,0 +1 @@\n+<?php\n"u8.ToArray(), new Origin(_site.Folder["site", "site.moodleproj"], "MoodlePatch", "p.patch")));
        await Refused("MOODLE1313");
        await _site.Restore();
        await Refused("MOODLE1628");
        Assert.Equal("<?php // of core\n", File.ReadAllText(At("index.php")));
    }

    [Fact]
    public async Task A_project_that_cannot_be_changed_leaves_everything_as_it_was()
    {
        await BuildFirst();
        Edit("index.php", "<?php // of core\n");
        File.WriteAllText(_site.Folder["site", "site.moodleproj"], "<Project");

        await Refused("MOODLE1026");

        Assert.False(Directory.Exists(_site.Folder["site", "patches"]));
    }

    public void Dispose()
    {
        _site.RealCache?.Dispose();
        _site.Dispose();
    }

    private async Task BuildFirst()
    {
        await _site.Restore();
        _site.Build();
    }

    private async Task Refused(string code, params string[] names)
    {
        var (project, before) = (File.ReadAllText(_site.Folder["site", "site.moodleproj"]), _site.LockText);
        Assert.Null(await _site.MakePatches(names));
        Assert.Equal(code, Assert.Single(_site.Findings.Errors).Id);
        Assert.Equal((project, before), (File.ReadAllText(_site.Folder["site", "site.moodleproj"]), _site.LockText));
    }

    private string At(string path) => Path.Combine(_site.Output.Path, path.Replace('/', Path.DirectorySeparatorChar));

    private void Edit(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private void Declare(MadePatches made) => _site.Patches.AddRange(made.Patches.Select(p =>
        new Patch(p.Component, p.File, File.ReadAllBytes(_site.Folder["site", p.File]), new Origin(_site.Folder["site", "site.moodleproj"], "MoodlePatch", p.File))));

    private List<(string Path, string Content)> Snapshot() =>
        [.. Directory.EnumerateFiles(_site.Output.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .Select(f => (Path.GetRelativePath(_site.Output.Path, f).Replace('\\', '/'), Convert.ToHexString(File.ReadAllBytes(f)))).OrderBy(f => f.Item1, StringComparer.Ordinal)];
}
