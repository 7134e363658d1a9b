using System.Xml.Linq;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Upkeep;

public sealed class An_import_neither_loses_nor_adds : IDisposable
{
    private readonly RunningSite _site = new();

    [Fact]
    public async Task Links_of_a_copied_plugin_that_stay_in_it()
    {
        _site.Write("local/ours/version.php", new PluginVersion("2024100700").ToPhp("local_ours"));
        _site.Write("local/ours/lang/en/local_ours.php", "<?php\n");
        File.CreateSymbolicLink(_site["local/ours/english"], "lang/en");
        File.CreateSymbolicLink(_site["local/ours/gone"], "nowhere");
        File.CreateSymbolicLink(_site["local/ours/out"], "../../config.php");

        await _site.Import();

        Assert.Equal("lang/en", new FileInfo(_site.Beside("plugins/local_ours/english")).LinkTarget);
        Assert.Equal("nowhere", new FileInfo(_site.Beside("plugins/local_ours/gone")).LinkTarget);
        Assert.Contains("- `local/ours/out`: a link that leads out of the plugin, to ../../config.php\n", _site.Report);
    }

    [Fact]
    public async Task Secrets_and_links_that_were_put_into_a_plugin()
    {
        _site.Upstream("mod_attendance").Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        _site.Write(".htpasswd", "admin:x\n");
        _site.Write("mod/attendance/.env", "DB_PASSWORD=x\n");
        _site.Write("mod/attendance/key.pem", "-----BEGIN PRIVATE KEY-----\n");
        File.CreateSymbolicLink(_site["mod/attendance/passwords"], "/etc/passwd");
        _site.Write("lib/setup.php", "<?php\n$CFG->smtppass = 'hunter2';\n");

        await _site.Import();

        Assert.Equal("<MoodlePatch Include=\"patches/core.patch\" />", _site.Items[^1]);
        Assert.Contains("- `.htpasswd`: it is for passwords, by its name\n- `mod/attendance/.env`: it is for passwords, by its name\n- `mod/attendance/key.pem`: it holds a private key\n- `mod/attendance/passwords`: a link that leads out of the plugin, to /etc/passwd\n", _site.Report);
        Assert.Contains("is the change still wanted?; lib/setup.php holds a literal $CFG->smtppass: is it one? Then take it out before others see what was written |", _site.Report);
    }

    [Fact]
    public async Task What_a_much_older_version_left_behind()
    {
        var plugin = _site.Upstream("mod_attendance");
        plugin.Repository.Write("old.php", "<?php // of the first\n");
        plugin.Release("2024100700", "v1.0");
        plugin.Repository.Delete("old.php");
        for (var i = 1; i < 15; i++)
        {
            plugin.Release($"20241007{i:00}", $"v1.{i}");
        }

        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        _site.Install("mod_attendance", "v1.14", "mod/attendance");

        await _site.Import();

        Assert.Contains("- `mod/attendance/old.php`: left of v1.0: mod_attendance no longer has it\n", _site.Report);
    }

    [Fact]
    public async Task The_line_ends_of_a_file_that_was_edited()
    {
        var plugin = _site.Upstream("mod_attendance");
        plugin.Repository.Write("unix.php", "<?php\n// one\n// two\n// three\n// four\n// five\n").Write("windows.php", "<?php\r\n// one\r\n// two\r\n// three\r\n// four\r\n// five\r\n");
        plugin.Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        _site.Write("mod/attendance/unix.php", "<?php\r\n// one\r\n// two\r\n// three\r\n// four\r\n// ours\r\n");
        _site.Write("mod/attendance/windows.php", "<?php\n// one\n// two\n// three\n// four\n// ours\n");

        await _site.Import();

        Assert.Contains("2 files differ in line ends alone, which a build puts right", _site.Report);
        var patch = File.ReadAllText(_site.Beside("patches/mod_attendance.patch"));
        Assert.Equal(["-// five", "+// ours", "-// five\r", "+// ours\r"], patch.Split('\n').Where(line => line is ['+' or '-', '/', ..]));
    }

    [Fact]
    public async Task A_file_of_Moodle_that_cannot_be_read()
    {
        using (var large = File.OpenWrite(_site["lib/setup.php"]))
        {
            large.SetLength((100 << 20) + 1);
        }

        var imported = await _site.TryImport();

        Assert.Equal(["<MoodleVersion>4.5.10</MoodleVersion>"], _site.Items);
        Assert.Equal(1, imported!.Differing);
        Assert.Contains("- `lib/setup.php`: that of the folder was not looked at: ", _site.Report);
    }

    [Fact]
    public async Task A_plugin_whose_upstream_does_not_answer()
    {
        _site.Upstream("mod_attendance").Release("2024100701", "v1.0");
        _site.Install("mod_attendance", "v1.0", "mod/attendance");
        Directory.Delete(_site.AddressOf("mod_attendance"), recursive: true);

        var imported = await _site.TryImport();

        Assert.Equal(0, imported!.Differing);
        var warning = Assert.Single(_site.Findings.All);
        Assert.Equal("MOODLE1815", warning.Id);
        Assert.StartsWith($"mod_attendance is imported as a copy, since its upstream could not be asked: There is no git repository at {_site.AddressOf("mod_attendance")}", warning.Text);
    }

    [Fact]
    public async Task Names_that_no_project_file_can_hold()
    {
        _site.Write("own\nfile.txt", "ours\n");
        _site.Write("own;%24(x).txt", "ours\n");

        await _site.Import();

        Assert.Equal("<MoodleFile Include=\"files/own%3B%2524(x).txt\" TargetPath=\"own;%2524(x).txt\" />", _site.Items[^1]);
        Assert.Contains(" a name with a separator or control character\n", _site.Report);
    }

    [Fact]
    public async Task What_a_release_is_called_in_any_way()
    {
        var plugin = _site.Upstream("mod_attendance");
        var then = plugin.Release(new PluginVersion("2024100702") { Release = "1.1 --- soon --> <x>" });
        plugin.Repository.Write("lib.php", "<?php // fixed again\n").Commit();
        _site.Install("mod_attendance", then, "mod/attendance");

        await _site.Import();

        Assert.Equal(then, Assert.Single(XDocument.Parse(_site.Project).Descendants("MoodlePlugin")).Attribute("Commit")!.Value);
    }

    [Fact]
    public async Task Anything_where_the_last_of_it_cannot_be_written()
    {
        _site.Write("local/ours/version.php", new PluginVersion("2024100700").ToPhp("local_ours"));
        _site.Write("lib/setup.php", "<?php // ours\n");
        _site.Write("own.txt", "ours\n");
        Directory.CreateDirectory(_site.Beside("IMPORT.md"));
        var before = _site.Project;

        Assert.Null(await _site.TryImport());

        Assert.Equal("MOODLE1810", Assert.Single(_site.Findings.Errors).Id);
        Assert.Equal(before, _site.Project);
        Assert.Equal(["site.moodleproj"], _site.Written);
        Assert.False(Directory.Exists(_site.Beside("plugins")));
    }

    public void Dispose() => _site.Dispose();
}
