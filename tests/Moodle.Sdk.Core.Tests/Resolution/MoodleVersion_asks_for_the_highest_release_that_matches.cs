using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Resolution.VersionFiles;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution;

public class MoodleVersion_asks_for_the_highest_release_that_matches
{
    // The shape of moodle.git's tags: two-digit minors, prereleases, X.Y without .0 long ago, and tags that are no releases.
    private static readonly string[] Tags =
    [
        "v1.9.19", "v2.0", "v3.9.0", "v3.9.25", "v3.10.0", "v3.10.11", "v3.11.18", "v4.0.12", "v4.1.0", "v4.1.9", "v4.1.22", "v4.4.0-beta", "v4.4.0", "v4.4.12",
        "v4.5.0-beta", "v4.5.0-rc1", "v4.5.0", "v4.5.1", "v4.5.2", "v4.5.3", "v4.5.6", "v4.5.9", "v4.5.10", "v4.5.13",
        "v5.0.0-beta", "v5.0.0-rc1", "v5.0.0-rc2", "v5.0.0-rc10", "v5.0.0", "v5.0.9", "v5.1.0", "v5.1.6", "v5.2.0-beta", "v5.2.0-rc1", "v5.2.0", "v5.2.2",
        "v5.3.0-beta", "v5.3.0-rc1", "MOODLE_405", "ghactions", "vendor", "v4.5.14-site", "4.5.99",
    ];

    [Theory]
    [InlineData("4.5.6", "v4.5.6")]
    [InlineData("4.5", "v4.5.13")]
    [InlineData("4.5.*", "v4.5.13")]
    [InlineData(" 4.5 ", "v4.5.13")]
    [InlineData("4.5.0", "v4.5.0")]
    [InlineData("4.5.10", "v4.5.10")]
    [InlineData("4.1", "v4.1.22")]
    [InlineData("3.9", "v3.9.25")]
    [InlineData("3.10", "v3.10.11")]
    [InlineData("2.0", "v2.0")]
    [InlineData("2.0.0", "v2.0")]
    [InlineData("5.*", "v5.2.2")]
    [InlineData("4.*", "v4.5.13")]
    [InlineData("*", "v5.2.2")]
    [InlineData("*-*", "v5.3.0-rc1")]
    [InlineData("[4.5.3,4.6)", "v4.5.13")]
    [InlineData("[4.5.3, 4.5.10]", "v4.5.10")]
    [InlineData("[4.5.3,4.5.10)", "v4.5.9")]
    [InlineData("(4.5.10,)", "v5.2.2")]
    [InlineData("[4.5.6]", "v4.5.6")]
    [InlineData("[,4.5)", "v4.4.12")]
    [InlineData("[5.2,5.3)", "v5.2.2")]
    [InlineData("[5.2.0-beta,5.2.0)", "v5.2.0-rc1")]
    [InlineData("[5.2.0-beta,5.3)", "v5.2.2")]
    [InlineData("[5.2.0-beta,5.3.0-rc1]", "v5.3.0-rc1")]
    [InlineData("5.2.0-rc1", "v5.2.0-rc1")]
    [InlineData("5.2-rc1", "v5.2.0-rc1")]
    [InlineData("5.2.0-beta", "v5.2.0-beta")]
    [InlineData("5.2.*-*", "v5.2.2")]
    [InlineData("5.3.*-*", "v5.3.0-rc1")]
    [InlineData("5.*-*", "v5.3.0-rc1")]
    [InlineData("5.0.0-rc10", "v5.0.0-rc10")]
    [InlineData("5.3.0-rc*", "v5.3.0-rc1")]
    public void And_no_other(string text, string tag) => Assert.Equal(tag, Find(text, Tags));

    [Theory]
    [InlineData("4.5")]
    [InlineData("4.5.*")]
    public void Never_one_of_another_line(string text) => Assert.Null(Find(text, ["v4.4.9", "v5.0.0", "v5.1.0", "v4.6.0", "v40.5.0"]));

