using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Upkeep;

public sealed class A_running_site_becomes_a_declaration : IDisposable
{
    private readonly RunningSite _site = new();

    [Fact]
    public async Task Of_releases_and_plugins_at_their_tags()
    {
        _site.Upstream("mod_attendance").Release("2024100701", "v1.0");
        _site.Upstream("local_own", isKnown: false).Release("2024100701", "v2");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        _site.Install("local_own", "v2", "local/own");
        _site.Write("config.php", "<?php $CFG->dbpass = 'secret';");
        _site.UpstreamsFile = Path.Combine(Path.GetDirectoryName(_site[""])!, "upstreams.txt");
        File.WriteAllText(_site.UpstreamsFile, $"# own ones\n\nlocal_own {_site.AddressOf("local_own")}\n");

        var imported = await _site.Import();

        Assert.Equal(
            [
                "<MoodleVersion>4.5.10</MoodleVersion>",
                $"<MoodlePlugin Include=\"local_own\" Repository=\"{_site.AddressOf("local_own")}\" Tag=\"v2\" />",
                "<MoodlePlugin Include=\"mod_attendance\" Tag=\"v1.0\" />",
            ],
            _site.Items);
        Assert.Equal(["IMPORT.md", "site.lock.json", "site.moodleproj"], _site.Written);
        Assert.Equal(["core", "local_own", "mod_attendance"], imported.Components.Select(c => c.Component.ToString()));
        Assert.Matches($@"\*\*Verified\*\*: what this declaration builds \(tree {imported.Tree}, \d+ files\) is the folder, less what was left out\.\n", _site.Report);
        Assert.Contains("- `config.php`: the server's own configuration", _site.Report);
        Assert.Contains($"| mod/attendance | mod_attendance 2024100701 | v1.0 of {_site.AddressOf("mod_attendance")} (", _site.Report);
    }

    [Fact]
    public async Task Of_commits_between_releases()
    {
        using var weekly = new RunningSite("MOODLE_405_STABLE");
        var plugin = weekly.Upstream("mod_attendance");
        plugin.Release("2024100701", "v1.0");
        plugin.Repository.Write("lib.php", "<?php // fixed\n").Commit();
        var then = plugin.Release(new PluginVersion("2024100702") { Release = "1.1" });
        plugin.Repository.Write("lib.php", "<?php // fixed again\n").Commit();
        weekly.Install("mod_attendance", then, "mod/attendance");

        await weekly.Import();

        Assert.Equal([$"<MoodleCommit>{weekly.Moodle.Commit("MOODLE_405_STABLE")}</MoodleCommit>", $"<MoodlePlugin Include=\"mod_attendance\" Commit=\"{then}\" /> <!-- 1.1, 2024100702, on main -->"], weekly.Items);
    }

    [Fact]
    public async Task Whose_executable_bits_were_lost()
    {
        foreach (var file in Directory.EnumerateFiles(_site[""], "*", SearchOption.AllDirectories))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await _site.Import();

        Assert.Contains("No executable bit of the folder says anything", _site.Report);
        Assert.Single(_site.Items);
    }

