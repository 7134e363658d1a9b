using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_site_has_patches : IDisposable
{
    private const string Extended = """
        --- a/lib.php
        +++ b/lib.php
        @@ -1,2 +1,3 @@
         <?php
         // mod_x 2024100700
        +// of the site

        """;

    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;

    public A_site_has_patches()
    {
        Ask();
        _plugin = _site.Upstream("mod_x");
        _plugin.Release("2024100700", "v1");
        _site.Declare("mod_x");
    }

    private string Library => File.ReadAllText(_site.Folder["site", "www", "mod", "x", "lib.php"]);

    [Fact]
    public async Task It_changes_the_code_base_and_is_in_the_lock()
    {
        var patch = Patch("patches/x.patch", Extended, "mod_x");
        await _site.Restore();
        _site.Build();

        Assert.Equal("<?php\n// mod_x 2024100700\n// of the site\n", Library);
        Assert.Contains($"\"patch patches/x.patch\": \"{patch.Sha256}\"", _site.LockText, StringComparison.Ordinal);
        Assert.Equal([("patches/x.patch", patch.Sha256)], _site.Lock.Find(Resolution.Given.Component("mod_x"))!.Patches.Select(p => (p.Path, p.Sha256)));
        // The code is locked as it comes.
        Assert.Equal(IsolatedGit.Run(_plugin.Repository.Folder, "rev-parse", "v1^{tree}").Trim(), _site.Lock.Find(Resolution.Given.Component("mod_x"))!.Code.Tree.ToString());

        _site.Patches.Clear();
        Assert.Throws<InvalidOperationException>(() => _site.Build());
        Assert.Contains("mod_x has other patches than were locked: patches/x.patch is gone", _site.Findings.Errors.Single().Text, StringComparison.Ordinal);
        await _site.Restore();
        _site.Build();
        Assert.Equal("<?php\n// mod_x 2024100700\n", Library);
        Assert.DoesNotContain("patch ", _site.LockText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_come_go_and_move_also_in_Moodle()
    {
        Patch("core.patch", """
            diff --git a/lib/own/new.php b/lib/own/new.php
            new file mode 100755
            --- /dev/null
            +++ b/lib/own/new.php
            @@ -0,0 +1 @@
            +<?php
            diff --git a/config-dist.php b/dist/config.php
            similarity index 100%
            rename from config-dist.php
            rename to dist/config.php

            """);
        Patch("x.patch", "diff --git a/README.md b/README.md\ndeleted file mode 100644\n--- a/README.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-# mod_x\n", "mod_x");
        await _site.Restore();
        _site.Build();

        var output = _site.Folder["site", "www"];
        Assert.Equal("<?php\n", File.ReadAllText(Path.Combine(output, "lib", "own", "new.php")));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(output, "lib", "own", "new.php")).HasFlag(UnixFileMode.UserExecute));
        Assert.True(File.Exists(Path.Combine(output, "dist", "config.php")));
        Assert.False(File.Exists(Path.Combine(output, "config-dist.php")));
        Assert.False(File.Exists(Path.Combine(output, "mod", "x", "README.md")));
    }

    [Fact]
    public async Task Each_sees_what_those_before_it_left()
    {
        Patch("1.patch", Extended, "mod_x");
        Patch("2.patch", "--- a/lib.php\n+++ b/lib.php\n@@ -2,2 +2,2 @@\n // mod_x 2024100700\n-// of the site\n+// of this site\n", "mod_x");
        await _site.Restore();
        _site.Build();

        Assert.EndsWith("// of this site\n", Library, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_it_alone_is_built_and_nothing_is_fetched()
    {
        Patch("x.patch", Extended, "mod_x");
        await _site.Restore();
        _site.Build();
        TempFolder.Delete(_plugin.Repository.Folder);
        TempFolder.Delete(_site.Moodle.Repository.Folder);
        _site.Patches.Clear();
        Patch("x.patch", Extended.Replace("of the site", "of ours", StringComparison.Ordinal), "mod_x");

        Assert.Equal("MOODLE1309", (await _site.RestoreErrors(locked: true)).Single().Id);
        await _site.Restore();
        _site.Build();

        Assert.EndsWith("// of ours\n", Library, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_carried_to_the_next_version_or_says_what_is_in_its_way()
    {
        Patch("x.patch", Extended, "mod_x");
        await _site.Restore();
        _plugin.Repository.Write("lib.php", "<?php\n// above\n// mod_x 2024100700\n// below\n");
        _plugin.Repository.Write("version.php", new PluginVersion("2024100701").ToPhp("mod_x")).Commit();
        _plugin.Repository.Tag("v2");
        Ask();

        var error = Assert.Single(await _site.UpdateErrors());

        Assert.Equal(("MOODLE1231", "MoodlePatch", "x.patch"), (error.Id, error.Origin!.Element, error.Origin.Include));
        Assert.Contains("x.patch does not fit mod_x 2024100701: lib.php, hunk 1 (line 3 of the patch)", error.Text, StringComparison.Ordinal);

        _plugin.Repository.Write("lib.php", "<?php\n// mod_x 2024100700\n// of the site\n");
        _plugin.Repository.Write("version.php", new PluginVersion("2024100702").ToPhp("mod_x")).Commit();
        _plugin.Repository.Tag("v3");
        Ask();
        error = Assert.Single(await _site.UpdateErrors());
        Assert.Equal("MOODLE1232", error.Id);
        Assert.Contains("x.patch is no longer needed: mod_x 2024100702 has all of it already", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_do_not_fit_are_told_at_once_and_each_once()
    {
        Patch("1.patch", Extended.Replace("2024100700", "2020010100", StringComparison.Ordinal), "mod_x");
        Patch("2.patch", Extended, "mod_x");
        Patch("3.patch", "--- a/absent.php\n+++ b/absent.php\n@@ -1 +1 @@\n-a\n+b\n", configurations: ["prod", "test"]);
        Patch("4.patch", "nothing\n");
        Patch("5.patch", Extended, "mod_absent");

        var errors = await _site.RestoreErrors();

        Assert.Equal(
            [("MOODLE1230", "4.patch"), ("MOODLE1231", "3.patch"), ("MOODLE1231", "1.patch"), ("MOODLE1233", "5.patch")],
            errors.Select(e => (e.Id, e.Origin!.Include!)));
    }

    [Fact]
    public async Task One_that_a_shell_wrote_in_another_encoding_is_told_so()
    {
        Patch("x.patch", Extended, "mod_x");
        _site.Patches[0] = _site.Patches[0] with { Content = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Extended)).ToArray() };

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal("MOODLE1230", error.Id);
        Assert.Contains("line 1: it is UTF-16", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_takes_the_place_of_a_folder_only_with_all_that_lies_in_it()
    {
        _plugin.Repository.Write("own/a.php", "a\n").Write("own/in/b.php", "b\n");
        _plugin.Release("2024100701", "v2");
        const string made = "--- /dev/null\n+++ b/own\n@@ -0,0 +1 @@\n+a file\n";
        const string a = "--- a/own/a.php\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n";
        Patch("x.patch", a + made, "mod_x");
        Assert.Contains("x.patch does not fit mod_x 2024100701: own is a folder, and not empty.", (await _site.RestoreErrors()).Single().Text, StringComparison.Ordinal);

        _site.Patches.Clear();
        Patch("x.patch", a + "--- a/own/in/b.php\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n" + made, "mod_x");
        await _site.Restore();
        _site.Build();

        Assert.Equal("a file\n", File.ReadAllText(_site.Folder["site", "www", "mod", "x", "own"]));
    }

    [Fact]
    public async Task What_it_makes_of_version_php_counts()
    {
        _plugin.Release(new PluginVersion("2024100701") { Requires = "2029010100" }, "v9");
        _site.Declare("mod_x", new CodeRequest.Tag("v9"));
        Assert.NotEmpty(await _site.RestoreErrors());

        Patch("requires.patch", "--- a/version.php\n+++ b/version.php\n@@ -8,2 +8,2 @@\n-$plugin->requires = 2029010100;\n+$plugin->requires = 2024100700;\n $plugin->maturity = MATURITY_STABLE;\n", "mod_x");
        await _site.Restore();
        _site.Build();

        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task What_Moodle_knows_a_component_by_may_not_go()
    {
        const string gone = "diff --git a/version.php b/version.txt\nsimilarity index 100%\nrename from version.php\nrename to version.txt\n";
        var patch = Patch("gone.patch", gone, "mod_x");
        Assert.Equal(["MOODLE1421", "MOODLE1422"], (await _site.RestoreErrors()).Select(e => e.Id));

        _site.Patches.Remove(patch);
        Patch("gone.patch", gone);
        var error = Assert.Single(await _site.RestoreErrors());
        Assert.Equal("MOODLE1214", error.Id);
        Assert.Contains("is not Moodle: its version.php gives no $version", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_may_be_for_some_Configurations_and_the_lock_holds_it_for_all()
    {
        Patch("x.patch", Extended, "mod_x", "prod");
        await _site.Restore();
        _site.Build();

        Assert.DoesNotContain("of the site", Library, StringComparison.Ordinal);
        Assert.Contains("patch x.patch", _site.LockText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patch_without_public_fits_a_Moodle_that_has_it()
    {
        _site.Core = new CodeRequest.Version("5.1");
        _site.Undeclare("mod_x");
        var lines = _site.Moodle.Repository.Git("show", "v5.1.0:public/version.php").Split('\n');
        Patch("version.patch", $"--- a/version.php\n+++ b/version.php\n@@ -1,2 +1,3 @@\n {lines[0]}\n+// of the site\n {lines[1]}\n");
        Patch("new.patch", "--- /dev/null\n+++ b/mod/quiz/own.php\n@@ -0,0 +1 @@\n+<?php\n");
        Patch("root.patch", "--- /dev/null\n+++ b/admin/cli/own.php\n@@ -0,0 +1 @@\n+<?php\n");
        await _site.Restore();
        _site.Build();

        Assert.True(File.Exists(_site.Folder["site", "www", "public", "mod", "quiz", "own.php"]));
        Assert.True(File.Exists(_site.Folder["site", "www", "admin", "cli", "own.php"]));
        Assert.StartsWith("<?php\n// of the site\n", File.ReadAllText(_site.Folder["site", "www", "public", "version.php"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_composed_when_they_are_the_same_and_obj_may_be_lost()
    {
        Patch("x.patch", Extended, "mod_x");
        await _site.Restore();
        var tree = _site.Build().Tree;
        Assert.NotNull(Sdk.Verbs.Build.Run(
            new(_site.Declaration, _site.LockPath, _site.Output.Path, _site.Project, false, false, new()), () => throw new InvalidOperationException("No cache is opened."), new(), default));

        TempFolder.Delete(_site.Folder["site", "obj"]);
        _site.Patches.Clear();
        await _site.Restore();
        Assert.NotEqual(tree, _site.Build().Tree);
        Assert.Empty(_site.Findings.All);
        Assert.Equal("<?php\n// mod_x 2024100700\n", Library);
    }

    [Fact]
    public async Task The_cache_may_lose_what_was_made()
    {
        Patch("x.patch", Extended, "mod_x");
        await _site.Restore();
        TempFolder.Delete(_site.Folder["cache", "made.git"]);

        _site.Build();

        Assert.EndsWith("// of the site\n", Library, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_submodule_can_be_patched()
    {
        var library = TestRepository.Create(_site.Folder["library"]).Write("player.php", "<?php\n").Commit();
        _plugin.Repository.Write(".gitmodules", $"[submodule \"library\"]\n\tpath = library\n\turl = {_site.Folder["library"]}\n").Submodule("library", library);
        _plugin.Release("2024100701", "v2");
        Patch("x.patch", "--- a/library/player.php\n+++ b/library/player.php\n@@ -1 +1,2 @@\n <?php\n+// of the site\n", "mod_x");
        await _site.Restore();
        _site.Build();

        Assert.Equal("<?php\n// of the site\n", File.ReadAllText(_site.Folder["site", "www", "mod", "x", "library", "player.php"]));
    }

    public void Dispose()
    {
        _site.RealCache?.Dispose();
        _site.Dispose();
    }

    // Anew: a cache asks an upstream once.
    private void Ask()
    {
        _site.RealCache?.Dispose();
        _site.RealCache = GitCache.Open(Moodle.Sdk.Sources.GitCaches.Options(_site.Folder["cache"])).Value!;
    }

    private Patch Patch(string path, string text, string? plugin = null, params string[] configurations)
    {
        var patch = new Patch(plugin is null ? ComponentName.Core : Resolution.Given.Component(plugin), path, Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\n")), new(_site.Folder["site", "site.moodleproj"], "MoodlePatch", path))
        {
            Configurations = [.. configurations],
        };
        _site.Patches.Add(patch);
        return patch;
    }
}
