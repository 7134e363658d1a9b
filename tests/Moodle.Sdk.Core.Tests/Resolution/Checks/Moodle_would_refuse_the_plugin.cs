using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Checks;

public sealed class Moodle_would_refuse_the_plugin(TestSite site) : IClassFixture<TestSite>
{
    private const string Strings = "lang/en/attendance.php";

    [Fact]
    public void Not_when_everything_fits()
    {
        var plugin = site.Plugin("mod_attendance", new PluginVersion("2024100700.05")
        {
            Requires = "2024100710.00",
            Supported = (401, 405),
            Incompatible = 500,
            Dependencies = new Dictionary<string, string> { ["mod_quiz"] = "2024100700", ["quizaccess_password"] = "ANY_VERSION" },
            Savepoint = "2024100700.05",
        });

        Assert.Empty(TestSite.Check(site.Moodle("v4.5.10"), [plugin]));
    }

    [Fact]
    public void MOODLE1420_when_PHP_does()
    {
        var error = Refused(Written("<?php\n$plugin->component = 'mod_attendance';\n$plugin->version = 2020081400a;\n"));

        Assert.Equal("MOODLE1420", error.Id);
        Assert.Contains("version.php of mod_attendance of https://example.org/mod_attendance is not valid PHP: ", error.Message);
        Assert.Contains("line 3", error.Message);
    }

