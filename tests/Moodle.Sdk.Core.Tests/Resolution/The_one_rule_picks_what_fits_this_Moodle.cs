using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Core.Tests.Resolution.Given;

namespace Moodle.Sdk.Core.Tests.Resolution;

public class The_one_rule_picks_what_fits_this_Moodle
{
    [Fact]
    public void The_highest_version_wins_whatever_the_tags_are_called() => AssertTaken(
        "tag v1.0",
        Tag("v9.9", File("2024010100")),
        Tag("v1.0", File("2024110100")),
        Tag("v5.0", File("2024100100")));

    [Fact]
    public void What_requires_a_newer_Moodle_does_not_fit() => AssertTaken(
        "tag v1",
        Tag("v1", File("2024010100")),
        Tag("v2", File("2025010100", requires: "2025041400")),
        Tag("v3", File("2026010100", requires: "2024100706.01")));

    [Fact]
    public void What_requires_this_very_Moodle_fits() => AssertTaken("tag v1", Tag("v1", File("2024010100", requires: "2024100706")));

    [Fact]
    public void What_requires_nothing_fits() => AssertTaken("tag v1", Tag("v1", File("2024010100", requires: null)));

    [Theory]
    [InlineData(405, false)]
    [InlineData(404, false)]
    [InlineData(500, true)]
    public void What_is_incompatible_from_this_branch_on_does_not_fit(int incompatible, bool fits) =>
        Assert.Equal(fits, Fitness45.Fits(Tag("v1", File("2024010100") with { Incompatible = Field<MoodleBranch>.Of(new(incompatible)) })));

    [Theory]
    [InlineData(50, false)]
    [InlineData(100, false)]
    [InlineData(150, false)]
    [InlineData(200, true)]
    public void What_is_not_stable_is_left_out(int maturity, bool fits) =>
        Assert.Equal(fits, Fitness45.Fits(Tag("v1", File("2024010100") with { Maturity = Field<int>.Of(maturity) })));

    [Fact]
    public void What_names_this_branch_as_supported_goes_before_a_higher_version_that_does_not() => AssertTaken(
        "tag v4.5-r1",
        Tag("v4.5-r1", File("2024100701", supported: (404, 405))),
        Tag("v5.0-r1", File("2025041401", supported: (500, 501))),
        Tag("v6", File("2026010100")));

    [Fact]
    public void Without_any_that_names_it_the_highest_of_the_rest_is_taken() => AssertTaken(
        "tag v2",
        Tag("v1", File("2024100701", supported: (403, 404))),
        Tag("v2", File("2024100702")));

    [Fact]
    public void A_number_with_too_many_digits_or_a_date_to_come_is_a_slip_and_goes_last() => AssertTaken(
        "tag v2",
        Tag("v1", File("201703150001"), "2017-03-15"),
        Tag("v2924", File("2924051300"), "2024-05-13"),
        Tag("v2", File("2024100701"), "2024-10-07"));

    [Fact]
    public void But_only_among_those_that_support_this_Moodle_alike() => AssertTaken(
        "tag v2924",
        Tag("v2924", File("2924051300", supported: (405, 405)), "2024-05-13"),
        Tag("v2", File("2024100701"), "2024-10-07"));

    [Theory]
    [InlineData("2025100799", "2024-10-07", false)]
    [InlineData("2025100800", "2024-10-07", true)]
    [InlineData("9999999999", "2024-10-07", true)]
    [InlineData("10000000000", "2024-10-07", true)]
    [InlineData("2024100700.05", "2024-10-07", false)]
    [InlineData("20250101", "2017-10-07", false)]
    public void A_date_to_come_is_one_more_than_a_year_after_the_commit(string version, string day, bool isSlip) =>
        Assert.Equal(isSlip, Tag("v1", File(version), day).HasSlip);

    [Fact]
    public void Of_tags_with_one_number_the_one_that_is_named_as_its_release_is_taken() => AssertTaken(
        "tag v.1.2",
        Tag("v1.2-fix", File("2024100701", release: "1.2")),
        Tag("v.1.2", File("2024100701", release: "1.2")),
        Tag("v9", File("2024100701", release: "1.2")));