    [Fact]
    public async Task Whose_line_ends_and_some_executable_bits_are_others()
    {
        _site.Upstream("mod_attendance").Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        foreach (var path in new[] { "index.php", "mod/attendance/lib.php", "mod/attendance/version.php" })
        {
            File.WriteAllText(_site[path], File.ReadAllText(_site[path]).Replace("\n", "\r\n"));
        }

        File.SetUnixFileMode(_site["lib/setup.php"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await _site.Import();

        Assert.Equal(["<MoodleVersion>4.5.10</MoodleVersion>", "<MoodlePlugin Include=\"mod_attendance\" Tag=\"v1.0\" />"], _site.Items);
        Assert.Contains("3 files differ in line ends and 1 in the executable bit alone, which a build puts right", _site.Report);
        Assert.Contains("| line ends of 2 files |", _site.Report);
    }

    [Fact]
    public async Task With_what_older_versions_left_behind_left_out()
    {
        var plugin = _site.Upstream("mod_attendance");
        plugin.Repository.Write("old.php", "<?php // of the first\n");
        plugin.Release("2024100701", "v1.0");
        plugin.Repository.Delete("old.php").Write("older.php", "<?php // of the second\n");
        plugin.Release("2024100702", "v1.1");
        plugin.Repository.Delete("older.php");
        plugin.Release("2024100703", "v1.2");
        foreach (var version in new[] { "v1.0", "v1.1", "v1.2" })
        {
            _site.Install("mod_attendance", version, "mod/attendance");
        }

        await _site.Import();

        Assert.Equal("<MoodlePlugin Include=\"mod_attendance\" Tag=\"v1.2\" />", _site.Items[^1]);
        Assert.Contains("- `mod/attendance/old.php`: left of v1.0: mod_attendance no longer has it\n- `mod/attendance/older.php`: left of v1.1: mod_attendance no longer has it\n", _site.Report);
    }

    [Fact]
    public async Task With_plugins_that_have_a_repository_of_their_own()
    {
        _site.Upstream("mod_attendance", isKnown: false).Release("2024100701", "v1.0");
        _site.Upstream("local_shared").Release("2024100701", "v1.0");
        IsolatedGit.Run(_site[""], "clone", "--quiet", _site.AddressOf("mod_attendance"), "mod/attendance");
        _site.Install("local_shared", "v1.0", "local/shared");

        await _site.Import();

        Assert.Contains($"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{_site.AddressOf("mod_attendance")}\" Tag=\"v1.0\" />", _site.Items);
        Assert.Contains("(its own .git)", _site.Report);
    }

    [Fact]
    public async Task Cloned_with_the_project_in_it()
    {
        var moodle = _site.Moodle.Repository;
        moodle.Branch("MOODLE_405_STABLE").Write("lib/setup.php", "<?php // fixed\n");
        var fixedThen = moodle.Commit();
        moodle.Write("lib/setup.php", "<?php // fixed again\n").Commit();
        Directory.Delete(_site[""], recursive: true);
        IsolatedGit.Run(null, "clone", "--quiet", _site.AddressOf("moodle"), _site[""]);
        IsolatedGit.Run(_site[""], "checkout", "--quiet", fixedThen);
        _site.MoveProject("www/deploy");

        await _site.Import();

        Assert.Equal([$"<MoodleCommit>{fixedThen}</MoodleCommit>"], _site.Items);
        Assert.Contains("- `.git`: a git repository: what it tells of its upstream was used\n- `deploy`: this project\n", _site.Report);

        _site.MoveProject("www");
        Assert.Null(await _site.TryImport());
        Assert.Equal("MOODLE1811", Assert.Single(_site.Findings.Errors).Id);
    }

    [Fact]
    public async Task With_plugins_that_nobody_knows_as_copies()
    {
        _site.Write("local/ours/version.php", new PluginVersion("2024100700").ToPhp("local_ours"));
        _site.Write("local/ours/lib/own.php", "<?php // ours\n");
        _site.Write("local/ours/x.bak", "a plugin is copied as it is\n");
        _site.Write("local/ours/.gitignore", "lib\n");

        await _site.Import();

        Assert.Equal("<MoodlePlugin Include=\"local_ours\" Path=\"plugins/local_ours\" /> <!-- a copy: no upstream was found -->", _site.Items[^1]);
        Assert.Equal(["IMPORT.md", "plugins/local_ours/lib/own.php", "plugins/local_ours/version.php", "plugins/local_ours/x.bak", "site.lock.json", "site.moodleproj"], _site.Written);
        Assert.Contains("- `local/ours/.gitignore`: it would hide files of the copy\n", _site.Report);
        Assert.Contains("local_ours was not found. What was tried:\n\n- local_ours has no Repository, and no plugins directory knows it.", _site.Report);
    }

    [Fact]
    public async Task With_plugins_put_where_they_belong_and_copies_left_out()
    {
        _site.Upstream("mod_attendance").Release("2024100701", "v1.0");
        _site.Upstream("local_shared").Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "local/attendance");
        _site.Install("local_shared", "v1.0", "local/shared");
        _site.Install("local_shared", "v1.0", "local/shared2");
        _site.Install("moodle", "v4.5.0", "old_site");

        await _site.Import();

        Assert.Equal(3, _site.Items.Length);
        Assert.Contains("it lies in the wrong folder: the build puts it at mod/attendance", _site.Report);
        Assert.Contains("- `local/shared2`: a copy of local_shared, which lies at local/shared\n- `old_site`: another Moodle\n", _site.Report);
    }

    [Fact]
    public async Task With_an_admin_folder_of_another_name()
    {
        Directory.Move(_site["admin"], _site["verwaltung"]);

        await _site.Import();

        Assert.Equal(["<MoodleVersion>4.5.10</MoodleVersion>"], _site.Items);
        Assert.Contains("The folder admin is called verwaltung here.", _site.Report);
    }

    [Fact]
    public async Task With_its_own_files_and_without_what_it_took_out_of_Moodle()
    {
        _site.Write(".htaccess", "Deny from all\n");
        _site.Write("landing/index.html", "<html>\n");
        _site.Write("landing/css/a.css", "a{}\n");
        _site.Write("lib/settings.ini", "-----BEGIN PRIVATE KEY-----\n");
        _site.Write("lib/setup.php.bak", "<?php\n");
        File.CreateSymbolicLink(_site["latest"], "landing");
        Directory.Delete(_site["mod/forum"], recursive: true);
        Directory.Delete(_site[".github"], recursive: true);

        await _site.Import();

        Assert.Equal(
            [
                "<MoodleVersion>4.5.10</MoodleVersion>",
                "<MoodleCoreRemove Include=\".github\" />",
                "<MoodleCoreRemove Include=\"mod/forum\" />",
                "<MoodleFile Include=\"files/.htaccess\" TargetPath=\".htaccess\" />",
                "<MoodleFile Include=\"files/landing\" TargetPath=\"landing\" />",
            ],
            _site.Items);
        Assert.Contains("- `latest`: a link of the site's own\n- `lib/settings.ini`: it holds a private key\n- `lib/setup.php.bak`: a backup, by its name\n", _site.Report);
    }

    [Fact]
    public async Task With_what_it_changed_as_patches()
    {
        var plugin = _site.Upstream("mod_attendance");
        plugin.Repository.Write("tests/one_test.php", "<?php // one\n").Write("tests/two_test.php", "<?php // two\n").Write("pix/icon.bin", "\0\u0001");
        plugin.Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        Directory.Delete(_site["mod/attendance/tests"], recursive: true);
        _site.Write("mod/attendance/lib.php", "<?php\r\n// ours\r\n");
        _site.Write("mod/attendance/pix/icon.bin", "\0\u0002");
        _site.Write("mod/attendance/ours.php", "<?php\n");
        _site.Write("lib/setup.php", "<?php\n// ours, too\n");

        await _site.Import();

        Assert.Equal(["<MoodlePatch Include=\"patches/core.patch\" />", "<MoodlePatch Include=\"patches/mod_attendance.patch\" Plugin=\"mod_attendance\" />"], _site.Items[2..]);
        Assert.Contains("| 2 files edited (lib.php, pix/icon.bin); 1 file added (ours.php); tests deleted (2 files) | is the change still wanted? |", _site.Report);
        Assert.Equal("diff --git a/lib/setup.php b/lib/setup.php", File.ReadLines(_site.Beside("patches/core.patch")).First());
    }

    [Fact]
    public async Task Cloned_with_submodules_that_lost_their_repositories()
    {
        _site.Upstream("mod_attendance", isKnown: false).Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        _site.Write(".gitmodules", $"[submodule \"a\"]\n\tpath = mod/attendance\n\turl = {_site.AddressOf("mod_attendance")}\n");

        await _site.Import();

        Assert.Contains($"<MoodlePlugin Include=\"mod_attendance\" Repository=\"{_site.AddressOf("mod_attendance")}\" Tag=\"v1.0\" />", _site.Items);
        Assert.Contains("(.gitmodules)", _site.Report);
    }

    [Fact]
    public async Task With_plugins_of_one_repository()
    {
        var office = _site.Upstream("local_office", isKnown: false);
        office.Repository.Write("local/office/version.php", new PluginVersion("2024100700").ToPhp("local_office")).Write("local/office/lib.php", "<?php\n")
            .Write("auth/office/version.php", new PluginVersion("2024100700").ToPhp("auth_office")).Write("auth/office/lib.php", "<?php // auth\n").Commit();
        office.Repository.Tag("v1");
        _site.Install("local_office", "v1", "");
        _site.UpstreamsFile = Path.Combine(Path.GetDirectoryName(_site[""])!, "upstreams.txt");
        File.WriteAllText(_site.UpstreamsFile, $"local_office,{_site.AddressOf("local_office")}\nauth_office;{_site.AddressOf("local_office")}\n");

        await _site.Import();

        Assert.Equal(
            [.. new[] { "auth", "local" }.Select(type => $"<MoodlePlugin Include=\"{type}_office\" Repository=\"{_site.AddressOf("local_office")}\" Subdirectory=\"{type}/office\" Tag=\"v1\" />")],
            _site.Items[1..]);
    }

    [Fact]
    public async Task With_a_plugin_behind_a_link()
    {
        _site.Upstream("mod_attendance").Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "../elsewhere");
        Directory.CreateSymbolicLink(_site["mod/attendance"], _site["../elsewhere"]);
        Directory.CreateSymbolicLink(_site["mod/loop"], _site[""]);

        await _site.Import();

        Assert.Equal("<MoodlePlugin Include=\"mod_attendance\" Tag=\"v1.0\" />", _site.Items[^1]);
    }

