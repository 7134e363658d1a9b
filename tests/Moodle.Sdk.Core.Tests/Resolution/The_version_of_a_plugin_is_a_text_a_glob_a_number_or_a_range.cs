using Moodle.Sdk.Resolution.Plugins;
using Xunit;
using static Moodle.Sdk.Core.Tests.Resolution.Given;

namespace Moodle.Sdk.Core.Tests.Resolution;

public class The_version_of_a_plugin_is_a_text_a_glob_a_number_or_a_range
{
    [Theory]
    [InlineData("4.5-r3", "v4.5-r3", true)]
    [InlineData("v4.5-r3", "4.5-r3", true)]
    [InlineData("v4.5-r3", "V4.5-r3", true)]
    [InlineData("4.5-r3", "v4.5-r33", false)]
    [InlineData("2.0.1", "2.0.1 (Build: 20240101)", false)]
    [InlineData("5.4.0", "v.5.4.0", true)]
    [InlineData("v.5.4.0", "V5.4.0", true)]
    [InlineData("5.4.*", "v.5.4.0", true)]
    [InlineData("v5.4.*", "v.5.4.0", true)]
    [InlineData(".5", "v.5", false)]
    [InlineData("endor", "vendor", false)]
    [InlineData("4.5-r*", "v4.5-r45", true)]
    [InlineData("v4.5-r*", "4.5-r45", true)]
    [InlineData("4.5-r*", "v4.50-r1", false)]
    [InlineData("1.28.*", "v1.28.4", true)]
    [InlineData("1.28.*", "1.28", false)]
    [InlineData("1.28.*", "1x28.4", false)]
    [InlineData("1.2?", "v1.28", true)]
    [InlineData("1.2?", "v1.2", false)]
    [InlineData("v*", "v1.2", true)]
    [InlineData("v*", "ghactions", false)]
    [InlineData("*", "ines/v9.5.0", true)]
    [InlineData("[2024010100,2025000000)", "2024072400", false)]
    public void A_text_matches_with_or_without_v(string pattern, string text, bool matches) =>
        Assert.Equal(matches, Parse(pattern).MatchesText(text));

    [Theory]
    [InlineData("2024072400", "2024072400", true)]
    [InlineData("2024072400", "2024072400.00", true)]
    [InlineData("2024072400.05", "2024072400.05", true)]
    [InlineData("2024072400", "2024072401", false)]
    [InlineData("1.28", "1.28", false)]
    [InlineData("2024*", "2024072400", false)]
    [InlineData("[2024010100,2025000000)", "2024010100", true)]
    [InlineData("[2024010100,2025000000)", "2024999999", true)]
    [InlineData("[2024010100,2025000000)", "2025000000", false)]
    [InlineData("(2024010100,2025000000]", "2024010100", false)]
    [InlineData("(2024010100,2025000000]", "2025000000", true)]
    [InlineData("[2024010100,)", "2099010100", true)]
    [InlineData("[2024010100,)", "2023010100", false)]
    [InlineData("(,2024010100]", "2024010100", true)]
    [InlineData("[2024072400]", "2024072400", true)]
    [InlineData("[2024072400]", "2024072401", false)]
    public void A_number_matches_by_its_value(string pattern, string number, bool matches) =>
        Assert.Equal(matches, Parse(pattern).MatchesNumber(Number(number)));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("[,]")]
    [InlineData("(2024072400)")]
    [InlineData("[1,2,3]")]
    [InlineData("[4.5-r1,4.5-r9]")]
    [InlineData("[2025000000,2024010100)")]
    [InlineData("[2024010100,2024010100)")]
    [InlineData("[2024010100,2025000000")]
    public void Anything_else_is_an_error_with_the_forms(string text)
    {
        var error = Assert.Single(PluginVersionPattern.Parse(text, Component("mod_example"), Origin).Errors);

        Assert.Equal("MOODLE1208", error.Id);
        Assert.Equal("mod_example", error.Component);
        Assert.Contains("[2024010100,2025000000)", error.Remedy, StringComparison.Ordinal);
    }

    private static PluginVersionPattern Parse(string text) => PluginVersionPattern.Parse(text, Component("mod_example"), Origin).Value;
}