    [Fact]
    public void Then_one_that_does_not_speak_of_a_prerelease() => AssertTaken(
        "tag archive-1",
        Tag("v1.0-beta", File("2024100701")),
        Tag("v1.0RC2", File("2024100701")),
        Tag("v2dev", File("2024100701")),
        Tag("archive-1", File("2024100701")));

    [Fact]
    public void Then_the_last_by_name_with_digits_as_numbers() => AssertTaken(
        "tag v8.10",
        Tag("v8.9", File("2024100701")),
        Tag("v8.10", File("2024100701")),
        Tag("v8.2", File("2024100701")));

    [Fact]
    public void A_tag_goes_before_a_branch_head_of_a_higher_version() => AssertTaken(
        "tag v1",
        Tag("v1", File("2024100701")),
        Branch("main", File("2026010100")),
        Branch("MOODLE_405_STABLE", File("2026010100")));

    [Fact]
    public void Work_for_the_next_Moodle_whose_requires_was_not_raised_yet_is_not_taken() => AssertTaken(
        "tag v4.5.4",
        Tag("v4.5.4", File("2025020404"), "2026-02-01"),
        Tag("v5.0.7", File("2025070107", requires: "2025041400"), "2026-02-01"),
        Branch("main", File("2026090100"), "2026-08-01"));

    [Fact]
    public void Without_a_tag_that_fits_a_head_is_taken() => AssertTaken(
        "branch main",
        Tag("v2", File("2025100701", requires: "2025041400")),
        Branch("main", File("2024100702")));

    [Fact]
    public void The_branch_named_after_this_Moodle_goes_before_others() => AssertTaken(
        "branch MOODLE_405_STABLE",
        Branch("MOODLE_501_STABLE", File("2024100703")),
        Branch("MOODLE_405_STABLE", File("2024100701")),
        Branch("main", File("2024100702", supported: (405, 405))));

    [Fact]
    public void Then_a_head_that_supports_it_then_the_highest_then_a_stable_branch()
    {
        AssertTaken("branch main", Branch("stable", File("2024100703")), Branch("main", File("2024100701", supported: (405, 405))));
        AssertTaken("branch main", Branch("stable", File("2024100701")), Branch("main", File("2024100703")), Branch("MOODLE_404_STABLE", File("2924100703")));
        AssertTaken("branch stable", Branch("stable", File("2024100701")), Branch("zeta", File("2024100701")));
    }

    [Theory]
    [InlineData(null, null, "2026-05-01", "tag v1")]
    [InlineData(null, null, "2026-05-03", "branch main")]
    [InlineData(null, 405, "2026-05-01", "tag v1")]
    [InlineData(404, 405, "2025-06-01", "branch main")]
    [InlineData(404, 404, "2025-06-01", "tag v1")]
    [InlineData(404, null, "2025-06-01", "tag v1")]
    [InlineData(404, null, "2026-06-01", "branch main")]
    [InlineData(405, 404, "2026-06-01", "tag v1")]
    [InlineData(405, null, "2026-06-01", "tag v1")]
    [InlineData(405, 405, "2026-06-01", "branch main")]
    public void A_higher_head_is_taken_where_the_tag_is_a_year_older_or_for_other_Moodles_alone(int? tag, int? head, string day, string taken) => AssertTaken(
        taken,
        Tag("v1", File("2024100701", supported: Only(tag)), "2025-05-01"),
        Branch("main", File("2025010100", supported: Only(head)), day));

    [Fact]
    public void The_branch_of_this_Moodle_is_taken_over_an_old_tag_that_supports_it() => AssertTaken(
        "branch MOODLE_405_STABLE",
        Tag("v1", File("2024100701", supported: (405, 405)), "2024-10-07"),
        Branch("MOODLE_405_STABLE", File("2024100702"), "2025-11-01"));

    [Fact]
    public void A_head_that_is_not_higher_is_never_taken_instead() => AssertTaken(
        "tag v1",
        Tag("v1", File("2024100701", supported: (403, 404)), "2020-05-01"),
        Branch("MOODLE_405_STABLE", File("2024100701", supported: (405, 405))),
        Branch("main", File("2924100701", supported: (405, 405))));

