using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Checks;

public sealed class The_site_can_go_from_what_it_was_to_what_it_is(TestSite site) : IClassFixture<TestSite>
{
    [Theory]
    [InlineData("v4.5.10", "2024100710.00", "4.5.10 (Build: 20260216)")]
    [InlineData("v4.5.10", "2024100709.05", "4.5.9+ (Build: 20260212)")]
    [InlineData("v4.5.10", "2022112802.00", "4.1.2 (Build: 20230313)")]
    [InlineData("v4.5.10", "2022112812.00", "4.1.12 (Build: 20240812)")]
    [InlineData("v5.1.0", "2023042403.00", "4.2.3")]
    [InlineData("v5.1.0", "2024100700.00", "4.5 (Build: 20241007)")]
    public void Along_an_upgrade_path(string release, string version, string had)
    {
        Assert.Empty(TestSite.Check(site.Moodle(release), [], TestSite.Had(("core", version, had))));
    }

    [Theory]
    [InlineData("v4.5.10", "2022112801.00", "4.1.1 (Build: 20230116)", "4.1.2")]
    [InlineData("v4.5.10", "2022112800.00", "4.1 (Build: 20221128)", "4.1.2")]
    [InlineData("v4.5.10", "2020110905.00", "3.10.5", "4.1.2")]
    [InlineData("v5.1.0", "2023042402.00", "4.2.2+ (Build: 20230922)", "4.2.3")]
    public void MOODLE1433_not_past_what_environment_xml_requires(string release, string version, string had, string required)
    {
        var error = Assert.Single(TestSite.Check(site.Moodle(release), [], TestSite.Had(("core", version, had))));

        Assert.Equal("MOODLE1433", error.Id);
        Assert.Equal(Severity.Error, error.Severity);
        Assert.StartsWith($"Only from Moodle {required} or later can a site be upgraded to Moodle ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"this one had {had} ({version})", error.Message, StringComparison.Ordinal);
        Assert.Contains($"Upgrade the site to Moodle {required} or later first", error.Remedy);
    }

    [Fact]
    public void MOODLE1432_never_down()
    {
        var error = Assert.Single(TestSite.Check(site.Moodle("v4.5.9"), [], TestSite.Had(("core", "2024100710.00", "4.5.10 (Build: 20260216)"))));

        Assert.Equal("MOODLE1432", error.Id);
        Assert.Equal("MoodleVersion", error.Origin!.Element);
        Assert.Contains("Moodle 4.5.9 (2024100709) is older than what the site had: 4.5.10 (Build: 20260216) (2024100710.00)", error.Message);
    }

    [Theory]
    [InlineData("<COMPATIBILITY_MATRIX>", "cannot be read")]
    [InlineData("<COMPATIBILITY_MATRIX />", "names no version of Moodle")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaa'>]><COMPATIBILITY_MATRIX><MOODLE version='&a;' requires='1'/></COMPATIBILITY_MATRIX>", "DTD")]
    [InlineData(null, "has no admin/environment.xml")]
    public void MOODLE1447_says_that_the_path_was_not_checked(string? xml, string why)
    {
        var moodle = site.Moodle("v4.5.10", r => _ = xml is null ? r.Delete("admin/environment.xml") : r.Write("admin/environment.xml", xml));

        var warning = Assert.Single(TestSite.Check(moodle, [], TestSite.Had(("core", "2024100709.00", "4.5.9"))));

        Assert.Equal("MOODLE1447", warning.Id);
        Assert.Contains(why, warning.Message);
    }

    [Fact]
    public void MOODLE1447_when_the_release_before_is_not_known()
    {
        var warning = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [], TestSite.Had(("core", "2024100709.00", null))));

        Assert.Equal("MOODLE1447", warning.Id);
        Assert.Contains("the release before is not known", warning.Message);
    }

    [Fact]
    public void MOODLE1434_no_plugin_goes_down()
    {
        var error = Assert.Single(TestSite.Check(
            site.Moodle("v4.5.10"),
            [site.Plugin("mod_attendance", new PluginVersion("2024072400"))],
            TestSite.Had(("core", "2024100710", "4.5.10"), ("mod_attendance", "2024072400.01", "4.5.1"))));

        Assert.Equal("MOODLE1434", error.Id);
        Assert.Contains("mod_attendance 2024072400 is older than what the site had: 2024072400.01 (4.5.1)", error.Message);
        Assert.Contains("AllowDowngrade=\"true\"", error.Remedy);
    }

    [Fact]
    public void MOODLE1448_unless_its_item_allows_it()
    {
        var plugin = site.Plugin("mod_attendance", new PluginVersion("2024072400"));

        var warning = Assert.Single(TestSite.Check(
            site.Moodle("v4.5.10"),
            [plugin],
            TestSite.Had(("core", "2024100710", "4.5.10"), ("mod_attendance", "2024072401", null)),
            [TestSite.Declare(plugin, allowDowngrade: true)]));

        Assert.Equal("MOODLE1448", warning.Id);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Contains("older than what the site had, 2024072401, and AllowDowngrade lets it pass", warning.Message);
    }

    [Theory]
    [InlineData("v4.5.10")]
    [InlineData("v5.1.0")]
    public void MOODLE1444_a_dropped_plugin_should_be_uninstalled_first(string release)
    {
        var warning = Assert.Single(TestSite.Check(
            site.Moodle(release), [], TestSite.Had(("core", "2024100710", "4.5.10"), ("mod_attendance", "2024072401", null))));

        Assert.Equal("MOODLE1444", warning.Id);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Equal(
            "mod_attendance is no longer part of the site, and a build deletes its code in the output. Moodle should uninstall it, with its tables and settings, while that is still there.",
            warning.Message);
        Assert.StartsWith("Before that build, run in the site: php admin/cli/uninstall_plugins.php --plugins=mod_attendance --run.", warning.Remedy);
    }

    [Fact]
    public void Nothing_is_dropped_where_the_site_is_refused()
    {
        var wrong = site.Plugin("mod_booking", new PluginVersion("2024100700") { Incompatible = 405 });

        Assert.Equal("MOODLE1427", Assert.Single(TestSite.Check(
            site.Moodle("v4.5.10"), [wrong], TestSite.Had(("core", "2024100710", "4.5.10"), ("mod_attendance", "2024072401", null)))).Id);
    }

    [Fact]
    public void A_plugin_that_became_part_of_Moodle_is_not_dropped()
    {
        Assert.Empty(TestSite.Check(
            site.Moodle("v5.1.0"), [], TestSite.Had(("core", "2024100710", "4.5.10"), ("mod_quiz", "2024072401", null), ("quiz_overview", "2024072401", null))));
    }
}
