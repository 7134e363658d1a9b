using Moodle.Sdk.Declaration;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution;

/// <summary>Each is a case of a real plugin, made small.</summary>
public sealed class Which_commit_a_version_of_a_plugin_is : IDisposable
{
    private readonly PluginRepository _it = new();

    [Fact]
    public async Task Offlinequiz_has_a_default_branch_whose_requires_was_not_raised_yet()
    {
        Release("2024071204", "v4.5.4", "v4.5.4");
        _it.Upstream.Release(new PluginVersion("2024101507") { Requires = "2025041400" }, "v5.0.7");
        Release("2025012902", null, "v5.1.2");

        Assert.Equal("refs/tags/v4.5.4", await _it.Reference());
    }

    [Fact]
    public async Task Gapfill_has_a_tag_dated_2924_and_others_one_of_twelve_digits_or_a_beta_of_the_same_number()
    {
        Release("2924051300", "v1.9", "1.9");
        Release("201703150001", "v1.8", "1.8");
        Release("2024071200", "v2.0", "v2.0");
        Release("2024071200", "v2.0-beta2", "2.0 beta");

        Assert.Equal("refs/tags/v2.0", await _it.Reference());
    }

    [Fact]
    public async Task Vpl_has_tags_that_differ_in_the_case_of_their_v()
    {
        Release("2016121112", "V3.2.2", "3.2.2");
        Release("2016122018", "v3.2.2", "3.2.3");

        Assert.Equal("refs/tags/V3.2.2", await _it.Reference("3.2.2"));
        Assert.Equal("refs/tags/v3.2.2", await _it.Reference("v3.2.2"));
    }

    [Theory]
    [InlineData("3.2.2", "3.2.2")]
    [InlineData("next", "other")]
    public async Task Where_both_or_neither_say_it_the_user_must(string first, string second)
    {
        Release("2016121112", "V3.2.2", first);
        Release("2016122018", "v3.2.2", second);

        var error = await _it.Error("3.2.2");

        Assert.Equal("MOODLE1215", error.Id);
        Assert.Equal(
            $"'3.2.2' may be any of 2 commits of mod_example: tag V3.2.2 ({Short("V3.2.2")}, version 2016121112, release {first}), tag v3.2.2 ({Short("v3.2.2")}, version 2016122018, release {second}). "
            + "Say which with Tag or Commit instead of Version.",
            error.Text);
        Assert.Equal("refs/tags/V3.2.2", (await _it.Resolve(new CodeRequest.Version("3.2.2"), _it.Held("V3.2.2", "2016121112"))).Reference);
    }

    [Fact]
    public async Task Two_names_of_one_commit_are_one_version()
    {
        Release("2016121112", "V3.2.2", "first");
        _it.Git.Tag("v.3.2.2");

        Assert.Equal("2016121112", (await _it.Resolve(new CodeRequest.Version("3.2.2"))).Opened.Version.Version.Value.ToString());
    }

    [Theory]
    [InlineData("5.4.0")]
    [InlineData("v5.4.0")]
    [InlineData("5.4.*")]
    public async Task A_tag_may_be_written_with_v_and_a_point(string version)
    {
        Release("2024071200", "v.5.4.0", "5.4");
        Release("2024071300", "v.5.5.0", "5.5");

        Assert.Equal("refs/tags/v.5.4.0", await _it.Reference(version));
    }

    [Fact]
    public async Task Boost_union_has_lines_that_need_a_newer_Moodle()
    {
        Release("2024100794", "v4.5-r45", "v4.5-r45");
        _it.Upstream.Release(new PluginVersion("2025041460") { Requires = "2025041400", Release = "v5.0-r20" }, "v5.0-r20");

        var resolved = await _it.Resolve(new CodeRequest.Version("*"));

        Assert.Equal("refs/tags/v4.5-r45", resolved.Reference);
        Assert.Equal("highest of 1 that match and fit 4.5: tag v4.5-r45 of 2 tags and 1 branch", resolved.Reason);
    }