    [Fact]
    public async Task With_a_folder_of_Moodle_s_behind_a_link()
    {
        _site.Upstream("mod_attendance").Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        Directory.Move(_site["mod"], _site["../elsewhere"]);
        Directory.CreateSymbolicLink(_site["mod"], _site["../elsewhere"]);

        var imported = await _site.Import();

        Assert.Equal(0, imported.Differing);
        Assert.Equal(["<MoodleVersion>4.5.10</MoodleVersion>", "<MoodlePlugin Include=\"mod_attendance\" Tag=\"v1.0\" />"], _site.Items);
    }

    [Fact]
    public async Task Into_a_project_whose_declarations_stay()
    {
        var plugin = _site.Upstream("mod_attendance");
        plugin.Release("2024100701", "v1.0");
        plugin.Release("2024100702", "v1.1");
        _site.Upstream("local_shared").Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        _site.Install("local_shared", "v1.0", "local/shared");
        const string declared = "<MoodlePlugin Include=\"mod_attendance\" Tag=\"v1.1\" />";
        _site.Project = _site.Project.Replace("</Project>", $"  <ItemGroup>\n    {declared}\n  </ItemGroup>\n\n</Project>");
        _site.Declared.Add(new("mod_attendance", _site.Beside("site.moodleproj"), new Dictionary<string, string> { ["Tag"] = "v1.1" }));

        var imported = await _site.TryImport();

        Assert.Equal(["<MoodleVersion>4.5.10</MoodleVersion>", declared, "<MoodlePlugin Include=\"local_shared\" Tag=\"v1.0\" />"], _site.Items);
        Assert.Equal(2, imported!.Differing);
        Assert.Equal(
            [
                "MOODLE1808: The tree that the imported declaration makes differs from the folder in 2 files: mod/attendance/lib.php, its content is another and others. Look at what IMPORT.md lists before a build adopts the folder.",
                "MOODLE1809: The project has mod_attendance as tag v1.1, but what lies in the imported folder is v1.0 (2024100701). The project's declaration stays. Change it if the folder is right.",
            ],
            _site.Findings.All.Select(f => $"{f.Id}: {f.Text}"));
    }

