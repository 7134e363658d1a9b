using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Core.Tests.Resolution.Given;

namespace Moodle.Sdk.Core.Tests.Resolution;

public sealed class A_version_may_lie_in_the_history_of_a_branch : IDisposable
{
    private readonly PluginRepository _it = new();

    [Fact]
    public async Task The_last_commit_that_has_a_number_is_what_was_released()
    {
        Release("2024010100");
        Work("early");
        var last = Work("late");
        Release("2024020100");

        var resolved = await _it.Resolve(new CodeRequest.Version("2024010100"));

        Assert.Equal((last, "refs/heads/main"), (CommitOf(resolved), resolved.Reference));
        Assert.Equal("the last commit with 2024010100 in the history of branch main, of 2024-10-07", resolved.Reason);
        Assert.Equal(["fetch upstream 1", "fetch upstream 1", "history upstream 1", "list upstream"], _it.Cache.TakeNetwork());
    }

    [Fact]
    public async Task A_number_that_came_back_counts_where_it_was_last()
    {
        Release("2024010100");
        Release("2024020100");
        var again = Release("2024010100");
        Release("2024030100");

        Assert.Equal(again, await Commit("2024010100"));
    }

    [Theory]
    [InlineData("4.5-r1")]
    [InlineData("v4.5-r1")]
    [InlineData("4.5-r*")]
    [InlineData("[2024000000,2024020000)")]
    [InlineData("[2024010101]")]
    public async Task A_release_a_glob_and_a_range_are_looked_for_too(string version)
    {
        Release("2024010100", "4.5-r1");
        var taken = Release("2024010101", "4.5-r1");
        Release("2024030100", "next");

        Assert.Equal(taken, await Commit(version));
    }

    [Fact]
    public async Task A_release_that_was_named_only_before_the_last_commit_of_its_number_is_found()
    {
        var candidate = Release("2024010100", "1.0-rc");
        var released = Release("2024010100", "1.0");
        Release("2024030100", "2.0");

        Assert.Equal(candidate, await Commit("1.0-rc"));
        Assert.Equal(released, await Commit("2024010100"));
    }

    [Fact]
    public async Task A_range_takes_the_highest_that_fits_and_is_stable()
    {
        Release("2024010100");
        var taken = Release("2024010200");
        _it.Upstream.Release(new PluginVersion("2024010300") { Maturity = "MATURITY_BETA" });
        _it.Upstream.Release(new PluginVersion("2024010400") { Requires = "2025041400" });
        Release("2025010100");

        var resolved = await _it.Resolve(new CodeRequest.Version("[2024000000,2025000000)"));

        Assert.Equal(taken, CommitOf(resolved));
        Assert.Equal("highest of 2 that match and fit 4.5: the last commit with 2024010200 in the history of branch main, of 2024-10-07", resolved.Reason);
    }

    [Fact]
    public async Task It_is_looked_for_also_where_only_what_does_not_fit_has_a_tag_or_is_a_head()
    {
        var taken = Release("2024010100");
        _it.Upstream.Release(new PluginVersion("2024010300") { Requires = "2025041400", Release = "3" }, "v3");

        Assert.Equal(taken, await Commit("[2024000000,)"));
    }

    [Fact]
    public async Task Of_several_branches_the_one_of_this_Moodle_is_taken_then_a_stable_one_then_the_default_one()
    {
        Release("2024010100");
        _it.Upstream.Branch("MOODLE_404_STABLE");
        var of404 = Work("404");
        Release("2024010200");
        _it.Upstream.Branch("main");
        var ofMain = Work("main");
        Release("2024020100");
        Assert.Equal(of404, await Commit("2024010100"));

        _it.Upstream.Branch("MOODLE_405_STABLE", of404);
        var of405 = Work("405");
        Release("2024010300");
        Assert.Equal(of405, await Commit("2024010100"));

        // Whether it fits counts before all of these.
        _it.Upstream.Branch("MOODLE_405_STABLE");
        _it.Upstream.Release(new PluginVersion("2023010100") { Requires = "2025041400" });
        Release("2025010100");
        _it.Upstream.Branch("main", ofMain);
        var fits = Release("2023010100");
        Release("2025010200");
        Assert.Equal(fits, await Commit("2023010100"));
    }