    [Theory]
    [InlineData("5.0-r*")]
    [InlineData("[2025000000,)")]
    public async Task Where_none_that_matches_fits_the_error_says_why(string version)
    {
        Release("2024100794", "v4.5-r45", "v4.5-r45");
        _it.Upstream.Release(new PluginVersion("2025041459") { Requires = "2025041400", Release = "v5.0-r19" }, "v5.0-r19");
        _it.Upstream.Release(new PluginVersion("2025041460") { Requires = "2025041400", Release = "v5.0-r20" }, "v5.0-r20");

        var error = await _it.Error(version);

        Assert.Equal("MOODLE1216", error.Id);
        Assert.Equal(
            $"None of the 2 versions of mod_example that match '{version}' fits Moodle 4.5 (2024100710); the highest is tag v5.0-r20 (2025041460): it requires 2025041400 (Moodle 5.0).",
            error.Message);
    }

    [Fact]
    public async Task Customcert_has_work_of_the_next_line_on_its_default_branch()
    {
        Release("2024042219", "v4.4.11", "4.4.11");
        _it.Upstream.Release(new PluginVersion("2025041407") { Maturity = "MATURITY_ALPHA" });

        Assert.Equal("refs/tags/v4.4.11", await _it.Reference("[2024000000,)"));
    }

    [Fact]
    public async Task Prereleases_and_the_default_branch_are_for_ranges_that_nothing_else_answers()
    {
        Release("2024042219", "v4.4.11", "4.4.11");
        _it.Upstream.Release(new PluginVersion("2024060100") { Maturity = "MATURITY_BETA" }, "v5-beta");
        Release("2025041407", null, "5.0");

        Assert.Equal("refs/tags/v4.4.11", await _it.Reference("[2024000000,)"));
        Assert.Equal("refs/tags/v5-beta", await _it.Reference("[2024050000,)"));
        Assert.Equal("refs/heads/main", await _it.Reference("[2025000000,)"));
    }

    [Fact]
    public async Task A_glob_looks_at_releases_only_where_no_tag_that_is_named_so_fits()
    {
        Release("2024010100", "spring", "1.1");
        Release("2024010300", "summer", "1.3");
        _it.Upstream.Branch("MOODLE_405_STABLE");
        Release("2024010400", null, "1.4");
        _it.Upstream.Branch("main");
        _it.Upstream.Release(new PluginVersion("2024010200") { Requires = "2025041400" }, "v1.2");

        Assert.Equal("refs/tags/summer", await _it.Reference("1.*"));
        Release("2023010100", "v1.0", "one");
        Assert.Equal("refs/tags/v1.0", await _it.Reference("1.*"));
        Assert.Equal("refs/heads/MOODLE_405_STABLE", await _it.Reference("1.4*"));
    }

    [Fact]
    public async Task A_text_or_number_is_taken_whatever_Moodle_it_fits()
    {
        _it.Upstream.Release(new PluginVersion("2025041459") { Requires = "2025041400", Release = "5.0" }, "first");

        Assert.Equal("refs/tags/first", await _it.Reference("5.0"));
        Assert.Equal("refs/tags/first", await _it.Reference("2025041459"));
        Assert.Equal("refs/tags/first", await _it.Reference("[2025041459]"));
    }

    [Fact]
    public async Task Of_commits_with_one_number_one_that_fits_is_taken_first()
    {
        _it.Upstream.Release(new PluginVersion("2024071200") { Requires = "2025041400" }, "v5");
        Release("2024071200", "v4", "4");
        Release("2024071200", "v3-rc", "4");

        Assert.Equal("refs/tags/v4", await _it.Reference("2024071200"));
        Assert.Equal("refs/tags/v3-rc", (await _it.Resolve(new CodeRequest.Version("2024071200"), _it.Held("v3-rc", "2024071200"))).Reference);
    }

    [Fact]
    public async Task A_release_is_looked_for_in_tags_before_branch_heads()
    {
        Release("2024010100", "first", "2.0");
        Release("2024010200", null, "2.0");

        Assert.Equal("refs/tags/first", await _it.Reference("2.0"));
    }

    public void Dispose() => _it.Dispose();

    private void Release(string version, string? tag, string release) => _it.Upstream.Release(new PluginVersion(version) { Release = release }, tag);

    private string Short(string tag) => _it.Git.Resolve(tag)[..8];
}