    [Fact]
    public void The_order_of_the_candidates_does_not_matter()
    {
        PluginCandidate[] candidates = [.. Enumerable.Range(0, 40).Select(i => Tag($"v{i}", File($"20241007{i % 7:00}", supported: i % 3 == 0 ? (405, 405) : null)))];

        Trial.Run(400, seed =>
        {
            PluginCandidate[] mixed = [.. candidates];
            new Random(seed).Shuffle(mixed);
            Assert.Equal("tag v27", Choose(mixed)!.Taken.Name);
        });
    }

    [Fact]
    public void What_cannot_be_read_is_left_out() => Assert.Null(Choose(
        Tag("v1", new VersionFile()),
        Tag("v2", File("2024100701") with { Version = Field<VersionNumber>.Unreadable("line 3: a call") }),
        Tag("v3", File("2024100701") with { Requires = Field<VersionNumber>.Unreadable("line 3: a call") }),
        Tag("v4", File("2024100701") with { Incompatible = Field<MoodleBranch>.Unreadable("line 3: an array") }),
        Tag("v5", File("2024100701") with { Supported = Field<SupportedRange>.Unreadable("line 3: three numbers") }),
        Tag("v6", File("2024100701") with { SyntaxError = "line 3: 2020081400a" }),
        Tag("v7", File("2024100701") with { IsOldModuleStyle = true }),
        Tag("v8", File("2024100701") with { Branch = Field<MoodleBranch>.Of(Moodle45) })));

    [Fact]
    public void Among_all_kinds_one_is_taken() => Assert.Equal(
        "tag v2",
        Choose(
            Tag("v3", File("2025050100", requires: "2025041400")),
            Tag("v1", File("2025050100")),
            Tag("v2", File("2025010100", supported: (405, 405))),
            Tag("v2-beta", File("2025010100", supported: (405, 405))),
            Tag("v0", File("2924010100", supported: (405, 405))),
            Branch("stable", File("2026010100")),
            Branch("main", File("2026010100", supported: (405, 405))),
            Tag("v2", File("2025010100")) with { Ref = Ref("refs/heads/same") })!.Taken.Name);

    [Theory]
    [InlineData("v1", "tag v1")]
    [InlineData("main", "branch main")]
    [InlineData("gone", "tag v1.0")]
    public void Of_several_with_one_number_the_one_that_the_site_has_stays(string held, string taken)
    {
        PluginCandidate[] all = [Tag("v1", File("2025010100", release: "1.0")), Tag("v1.0", File("2025010100", release: "1.0")), Branch("main", File("2025010100"))];

        var commit = all.FirstOrDefault(c => c.ShortName == held)?.Commit.Id ?? Ref("refs/tags/gone").Commit;
        var choice = Choose(all)!.Keeping(new HeldVersion(Number("2025010100"), "1.0", commit, null), goesDown: false);

        Assert.Equal(taken, choice.Taken.Name);
        Assert.Null(choice.Note);
    }

    [Fact]
    public void Of_an_output_the_release_text_tells_which_one_it_has()
    {
        PluginCandidate[] all = [Tag("v1.0", File("2025010100", release: "1.0")), Tag("v1.1", File("2025010100", release: "1.1 ")), Tag("v0", File("2024010100"))];

        Assert.Equal("tag v1.1", Choose(all)!.Keeping(null, false).Taken.Name);
        Assert.Equal("tag v1.0", Choose(all)!.Keeping(new(Number("2025010100"), "1.0", null, null), false).Taken.Name);
        Assert.Equal("tag v1.1", Choose(all)!.Keeping(new(Number("2024010100"), null, null, null), false).Taken.Name);
    }

    private static (int, int)? Only(int? moodle) => moodle is { } only ? (only, only) : null;

    private static Choice? Choose(params PluginCandidate[] candidates) => Rule.Choose(candidates, "all");

    private static void AssertTaken(string name, params PluginCandidate[] candidates)
    {
        Assert.Equal(name, Choose(candidates)?.Taken.Name);
        Assert.Equal(name, Choose([.. candidates.Reverse()])?.Taken.Name);
    }
}