    [Theory]
    [InlineData("4.5")]
    [InlineData("4.5.0")]
    [InlineData("4.*")]
    [InlineData("*")]
    [InlineData("[4.5,4.6)")]
    [InlineData("[4.4,4.5)")]
    public void Never_a_prerelease_unless_one_is_asked_for(string text) => Assert.Null(Find(text, ["v4.5.0-beta", "v4.5.0-rc1"]));

    [Fact]
    public void Rc10_comes_after_rc2() => Assert.Equal("v5.0.0-rc10", Find("5.0.*-*", ["v5.0.0-beta", "v5.0.0-rc2", "v5.0.0-rc10", "v5.0.0-rc9"]));

    [Theory]
    [InlineData("4.5+", 405, "MOODLE_405_STABLE")]
    [InlineData("5.1+", 501, "MOODLE_501_STABLE")]
    [InlineData("3.9+", 39, "MOODLE_39_STABLE")]
    [InlineData("3.11+", 311, "MOODLE_311_STABLE")]
    public void A_plus_asks_for_the_head_of_the_stable_branch(string text, int branch, string name)
    {
        var head = Assert.IsType<MoodleVersionRequest.StableHead>(MoodleVersionRequest.Parse(text, Given.Origin).Value);

        Assert.Equal(new MoodleBranch(branch), head.Line);
        Assert.Equal(name, head.Line.StableBranchName);
    }

    [Fact]
    public void A_weekly_build_of_a_minor_release_is_explained()
    {
        var error = Assert.Single(MoodleVersionRequest.Parse("4.5.6+", Given.Origin).Errors);

        Assert.Equal("MOODLE1202", error.Id);
        Assert.Contains("without a tag", error.Message, StringComparison.Ordinal);
        Assert.Contains("4.5+", error.Remedy, StringComparison.Ordinal);
        Assert.Contains("MoodleCommit", error.Remedy, StringComparison.Ordinal);
        Assert.Equal(Given.Origin, error.Origin);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("latest")]
    [InlineData("v4.5.6")]
    [InlineData("4.5.6.7")]
    [InlineData("4.5.x")]
    [InlineData("4.*.1")]
    [InlineData("4.5.*.*")]
    [InlineData("*.5")]
    [InlineData("[4.5.*,4.6)")]
    [InlineData("[4.5.3,4.6")]
    [InlineData("[4.6,4.5]")]
    [InlineData("(4.5]")]
    [InlineData("[]")]
    [InlineData("4.5++")]
    [InlineData("4.5 4.6")]
    [InlineData("4.5beta")]
    [InlineData(">=4.5")]
    [InlineData("99999999999.1")]
    [InlineData("٤.٥")]
    public void Anything_else_is_an_error_with_the_grammar(string text)
    {
        var error = Assert.Single(MoodleVersionRequest.Parse(text, Given.Origin).Errors);

        Assert.Equal("MOODLE1201", error.Id);
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("4.5+ (the weekly builds of 4.5)", error.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4.6", "4.4.12, 4.5.13, 5.0.9, 5.1.6")]
    [InlineData("4.5.99", "4.1.22, 4.4.12, 4.5.13, 5.0.9")]
    [InlineData("6.0", "5.0.9, 5.1.6, 5.2.2, 5.3.0-rc1")]
    [InlineData("[0.1,1.0)", "1.9.19, 2.0, 3.9.25, 3.10.11")]
    public void What_exists_nearby_is_the_newest_of_the_nearest_lines(string text, string nearby)
    {
        var request = Assert.IsType<MoodleVersionRequest.Release>(MoodleVersionRequest.Parse(text, Given.Origin).Value);
        var releases = MoodleReleases.Of(Given.Refs(Tags));

        Assert.Null(releases.Highest(request));
        Assert.Equal(nearby, string.Join(", ", releases.NewestNear(request.Near)));
    }

    private static string? Find(string text, string[] tags) =>
        MoodleReleases.Of(Given.Refs(tags)).Highest(Assert.IsType<MoodleVersionRequest.Release>(MoodleVersionRequest.Parse(text, Given.Origin).Value))?.Tag.ShortName;
}
