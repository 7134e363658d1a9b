using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.VersionFiles;
using Xunit;
using static Moodle.Sdk.Core.Tests.Resolution.Given;

namespace Moodle.Sdk.Core.Tests.Resolution;

public class The_one_rule_picks_what_fits_this_Moodle
{
    [Fact]
    public void The_highest_version_wins_whatever_the_tags_are_called() => AssertBest(
        "tag v1.0",
        Tag("v9.9", File("2024010100")),
        Tag("v1.0", File("2024110100")),
        Tag("v5.0", File("2024100100")));

    [Fact]
    public void What_requires_a_newer_Moodle_does_not_fit() => AssertBest(
        "tag v1",
        Tag("v1", File("2024010100")),
        Tag("v2", File("2025010100", requires: "2025041400")),
        Tag("v3", File("2026010100", requires: "2024100706.01")));

    [Fact]
    public void What_requires_this_very_Moodle_fits() => AssertBest("tag v1", Tag("v1", File("2024010100", requires: "2024100706")));

    [Fact]
    public void What_requires_nothing_fits() => AssertBest("tag v1", Tag("v1", File("2024010100", requires: null)));

    [Theory]
    [InlineData(405, false)]
    [InlineData(404, false)]
    [InlineData(500, true)]
    public void What_is_incompatible_from_this_branch_on_does_not_fit(int incompatible, bool fits)
    {
        var candidate = Tag("v1", File("2024010100") with { Incompatible = Field<MoodleBranch>.Of(new(incompatible)) });

        Assert.Equal(fits, Rule.Best([candidate]) is not null);
    }

    [Theory]
    [InlineData(50, false)]
    [InlineData(100, false)]
    [InlineData(150, false)]
    [InlineData(200, true)]
    public void What_is_not_stable_is_left_out(int maturity, bool fits)
    {
        var candidate = Tag("v1", File("2024010100") with { Maturity = Field<int>.Of(maturity) });

        Assert.Equal(fits, Rule.Best([candidate]) is not null);
    }

    [Fact]
    public void What_names_this_branch_as_supported_goes_before_a_higher_version_that_does_not() => AssertBest(
        "tag v4.5-r1",
        Tag("v4.5-r1", File("2024100701", supported: (404, 405))),
        Tag("v5.0-r1", File("2025041401", supported: (500, 501))),
        Tag("v6", File("2026010100")));

    [Fact]
    public void Without_any_that_names_it_the_highest_of_the_rest_is_taken() => AssertBest(
        "tag v2",
        Tag("v1", File("2024100701", supported: (403, 404))),
        Tag("v2", File("2024100702")));

    [Fact]
    public void A_tag_goes_before_a_branch_head_of_the_same_version() => AssertBest(
        "tag v1",
        Branch("MOODLE_405_STABLE", File("2024100701")),
        Tag("v1", File("2024100701")));

    [Fact]
    public void A_branch_head_with_a_higher_version_goes_before_a_tag() => AssertBest(
        "branch main",
        Tag("v1", File("2024100701")),
        Branch("main", File("2024100702")));

    [Fact]
    public void The_branch_named_after_this_Moodle_goes_before_others() => AssertBest(
        "branch MOODLE_405_STABLE",
        Branch("MOODLE_501_STABLE", File("2024100701")),
        Branch("MOODLE_405_STABLE", File("2024100701")),
        Branch("main", File("2024100701")));

    [Fact]
    public void Of_several_tags_with_one_version_the_last_by_name_is_taken_with_digits_as_numbers() => AssertBest(
        "tag v8.10",
        Tag("v8.9", File("2024100701")),
        Tag("v8.10", File("2024100701")),
        Tag("v8.2", File("2024100701")));

    [Fact]
    public void The_order_of_the_candidates_does_not_matter()
    {
        PluginCandidate[] candidates = [.. Enumerable.Range(0, 40).Select(i => Tag($"v{i}", File($"20241007{i % 7:00}", supported: i % 3 == 0 ? (405, 405) : null)))];
        var random = new Random(1);

        var picked = Enumerable.Range(0, 20).Select(_ => Rule.Best(candidates.OrderBy(_ => random.Next()))!.Name).Distinct();

        Assert.Equal("tag v27", Assert.Single(picked));
    }

    [Fact]
    public void What_cannot_be_read_is_left_out()
    {
        Assert.Null(Rule.Best(
        [
            Tag("v1", new VersionFile()),
            Tag("v2", File("2024100701") with { Version = Field<VersionNumber>.Unreadable("line 3: a call") }),
            Tag("v3", File("2024100701") with { Requires = Field<VersionNumber>.Unreadable("line 3: a call") }),
            Tag("v4", File("2024100701") with { Incompatible = Field<MoodleBranch>.Unreadable("line 3: an array") }),
            Tag("v5", File("2024100701") with { Supported = Field<SupportedRange>.Unreadable("line 3: three numbers") }),
            Tag("v6", File("2024100701") with { SyntaxError = "line 3: 2020081400a" }),
            Tag("v7", File("2024100701") with { IsOldModuleStyle = true }),
        ]));
    }

    [Fact]
    public void The_nearest_of_those_that_do_not_fit_is_an_unstable_one() => Assert.Equal(
        ("tag v2", "its maturity is beta"),
        Nearest(
            Tag("v1", File("2026010100", requires: "2025041400")),
            Tag("v2", File("2024100701") with { Maturity = Field<int>.Of(100) })));

    [Fact]
    public void Or_the_one_that_needs_the_least_new_Moodle() => Assert.Equal(
        ("tag v2", "it requires 2025041400 (Moodle 5.0)"),
        Nearest(
            Tag("v3", File("2026050100", requires: "2026042000")),
            Tag("v2", File("2025050100", requires: "2025041400")),
            Tag("v0", File("2020010100") with { Incompatible = Field<MoodleBranch>.Of(new(400)) })));

    [Fact]
    public void Or_the_highest_of_the_others() => Assert.Equal(
        ("tag v1", "it is incompatible with Moodle 4.0 and later"),
        Nearest(
            Tag("v0", File("2020010100") with { Incompatible = Field<MoodleBranch>.Of(new(39)) }),
            Tag("v1", File("2021010100") with { Incompatible = Field<MoodleBranch>.Of(new(400)) })));

    private static (string, string) Nearest(params PluginCandidate[] candidates)
    {
        Assert.Null(Rule.Best(candidates));
        var (candidate, why) = Rule.Nearest(candidates)!.Value;
        return (candidate.Name, why);
    }

    private static void AssertBest(string name, params PluginCandidate[] candidates)
    {
        Assert.Equal(name, Rule.Best(candidates)?.Name);
        Assert.Equal(name, Rule.Best(candidates.Reverse())?.Name);
    }
}