    [Fact]
    public async Task Only_what_was_once_the_head_of_the_branch_counts()
    {
        var root = Release("2024010100");
        _it.Upstream.Branch("feature");
        var feature = Release("2024010150");
        _it.Upstream.Branch("main");
        Release("2024010100");
        var merge = _it.Git.Git("-c", "user.name=Tester", "-c", "user.email=t@example.invalid", "commit-tree", _it.Git.ResolveTree(root), "-p", _it.Git.Resolve("main"), "-p", feature, "-m", "Merge");
        _it.Git.Branch("main", merge);
        Release("2024020100");

        var error = await _it.Error("2024010150");

        Assert.Equal("MOODLE1210", error.Id);
        Assert.Equal(
            $"mod_example has no version 2024010150 at the head of any of the 0 tags and 1 branch of {Given.Upstream(_it.Git.Folder)}, nor in the 4 commits in the history of branch main; "
            + "nearest are 2024010100 (in branch main), 2024020100 (branch main).",
            error.Message);
        Assert.Equal("Write one that exists; for a version that lies in the history of another branch, give its Commit.", error.Remedy);
    }

    [Fact]
    public async Task A_text_that_nothing_has_is_told_with_all_that_was_looked_through()
    {
        foreach (var branch in new[] { "main", "MOODLE_401_STABLE", "MOODLE_402_STABLE", "MOODLE_403_STABLE", "MOODLE_404_STABLE" })
        {
            _it.Upstream.Branch(branch);
            Release("2024010100", "4.0");
            Release("2024010200", $"4.{branch.Length}");
        }

        var error = await _it.Error("4.9");

        Assert.Equal("MOODLE1209", error.Id);
        Assert.Equal(
            $"mod_example has no version '4.9' among the 0 tags and 5 branches of {Given.Upstream(_it.Git.Folder)}, "
            + "nor in the 10 commits in the history of branches MOODLE_401_STABLE, MOODLE_402_STABLE, MOODLE_403_STABLE and 2 more; nearest are 4.17, 4.4, 4.0.",
            error.Message);
    }

    [Fact]
    public async Task A_tag_or_a_head_that_answers_is_enough()
    {
        Release("2024010100", "1.0", "v1");
        Release("2024020100", "2.0");

        Assert.Equal("refs/tags/v1", await _it.Reference("2024010100"));
        Assert.Equal("refs/heads/main", await _it.Reference("2.0"));
        Assert.DoesNotContain(_it.Cache.TakeNetwork(), asked => asked.StartsWith("history", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_site_has_stays_where_a_range_finds_only_lower_ones()
    {
        Release("2024010100");
        var held = Release("2024010200");
        _it.Git.Branch("main", held);
        _it.Upstream.Release(new PluginVersion("2025010100"));

        var resolved = await _it.Resolve(new CodeRequest.Version("[2024000000,2025000000)"), new(Number("2024010200"), null, new(Moodle.Sdk.Git.ObjectId.Parse(held)), "refs/heads/main"));

        Assert.Equal(held, CommitOf(resolved));
    }

    [Fact]
    public async Task The_plugin_may_lie_in_a_folder_and_another_one_there_before_does_not_count()
    {
        _it.Git.Write("mod/example/version.php", new PluginVersion("2024010100").ToPhp("mod_other")).Commit();
        _it.Git.Write("mod/example/version.php", new PluginVersion("2024010200").ToPhp("mod_example"));
        var taken = _it.Git.Commit();
        _it.Git.Write("mod/example/version.php", new PluginVersion("2024010300").ToPhp("mod_example")).Commit();

        Assert.Equal(taken, CommitOf(await _it.Resolve(new CodeRequest.Version("2024010200"), subdirectory: "mod/example")));
        Assert.Equal("MOODLE1210", (await _it.Error("2024010100", subdirectory: "mod/example")).Id);
    }

    public void Dispose() => _it.Dispose();

    private string Release(string version, string? release = null, string? tag = null) => _it.Upstream.Release(new PluginVersion(version) { Release = release }, tag);

    private string Work(string what) => _it.Git.Write("work.php", $"<?php // {what}\n").Commit();

    private async Task<string> Commit(string version) => CommitOf(await _it.Resolve(new CodeRequest.Version(version)));

    private static string CommitOf(ResolvedComponent resolved) => ((Moodle.Sdk.Sources.CodeOrigin.Git)resolved.Opened.Code.From).Commit.Id.ToString();
}
