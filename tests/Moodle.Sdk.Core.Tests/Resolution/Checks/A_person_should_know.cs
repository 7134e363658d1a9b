using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Checks;

public sealed class A_person_should_know(TestSite site) : IClassFixture<TestSite>
{
    [Theory]
    [InlineData(401, 404, "supports Moodle 4.1 to 4.4")]
    [InlineData(500, 501, "supports Moodle 5.0 to 5.1")]
    [InlineData(403, 403, "supports only Moodle 4.3")]
    public void MOODLE1440_that_the_plugin_does_not_claim_to_support_this_Moodle(int low, int high, string which)
    {
        var warning = Warned(site.Plugin("mod_attendance", new PluginVersion("2024100700") { Supported = (low, high) }));

        Assert.Equal("MOODLE1440", warning.Id);
        Assert.Contains($"{which} (supported = [{low}, {high}]), but the site has Moodle 4.5 (405)", warning.Message);
    }

    [Theory]
    [InlineData("MATURITY_ALPHA")]
    [InlineData("MATURITY_BETA")]
    [InlineData("MATURITY_RC")]
    public void MOODLE1441_that_the_plugin_is_not_stable(string maturity)
    {
        var warning = Warned(site.Plugin("mod_attendance", new PluginVersion("2024100700") { Maturity = maturity }));

        Assert.Equal("MOODLE1441", warning.Id);
        Assert.Contains($"mod_attendance 2024100700 is not stable: its maturity is {maturity}.", warning.Message);
    }

    [Fact]
    public void MOODLE1442_that_this_Moodle_is_a_prerelease()
    {
        var warning = Assert.Single(TestSite.Check(site.Moodle("v5.2.0-rc1"), []));

        Assert.Equal("MOODLE1442", warning.Id);
        Assert.Equal("core", warning.Component);
        Assert.Contains("Moodle 5.2rc1 (2026041000) is not stable: its maturity is MATURITY_RC.", warning.Message);
    }

    [Fact]
    public void MOODLE1443_that_a_savepoint_lies_above_the_version()
    {
        var warning = Warned(site.Plugin("mod_attendance", new PluginVersion("2024100700") { Savepoint = "2024100700.01" }));

        Assert.Equal("MOODLE1443", warning.Id);
        Assert.Contains("has a savepoint above the plugin's version: 2024100700.01", warning.Message);
    }

    [Theory]
    [InlineData("2024100700", "upgrade_mod_savepoint(true, 2024100700, 'x'); // 999, phone 12345", false)]
    [InlineData("2024100700", "upgrade_mod_savepoint(true, 2024_100_701, 'x');", true)]
    [InlineData("2024100700", "upgrade_mod_savepoint(true, '2024100701', 'x');", true)]
    [InlineData("2024100700", "upgrade_mod_savepoint(true, 20241007000, 'x');", true)]
    [InlineData("2024100700.05", "upgrade_mod_savepoint(true, 2024100700.05, 'x');", false)]
    [InlineData("2024100700.05", "upgrade_mod_savepoint(true, 2024100700.06, 'x');", true)]
    [InlineData("2024100700", "$later = 2030010100; upgrade_mod_savepoint(true, 2024100700, 'x');", false)]
    public void MOODLE1443_of_savepoints_alone_however_they_are_written(string version, string php, bool isAbove)
    {
        var plugin = site.Plugin("mod_attendance", new PluginVersion(version), files: r => r.Write("db/upgrade.php", "<?php\n" + php));

        Assert.Equal(isAbove ? [1443] : [], TestSite.Check(site.Moodle("v4.5.10"), [plugin]).Select(f => f.Code));
    }

    [Fact]
    public void MOODLE1450_that_the_savepoints_were_not_checked()
    {
        var warning = Warned(site.Plugin("mod_attendance", files: r => r.Write("db/upgrade.php", "<?php " + new string(' ', TreeFiles.SizeLimit))));

        Assert.Equal("MOODLE1450", warning.Id);
        Assert.Contains("db/upgrade.php of mod_attendance 2024100700 was not checked for savepoints: it has 4194310 bytes", warning.Message);
    }

    [Theory]
    [InlineData("mod_attendance", "lang/en/attendance.php")]
    [InlineData("block_xp", "lang/en/block_xp.php")]
    public void MOODLE1445_that_the_language_file_is_missing(string component, string path)
    {
        var warning = Warned(site.Plugin(component, ("version.php", $"<?php\n$plugin->component = '{component}';\n$plugin->version = 2024100700;\n")));

        Assert.Equal("MOODLE1445", warning.Id);
        Assert.Contains($"{component} 2024100700 has no {path}", warning.Message);
    }

    [Theory]
    [InlineData("$plugin->requires = get_config('moodle', 'version');", "requires")]
    [InlineData("$plugin->maturity = get_config('moodle', 'maturity');", "maturity")]
    [InlineData("$plugin->dependencies = get_config('moodle', 'dependencies');", "dependencies")]
    public void MOODLE1446_that_a_field_could_not_be_checked(string field, string name)
    {
        var warning = Warned(site.Plugin(
            "mod_attendance",
            ("version.php", $"<?php\n$plugin->component = 'mod_attendance';\n$plugin->version = 2024100700;\n{field}\n"),
            ("lang/en/attendance.php", "<?php\n")));

        Assert.Equal("MOODLE1446", warning.Id);
        Assert.Contains($"$plugin->{name} of mod_attendance 2024100700 was not checked: ", warning.Message);
        Assert.Contains("line 4", warning.Message);
    }

    [Fact]
    public void Unless_the_item_silences_that_very_warning()
    {
        var (first, second) = (Unstable("mod_attendance"), Unstable("mod_booking"));

        var silenced = TestSite.Check(
            site.Moodle("v4.5.10"), [first, second], null, [TestSite.Declare(first, noWarn: ["moodle1441"]), TestSite.Declare(second, noWarn: ["MOODLE1440"])]);

        var warning = Assert.Single(silenced);
        Assert.Equal(("MOODLE1441", "mod_booking"), (warning.Id, warning.Component));
    }

    [Fact]
    public void An_error_cannot_be_silenced()
    {
        var plugin = site.Plugin("mod_attendance", new PluginVersion("2024100700") { Incompatible = 405 });

        Assert.Equal("MOODLE1427", Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [plugin], null, [TestSite.Declare(plugin, noWarn: ["MOODLE1427"])])).Id);
    }

    private OpenedComponent Unstable(string component) => site.Plugin(component, new PluginVersion("2024100700") { Maturity = "MATURITY_BETA" });

    private Diagnostic Warned(OpenedComponent plugin)
    {
        var warning = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [plugin]));
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.NotEmpty(warning.Remedy);
        return warning;
    }
}