    [Fact]
    public async Task Or_by_a_warning_that_the_user_made_an_error_nothing()
    {
        _site.Upstream("mod_attendance").Release(new PluginVersion("2024100701") { Dependencies = new Dictionary<string, string> { ["local_absent"] = "ANY_VERSION" } }, "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        _site.Write("own.txt", "ours\n");
        _site.Promoted.Add("MOODLE1807");
        var before = _site.Project;

        Assert.Null(await _site.TryImport());

        Assert.Equal("MOODLE1807", Assert.Single(_site.Findings.Errors).Id);
        Assert.Equal(before, _site.Project);
        Assert.Equal(["site.moodleproj"], _site.Written);
    }

    [Fact]
    public async Task Into_the_project_of_an_earlier_import_and_adds_what_is_new()
    {
        _site.Upstream("mod_attendance").Release("2024100701", "v1.0");
        _site.Write("lib/setup.php", "<?php\n// ours\n");
        _site.Write("own.txt", "ours\n");
        await _site.Import();
        var (before, locked) = (_site.Items, File.ReadAllText(_site.LockFile));
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        _site.Write("index.php", "<?php\n// ours\n");
        _site.Patches.Add(new("patches/core.patch", _site.Beside("site.moodleproj"), new Dictionary<string, string>()));
        _site.Files.Add(new("files/own.txt", _site.Beside("site.moodleproj"), new Dictionary<string, string> { ["TargetPath"] = "own.txt" }));

        var imported = await _site.TryImport();

        Assert.Equal(["<MoodleVersion>4.5.10</MoodleVersion>", "<MoodlePatch Include=\"patches/core.patch\" />", "<MoodleFile Include=\"files/own.txt\" TargetPath=\"own.txt\" />"], before);
        Assert.Equal([.. before, "<MoodlePlugin Include=\"mod_attendance\" Tag=\"v1.0\" />"], _site.Items);
        Assert.NotEqual(locked, File.ReadAllText(_site.LockFile));
        Assert.Equal(1, imported!.Differing);
        Assert.Contains("- `index.php`: its content is another", _site.Report);
    }

    [Fact]
    public async Task That_cannot_be_restored_yet_and_says_why()
    {
        _site.Upstream("mod_attendance").Release(new PluginVersion("2024100701") { Dependencies = new Dictionary<string, string> { ["local_absent"] = "ANY_VERSION" } }, "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");

        var imported = await _site.TryImport();

        Assert.Null(imported!.Tree);
        Assert.Equal(2, _site.Items.Length);
        Assert.StartsWith("The import is written, but this site cannot be restored as it is: ", Assert.Single(_site.Findings.All).Text);
        Assert.Equal(["IMPORT.md", "site.moodleproj"], _site.Written);
        Assert.Contains("## Why it cannot be restored yet\n\n- MOODLE14", _site.Report);
    }

    [Fact]
    public async Task Or_leaves_the_project_as_it_was()
    {
        _site.Write("local/ours/version.php", new PluginVersion("2024100700").ToPhp("local_ours"));
        File.WriteAllText(_site["version.php"], File.ReadAllText(_site["version.php"]).Replace("2024100710.00", "2024100710.77"));
        var before = _site.Project;

        Assert.Null(await _site.TryImport());

        Assert.Equal(
            $"{_site.AddressOf("moodle")} has no commit of Moodle 4.5.10 (Build: 20260216) (2024100710.77). Write as MoodleRepository where this Moodle came from, such as a fork; if its version.php was changed, put that right first.",
            Assert.Single(_site.Findings.Errors).Text);
        Assert.Equal(before, _site.Project);
        Assert.Equal(["site.moodleproj"], _site.Written);

        File.Delete(_site["version.php"]);
        Assert.Null(await _site.TryImport());
        Assert.Equal("MOODLE1805", Assert.Single(_site.Findings.Errors).Id);
    }

    public void Dispose() => _site.Dispose();
}
