using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class What_cannot_be_resolved_says_what_there_is : IDisposable
{
    private readonly LockedSite _site = new();

    [Fact]
    public async Task No_such_version_of_Moodle()
    {
        _site.Core = new CodeRequest.Version("4.5.11");
        await AssertError("MOODLE1203", "core", "has no Moodle 4.5.11; the newest of the nearest lines are 4.5.10, 5.0.0-beta, 5.1.0, 5.2.0-rc1", "4.5 and 4.5.* take the newest 4.5.x");
    }

    [Fact]
    public async Task No_release_of_Moodle_at_all()
    {
        foreach (var tag in _site.Moodle.Repository.Git("tag").Split('\n'))
        {
            _site.Moodle.Repository.DeleteRef($"refs/tags/{tag}");
        }

        await AssertError("MOODLE1203", "core", "has no release of Moodle");
    }

    [Fact]
    public async Task No_stable_branch_of_that_line()
    {
        _site.Core = new CodeRequest.Version("5.2+");
        await AssertError("MOODLE1205", "core", "has no branch 'MOODLE_502_STABLE'; nearest of its 3 branches are 'MOODLE_501_STABLE', 'MOODLE_405_STABLE'");
    }

    [Fact]
    public async Task No_such_tag()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release("2024010100", "v1.0");
        upstream.Release("2024010200", "v1.1");
        upstream.Release("2024010300", "nightly");
        _site.Declare("mod_example", new CodeRequest.Tag("1.1"));

        await AssertError("MOODLE1204", "mod_example", "has no tag '1.1'; nearest of its 3 tags are 'v1.1', 'v1.0'");
    }

    [Fact]
    public async Task No_such_tag_where_there_are_none()
    {
        _site.Upstream("mod_example").Release("2024010100");
        _site.Declare("mod_example", new CodeRequest.Tag("v1.1"));

        await AssertError("MOODLE1204", "mod_example", "has no tag 'v1.1'; it has no tag at all");
    }

    [Fact]
    public async Task No_such_branch()
    {
        _site.Upstream("mod_example", "master").Release("2024010100");
        _site.Declare("mod_example", new CodeRequest.Branch("mastre"));

        await AssertError("MOODLE1205", "mod_example", "has no branch 'mastre'; nearest of its 1 branch is 'master'");
    }

    [Fact]
    public async Task No_such_commit()
    {
        _site.Upstream("mod_example").Release("2024010100");
        _site.Declare("mod_example", new CodeRequest.Commit("0123456789"));

        await AssertError("MOODLE1206", "mod_example", "No commit that begins with 0123456789");
    }

    [Fact]
    public async Task Several_commits_that_begin_with_the_same_digits()
    {
        var upstream = _site.Upstream("mod_example");
        // Of 17 commits two begin with the same digit.
        var commits = Enumerable.Range(0, 17).Select(i => upstream.Release($"20240101{i:00}")).GroupBy(c => c[..1]).First(g => g.Count() > 1).ToList();
        _site.Declare("mod_example", new CodeRequest.Commit(commits[0][..1]));

        await AssertError("MOODLE1207", "mod_example", $"{commits.Count} commits begin with {commits[0][..1]}: {string.Join(", ", commits.Order(StringComparer.Ordinal))}.");
    }

    [Fact]
    public async Task No_such_text_of_a_version()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release(new PluginVersion("2024010100") { Release = "v1.27.1" }, "first");
        upstream.Release(new PluginVersion("2024020100") { Release = "v1.28.1" });
        _site.Declare("mod_example", new CodeRequest.Version("1.29.*"));

        await AssertError("MOODLE1209", "mod_example", "has no version '1.29.*' among the 1 tag and 1 branch", "nearest are v1.28.1, v1.27.1");
    }

    [Fact]
    public async Task No_such_text_says_how_the_newest_that_begins_so_is_had()
    {
        _site.Upstream("mod_example").Release(new PluginVersion("2024010100"), "v19.1");
        _site.Declare("mod_example", new CodeRequest.Version("19"));

        await AssertError("MOODLE1209", "mod_example", "has no version '19'", "exact text of a tag or of its release", "\"19.*\" takes the newest that begins so");

        _site.Declare("mod_example", new CodeRequest.Version("19.*"));
        Assert.Equal("refs/tags/v19.1", (await _site.Restore()).Lock.Find(Resolution.Given.Component("mod_example"))!.Reference);
    }

    [Fact]
    public async Task No_such_text_shows_what_begins_like_it()
    {
        var upstream = _site.Upstream("mod_example");
        foreach (var (number, tag) in new[] { ("2024100701", "v4.5-r1"), ("2024100702", "v4.5-r12"), ("2025100601", "v5.1-r1"), ("2026042001", "v5.2-r7"), ("2026042002", "v5.2-r8") })
        {
            upstream.Release(new PluginVersion(number) { Release = tag }, tag);
        }

        _site.Declare("mod_example", new CodeRequest.Version("4.5r*"));

        await AssertError("MOODLE1209", "mod_example", "nearest are v4.5-r12, v4.5-r1, v5.2-r8");
    }

    [Fact]
    public async Task No_such_version_number()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release("2024010100", "v1");
        upstream.Release("2024060100");
        upstream.Release("2024120100", "v2");
        _site.Declare("mod_example", new CodeRequest.Version("2024060199"));

        var error = await AssertError(
            "MOODLE1210",
            "mod_example",
            "has no version 2024060199 at the head of any of the 2 tags and 1 branch",
            "nor in the 3 commits in the history of branch main; nearest are 2024060100 (in branch main), 2024010100 (tag v1), 2024120100 (tag v2)");
        Assert.Contains("give its Commit", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_fits_this_Moodle()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Release(new PluginVersion("2026050100") { Requires = "2026042000" }, "v5.2");
        upstream.Release(new PluginVersion("2025050100") { Requires = "2025041400" }, "v5.0");
        _site.Declare("mod_example");

        await AssertError(
            "MOODLE1211",
            "mod_example",
            "None of the 2 tags and 1 branch",
            "holds a stable mod_example that fits Moodle 4.5 (2024100710); the nearest is tag v5.0: it requires 2025041400 (Moodle 5.0).");
    }

    [Fact]
    public async Task Nothing_stable()
    {
        _site.Upstream("mod_example").Release(new PluginVersion("2024110100") { Maturity = "MATURITY_ALPHA" });
        _site.Declare("mod_example");

        var error = await AssertError("MOODLE1211", "mod_example", "the nearest is branch main: its maturity is MATURITY_ALPHA, and nothing else keeps it out.");
        Assert.EndsWith("""To take it nevertheless, write Branch="main" on the item.""", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_stable_in_the_branch_of_this_Moodle()
    {
        var upstream = _site.Upstream("mod_example");
        foreach (var (branch, number) in new[] { ("MOODLE_404_STABLE", "2025010101"), ("MOODLE_405_STABLE", "2024110100"), ("main", "2025020101") })
        {
            upstream.Branch(branch).Release(new PluginVersion(number) { Maturity = "MATURITY_BETA" });
        }

        _site.Declare("mod_example");

        await AssertError("MOODLE1211", "mod_example", "the nearest is branch MOODLE_405_STABLE: its maturity is MATURITY_BETA, and nothing else keeps it out.");
    }

    [Fact]
    public async Task Nothing_but_a_branch_that_is_not_known_as_stable()
    {
        var upstream = _site.Upstream("mod_example");
        upstream.Branch("moodle45").Release("2024110100");
        upstream.Branch("moodle43").Release("2023110100");
        upstream.Branch("main").Release(new PluginVersion("2025050100") { Requires = "2025041400" });
        _site.Declare("mod_example");

        var error = await AssertError(
            "MOODLE1211", "mod_example", "the nearest is branch moodle45: it fits, but by its name it is none of the stable branches that are looked at.");
        Assert.EndsWith("""write Branch="moodle45" on the item.""", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_what_needs_the_next_weekly_build()
    {
        _site.Upstream("mod_example").Release(new PluginVersion("2026050100") { Requires = "2024100710.04" });
        _site.Declare("mod_example");

        await AssertError(
            "MOODLE1211", "mod_example", "it requires 2024100710.04 (a weekly build of Moodle 4.5: that one or the next minor release is enough).");
    }

    [Fact]
    public async Task Nearest_versions_come_in_their_order()
    {
        var upstream = _site.Upstream("mod_example");
        foreach (var tag in new[] { "18.0", "18.2", "19.0", "18.1", "18.3" })
        {
            upstream.Release("2024110100", tag);
        }

        _site.Declare("mod_example", new CodeRequest.Version("18.9"));

        await AssertError("MOODLE1209", "mod_example", "nearest are 18.3, 18.2, 18.1");
    }

    [Fact]
    public async Task Nothing_with_a_version_file()
    {
        _site.Upstream("mod_example").Repository.Write("README.md", "No plugin.\n").Commit();
        _site.Declare("mod_example");

        await AssertError(
            "MOODLE1213", "mod_example", " has no version.php of a plugin in its root, nor has any of the 0 tags and 1 branch, and so is not the plugin mod_example; the root holds README.md.");
    }

    [Fact]
    public async Task Neither_a_tag_nor_a_stable_or_default_branch()
    {
        var upstream = _site.Upstream("mod_example", "main");
        upstream.Repository.Branch("feature/x");
        upstream.Release("2024110100");
        _site.Declare("mod_example");

        await AssertError("MOODLE1212", "mod_example", "has neither a tag nor a stable or default branch that mod_example could be taken from");
    }

    [Fact]
    public async Task No_version_file_at_the_commit()
    {
        _site.Upstream("mod_example").Repository.Write("src/version.php", "<?php\n").Write("README.md", "A monorepo.\n").Commit();
        _site.Declare("mod_example", new CodeRequest.Branch("main"));

        await AssertError("MOODLE1213", "mod_example", "has no version.php of a plugin in its root and so is not the plugin mod_example; a version.php lies in src.");
    }

    [Fact]
    public async Task A_repository_that_is_not_Moodle()
    {
        _site.Moodle.Repository.OrphanBranch("other").Write("index.html", "Hello.\n").Commit();
        _site.Core = new CodeRequest.Branch("other");
        await AssertError("MOODLE1214", "core", "is not Moodle: it has no version.php; the root holds index.html.");

        _site.Moodle.Repository.Write("version.php", "<?php $version = 2024100700;\n").Commit();
        await AssertError("MOODLE1214", "core", "is not Moodle: its version.php gives no $branch: the field is absent.");
    }

    [Fact]
    public async Task All_faults_are_told_at_once_and_a_fault_of_Moodle_once()
    {
        _site.Core = new CodeRequest.Version("4.7");
        _site.Upstream("mod_one").Release("2024110100", "v1");
        _site.Upstream("mod_two").Release("2024110100", "v1");
        _site.Declare("mod_one").Declare("mod_two", new CodeRequest.Tag("v2"));

        Assert.Equal(["MOODLE1203", "MOODLE1204"], (await _site.RestoreErrors()).Select(e => e.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_Moodle_would_refuse_is_never_locked()
    {
        _site.Upstream("mod_example").Release(new PluginVersion("2025050100") { Requires = "2025041400" }, "v5.0");
        _site.Declare("mod_example", new CodeRequest.Tag("v5.0"));

        await AssertError("MOODLE1425", "mod_example", "2025041400");
        Assert.False(File.Exists(_site.LockPath));
    }

    public void Dispose() => _site.Dispose();

    private async Task<string> AssertError(string code, string component, params string[] parts)
    {
        var error = Assert.Single(await _site.RestoreErrors());
        Assert.Equal(code, error.Id);
        Assert.Equal(component == "core" ? "MoodleVersion" : "MoodlePlugin", error.Origin!.Element);
        Assert.Equal(component == "core" ? null : component, error.Origin.Include);
        Assert.All(parts, part => Assert.Contains(part, error.Text, StringComparison.Ordinal));
        return error.Text;
    }
}
