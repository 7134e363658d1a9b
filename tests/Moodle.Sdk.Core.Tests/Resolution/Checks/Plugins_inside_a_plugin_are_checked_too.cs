using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Checks;

public sealed class Plugins_inside_a_plugin_are_checked_too(TestSite site) : IClassFixture<TestSite>
{
    private const string Good = "$plugin->component = 'lifecyclestep_email'; $plugin->version = 2024010100;";

    [Theory]
    [InlineData("v4.5.10")]
    [InlineData("v5.1.0")]
    public void Not_when_everything_fits(string release)
    {
        // As subplugins in use are: a version with a fraction, a requires of 2011, a range of support that ended.
        var owner = Owner(("step/email", "$plugin->component = 'lifecyclestep_email'; $plugin->version = 2015092501.01; $plugin->requires = 2011112900; $plugin->supported = [37, 39]; $plugin->maturity = MATURITY_BETA;"));

        Assert.Empty(TestSite.Check(site.Moodle(release), [owner]));
    }

    [Theory]
    [InlineData("$plugin->component = 'lifecyclestep_email'; $plugin->version = 2024010100a;", "MOODLE1420", "version.php of lifecyclestep_email in tool_lifecycle 2024100700 is not valid PHP: ")]
    [InlineData("$plugin->component = 'lifecyclestep_email';", "MOODLE1421", "version.php of lifecyclestep_email in tool_lifecycle 2024100700 gives no $plugin->version.")]
    [InlineData("$plugin->version = 2024010100;", "MOODLE1422", "version.php of lifecyclestep_email in tool_lifecycle 2024100700 gives no $plugin->component.")]
    [InlineData("$plugin->component = 'lifecyclestep_mail'; $plugin->version = 2024010100;", "MOODLE1423", "tool_lifecycle 2024100700 ships lifecyclestep_email, which calls itself lifecyclestep_mail in its version.php: Moodle takes it for a misplaced plugin.")]
    [InlineData(Good + " $plugin->requires = 2025041400;", "MOODLE1425", "tool_lifecycle 2024100700 ships lifecyclestep_email, which requires 2025041400 (Moodle 5.0), but the site has Moodle 4.5.10 (2024100710).")]
    [InlineData(Good + " $plugin->requires = 2007101509;", "MOODLE1426", "tool_lifecycle 2024100700 ships lifecyclestep_email, which requires 2007101509, a version before Moodle 2.0")]
    [InlineData(Good + " $plugin->incompatible = 405;", "MOODLE1427", "tool_lifecycle 2024100700 ships lifecyclestep_email, which is incompatible with Moodle 4.5 and later")]
    [InlineData(Good + " $plugin->dependencies = ['customfield_semester' => 2020041304];", "MOODLE1428", "tool_lifecycle 2024100700 ships lifecyclestep_email, which needs customfield_semester 2020041304 or later, which is neither declared nor part of Moodle 4.5.10 (2024100710).")]
    [InlineData(Good + " $plugin->dependencies = ['tool_lifecycle' => 2024100701];", "MOODLE1429", "tool_lifecycle 2024100700 ships lifecyclestep_email, which needs tool_lifecycle 2024100701 or later, but the site has 2024100700.")]
    [InlineData(Good + " $plugin->supported = [405];", "MOODLE1430", "$plugin->supported in version.php of lifecyclestep_email in tool_lifecycle 2024100700 has a form")]
    public void By_the_rules_of_Moodles_upgrade(string php, string code, string message)
    {
        var error = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [Owner(("step/email", php))]));

        Assert.Equal((code, Severity.Error), (error.Id, error.Severity));
        Assert.StartsWith(message, error.Message);
        Assert.Equal(("tool_lifecycle", "tool_lifecycle"), (error.Component, error.Origin!.Include));
    }

    [Fact]
    public void The_remedy_is_about_what_can_be_declared()
    {
        var newer = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [Owner(("step/email", Good + " $plugin->requires = 2025041400;"))]));
        var missing = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [Owner(("step/email", Good + " $plugin->dependencies = ['customfield_semester' => 1];"))]));

        Assert.Equal("Declare a version of tool_lifecycle for this Moodle, or a newer Moodle. Where the lock holds one that is too new, AllowDowngrade=\"true\" on the item lets the rule go below it.", newer.Remedy);
        Assert.Equal("""Declare it: <MoodlePlugin Include="customfield_semester" />.""", missing.Remedy);
    }

    [Fact]
    public void A_plugin_that_is_declared_or_shipped_too_is_there()
    {
        var owner = Owner(
            ("step/email", Good + " $plugin->dependencies = ['local_semester' => 2020041304, 'lifecyclestep_delete' => 2024010100, 'mod_quiz' => ANY_VERSION];"),
            ("step/delete", "$plugin->component = 'lifecyclestep_delete'; $plugin->version = 2024010100;"));

        Assert.Empty(TestSite.Check(site.Moodle("v4.5.10"), [owner, site.Plugin("local_semester", new PluginVersion("2020041304"))]));
    }

    [Fact]
    public void One_that_is_too_old_comes_with_the_plugin_that_ships_it()
    {
        var owner = Owner(("step/email", Good));
        var needing = site.Plugin("mod_attendance", new PluginVersion("2024100700") { Dependencies = new Dictionary<string, string> { ["lifecyclestep_email"] = "2024010101" } });

        var error = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [owner, needing]));

        Assert.Equal("mod_attendance 2024100700 needs lifecyclestep_email 2024010101 or later, but the site has 2024010100.", error.Message);
        Assert.Equal("Declare a newer version of tool_lifecycle, or an older one of mod_attendance.", error.Remedy);
    }

    [Fact]
    public void What_another_version_of_the_owner_mends_is_said_once()
    {
        var steps = Owner(("step/email", Good + " $plugin->requires = 2025041400;"), ("step/delete", "$plugin->component = 'lifecyclestep_delete'; $plugin->version = 1; $plugin->requires = 2025041400;"));
        var all = site.Plugin(
            "tool_lifecycle",
            new PluginVersion("2024100700") { Requires = "2025041400" },
            files: r => Types(r).Write("step/email/version.php", $"<?php\n{Good} $plugin->requires = 2025041400;"));

        Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [steps]));
        Assert.StartsWith("tool_lifecycle 2024100700 requires", Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [all])).Message);
    }

    [Theory]
    [InlineData("step/tests")]
    [InlineData("step/Email")]
    [InlineData("step/em__ail")]
    [InlineData("other/email")]
    [InlineData("step/email/classes")]
    public void Not_where_Moodle_finds_no_plugin(string folder) =>
        Assert.Empty(TestSite.Check(site.Moodle("v4.5.10"), [Owner((folder, "$plugin->requires = 2099010100;"))]));

    [Fact]
    public void MOODLE1446_tells_of_a_field_that_was_not_checked_and_the_owners_item_silences_it()
    {
        var owner = Owner(("step/email", Good + " $plugin->requires = time();"));

        var warning = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [owner]));

        Assert.Equal("MOODLE1446", warning.Id);
        Assert.StartsWith("$plugin->requires of lifecyclestep_email in tool_lifecycle 2024100700 was not checked: ", warning.Message);
        Assert.Empty(TestSite.Check(site.Moodle("v4.5.10"), [owner], null, [TestSite.Declare(owner, noWarn: ["MOODLE1446"])]));
    }

    [Fact]
    public void MOODLE1421_also_when_the_file_is_too_large_to_be_looked_into()
    {
        var error = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [Owner(("step/email", new string(' ', TreeFiles.SizeLimit)))]), e => e.Code == 1421);

        Assert.Contains("gives no $plugin->version that can be read: it has ", error.Message);
    }

    private OpenedComponent Owner(params (string Folder, string Php)[] shipped) => site.Plugin(
        "tool_lifecycle",
        files: r => shipped.Aggregate(Types(r), (all, one) => all.Write($"{one.Folder}/version.php", $"<?php\n{one.Php}\n")));

    private static TestRepository Types(TestRepository repository) =>
        repository.Write("db/subplugins.json", """{"plugintypes": {"lifecyclestep": "admin/tool/lifecycle/step", "lifecycletrigger": "admin/tool/lifecycle/none"}}""");
}