    [Theory]
    [InlineData("<?php\n$plugin->component = 'mod_attendance';\n", "gives no $plugin->version.")]
    [InlineData("<?php\n$plugin->component = 'mod_attendance';\n$plugin->version = 0;\n", "gives no $plugin->version.")]
    [InlineData("<?php\n$plugin->component = 'mod_attendance';\n$plugin->version = time();\n", "gives no $plugin->version that can be read: ")]
    public void MOODLE1421_without_a_version(string php, string message)
    {
        var error = Refused(Written(php));

        Assert.Equal("MOODLE1421", error.Id);
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData("<?php\n$plugin->version = 2024100700;\n", "gives no $plugin->component.")]
    [InlineData("<?php\n$plugin->version = 2024100700;\n$plugin->component = '';\n", "gives no $plugin->component.")]
    [InlineData("<?php\n$plugin->version = 2024100700;\n$plugin->component = basename(__DIR__);\n", "gives no $plugin->component that can be read: ")]
    public void MOODLE1422_without_a_component(string php, string message)
    {
        var error = Refused(Written(php));

        Assert.Equal("MOODLE1422", error.Id);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void MOODLE1423_when_it_is_another_one()
    {
        var error = Refused(site.Plugin("block_configurablereports", claims: "block_configurable_reports"));

        Assert.Equal("MOODLE1423", error.Id);
        Assert.Equal("https://example.org/block_configurablereports holds block_configurable_reports, but the item declares block_configurablereports.", error.Message);
        Assert.Contains("Write Include=\"block_configurable_reports\"", error.Remedy);
        Assert.Contains("the Subdirectory, or the Tag, Branch or Commit, where block_configurablereports lies", error.Remedy);
    }

    [Fact]
    public void MOODLE1423_when_another_one_lies_in_its_Subdirectory()
    {
        var plugin = site.Plugin("local_o365", claims: "auth_oidc");
        var error = Refused(plugin with { Code = plugin.Code with { From = (CodeOrigin.Git)plugin.Code.From with { Subdirectory = "auth/oidc" } } });

        Assert.Equal("MOODLE1423", error.Id);
        Assert.Equal("https://example.org/local_o365 holds auth_oidc in auth/oidc, but the item declares local_o365.", error.Message);
        Assert.Equal("Write Include=\"auth_oidc\", or correct the Subdirectory.", error.Remedy);
    }

    [Fact]
    public void MOODLE1424_when_a_module_speaks_of_module()
    {
        var errors = TestSite.Check(site.Moodle("v4.5.10"), [Written("<?php\n$module->version = 2012010100;\n$module->component = 'mod_attendance';\n")]);

        var error = Assert.Single(errors, e => e.Code == 1424);
        Assert.Equal(Severity.Error, error.Severity);
        Assert.Contains("uses $module, which Moodle 4.5.10 (2024100710) refuses", error.Message);
    }

    [Fact]
    public void MOODLE1425_when_it_requires_a_newer_Moodle()
    {
        var error = Refused(site.Plugin("mod_attendance", new PluginVersion("2025050100") { Requires = "2025041400" }));

        Assert.Equal("MOODLE1425", error.Id);
        Assert.Equal("mod_attendance 2025050100 requires 2025041400 (Moodle 5.0), but the site has Moodle 4.5.10 (2024100710).", error.Message);
        Assert.Equal("Declare a version of mod_attendance for this Moodle, or a newer Moodle. Where the lock holds one that is too new, AllowDowngrade=\"true\" on the item lets the rule go below it.", error.Remedy);
    }

    [Fact]
    public void MOODLE1425_by_the_fraction_too()
    {
        var error = Refused(site.Plugin("mod_attendance", new PluginVersion("2025050100") { Requires = "2024100710.01" }));

        Assert.Equal("MOODLE1425", error.Id);
        Assert.Equal("mod_attendance 2025050100 requires 2024100710.01 (Moodle 4.5), a weekly build, but the site has Moodle 4.5.10 (2024100710).", error.Message);
        Assert.Equal("The weekly builds (MoodleVersion 4.5+) or the next minor release are enough; or declare an older version of mod_attendance.", error.Remedy);
    }

    [Fact]
    public void MOODLE1426_when_it_is_for_Moodle_1()
    {
        var error = Refused(site.Plugin("mod_attendance", new PluginVersion("2009010100") { Requires = "2007101509" }));

        Assert.Equal("MOODLE1426", error.Id);
        Assert.Contains("requires 2007101509, a version before Moodle 2.0", error.Message);
    }

    [Theory]
    [InlineData(405)]
    [InlineData(404)]
    [InlineData(39)]
    public void MOODLE1427_when_it_says_so(int incompatible)
    {
        var error = Refused(site.Plugin("mod_attendance", new PluginVersion("2024100700") { Incompatible = incompatible }));

        Assert.Equal("MOODLE1427", error.Id);
        Assert.Contains($"(incompatible = {incompatible}), and the site has Moodle 4.5.10 (2024100710), branch 405", error.Message);
    }

    [Theory]
    [InlineData("$plugin->supported = [405];", "supported")]
    [InlineData("$plugin->supported = [405, 401];", "supported")]
    [InlineData("$plugin->incompatible = [405];", "incompatible")]
    public void MOODLE1430_when_a_field_has_a_form_on_which_it_throws(string field, string name)
    {
        var error = Refused(Written($"<?php\n$plugin->component = 'mod_attendance';\n$plugin->version = 2024100700;\n{field}\n"));

        Assert.Equal("MOODLE1430", error.Id);
        Assert.Contains($"$plugin->{name} in version.php of mod_attendance 2024100700 has a form", error.Message);
    }

    [Fact]
    public void MOODLE1431_when_Moodle_has_it_itself()
    {
        var error = Refused(site.Plugin("mod_quiz"));

        Assert.Equal("MOODLE1431", error.Id);
        Assert.Equal("Moodle 4.5.10 (2024100710) of https://example.org/moodle already contains mod_quiz, at mod/quiz.", error.Message);
        Assert.Contains("Leave the item out", error.Remedy);
    }

    [Fact]
    public void MOODLE1431_when_its_tree_has_code_there_whatever_the_list_says()
    {
        var fork = site.Moodle("v5.1.0", r => r.Write("public/mod/attendance/version.php", "<?php\n"));

        var error = Assert.Single(TestSite.Check(fork, [site.Plugin("mod_attendance")]));

        Assert.Equal("MOODLE1431", error.Id);
        Assert.Equal("Moodle 5.1 (2025100600) of https://example.org/moodle already contains mod_attendance, at public/mod/attendance.", error.Message);
    }

    [Fact]
    public void Not_when_a_plugin_that_left_Moodle_comes_back_as_a_contributed_one()
    {
        // lib/plugins.json of 5.1 lists mod_chat as deleted.
        Assert.Empty(TestSite.Check(site.Moodle("v5.1.0"), [site.Plugin("mod_chat")]));
    }

    private Diagnostic Refused(OpenedComponent plugin) => Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [plugin]), e => e.Severity == Severity.Error);

    private OpenedComponent Written(string versionPhp) => site.Plugin("mod_attendance", ("version.php", versionPhp), (Strings, "<?php\n"));
}
