using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_folder_that_is_adopted_holds_one_Moodle : IDisposable
{
    private static readonly string[] OfPersons = [".htaccess", "config.php", "mod/own/version.php", "uploads/photo.jpg"];

    private readonly LockedSite _site = new();

    public A_folder_that_is_adopted_holds_one_Moodle()
    {
        var upstream = _site.Upstream("mod_attendance");
        upstream.Repository.Write("old.php", "<?php // old");
        upstream.Release(new PluginVersion("2024100701") { Release = "1.0", Supported = (405, 405) }, "v1.0");
        upstream.Repository.Delete("old.php");
        upstream.Release(new PluginVersion("2024100702") { Release = "1.1", Supported = (405, 405) }, "v1.1");
        upstream.Release(new PluginVersion("2025100701") { Release = "2.0", Requires = "2025100600", Supported = (501, 501) }, "v2.0");
    }

    [Fact]
    public async Task Where_the_git_cache_has_the_other_one_all_of_that_goes_and_nothing_of_a_persons()
    {
        await OldThenNew();
        Edit("admin/environment.xml", "edited");

        _site.Build(adopt: true);

        Assert.Equal(["MOODLE1608", "MOODLE1623"], _site.Findings.All.Select(f => f.Id));
        Assert.StartsWith("'admin/environment.xml' is no longer part of the site", _site.Findings.All[0].Message, StringComparison.Ordinal);
        Assert.Equal("'mod/own' in the adopted folder is a plugin (version.php) that the site does not have, and has been taken out of it.", _site.Findings.All[1].Message);
        Assert.Equal(Fresh().Concat(OfPersons.Where(path => path != "mod/own/version.php")).Order(StringComparer.Ordinal), Files());
        Assert.Equal("edited", Assert.Single(Directory.GetFiles(_site.Output.State.KeptFolder, "environment.xml", SearchOption.AllDirectories).Select(File.ReadAllText)));
    }

    [Fact]
    public async Task Also_of_the_same_layout_with_what_lies_in_a_plugin_of_the_site()
    {
        await OldThenNew("4.5.9", "4.5.10");
        Edit("mod/attendance/mine.txt", "mine");

        _site.Build(adopt: true);

        Assert.Equal(["MOODLE1623"], _site.Findings.All.Select(f => f.Id));
        Assert.Equal(Fresh().Concat(OfPersons.Where(path => path != "mod/own/version.php")).Append("mod/attendance/mine.txt").Order(StringComparer.Ordinal), Files());
    }

    [Fact]
    public async Task Where_the_cache_does_not_what_stays_is_said_and_no_plugin_of_Moodle_hides_a_persons()
    {
        await OldThenNew();
        _site.Cache.Empty();
        await _site.Restore();

        _site.Build(adopt: true);

        Assert.Equal(["MOODLE1607", "MOODLE1609", "MOODLE1623", "MOODLE1625"], _site.Findings.All.Select(f => f.Id).Distinct());
        Assert.Equal(
            $"'{_site.Output.Path}' is adopted, and the git cache lacks the code of what lies there: Moodle 4.5.10 (Build: 20260216) (2024100710), mod_attendance 1.0 (2024100701)."
            + " Files of it at places where the site has none stay.",
            _site.Findings.All[^1].Message);
        Assert.Equal(["'mod/own' in the adopted folder"], _site.Findings.All.Where(f => f.Id == "MOODLE1623").Select(f => f.Message[..31]));
        Assert.Contains("version.php", Files());
        Assert.DoesNotContain("mod/attendance/version.php", Files());
        Assert.DoesNotContain("mod/quiz/version.php", Files());
    }

    [Fact]
    public async Task Which_as_an_error_changes_nothing()
    {
        await OldThenNew();
        _site.Cache.Empty();
        await _site.Restore();
        _site.Promoted.Add("MOODLE1625");
        var before = Files();

        Assert.Contains("MOODLE1625", Assert.Throws<InvalidOperationException>(() => _site.Build(adopt: true)).Message, StringComparison.Ordinal);

        Assert.Equal(before, Files());
    }

    public void Dispose() => _site.Dispose();

    // Builds one, loses every record of it, and declares the other.
    private async Task OldThenNew(string old = "4.5.10", string next = "5.1.0")
    {
        _site.Core = new CodeRequest.Version(old);
        _site.Declare("mod_attendance", new CodeRequest.Tag("v1.0"));
        await _site.Restore();
        _site.Build();
        foreach (var path in OfPersons)
        {
            Edit(path, path);
        }

        Directory.Delete(_site.Folder["site", "obj"], recursive: true);
        File.Delete(_site.Folder["site", ".www.moodle-owner"]);
        _site.Core = new CodeRequest.Version(next);
        _site.Declare("mod_attendance");
        await _site.Restore();
    }

    // What the same site has in a folder where nothing was.
    private IEnumerable<string> Fresh() => _site.Output.State.ReadState()!.Paths();

    private string[] Files() => [.. Directory.EnumerateFiles(_site.Output.Path, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(_site.Output.Path, file).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    private void Edit(string path, string content)
    {
        var file = Path.Combine(_site.Output.Path, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
