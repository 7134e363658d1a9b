using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Checks;

public sealed class Dependencies_must_be_there(TestSite site) : IClassFixture<TestSite>
{
    [Theory]
    [InlineData("v4.5.10", "mod_quiz", "2024100700")]
    [InlineData("v5.1.0", "mod_quiz", "2024100700")]
    [InlineData("v5.1.0", "quiz_overview", "2024100700")]
    [InlineData("v5.1.0", "mod_lti2", "2024100700.5")]
    [InlineData("v5.1.0", "mod_lti2", "ANY_VERSION")]
    public void Declared_or_part_of_Moodle(string release, string dependency, string version)
    {
        var declared = site.Plugin("mod_lti2", new PluginVersion("2024100700.50"));

        Assert.Empty(TestSite.Check(site.Moodle(release), [Needing(dependency, version), declared]));
    }

    [Theory]
    [InlineData("v4.5.10", "2024100100", "local_hub 2024100100 or later")]
    [InlineData("v5.1.0", "ANY_VERSION", "local_hub, which")]
    public void MOODLE1428_when_missing(string release, string version, string wanted)
    {
        var error = Assert.Single(TestSite.Check(site.Moodle(release), [Needing("local_hub", version)]));

        Assert.Equal("MOODLE1428", error.Id);
        Assert.Equal(Severity.Error, error.Severity);
        Assert.Contains($"mod_attendance 2024100700 needs {wanted}", error.Message);
        Assert.Contains("neither declared nor part of Moodle", error.Message);
        Assert.Contains("""<MoodlePlugin Include="local_hub" />""", error.Remedy);
    }

    [Fact]
    public void MOODLE1428_tells_when_it_is_declared_for_another_Configuration()
    {
        var (plugin, hub) = (Needing("local_hub", "ANY_VERSION"), site.Plugin("local_hub"));

        var error = Assert.Single(TestSite.Check(
            site.Moodle("v4.5.10"), [plugin], null, [TestSite.Declare(plugin), TestSite.Declare(hub, configurations: ["Debug", "Staging"])]));

        Assert.Contains("neither declared for this Configuration (only for Debug, Staging) nor part of", error.Message);
    }

    [Fact]
    public void MOODLE1429_when_the_declared_one_is_too_old()
    {
        var error = Assert.Single(TestSite.Check(
            site.Moodle("v4.5.10"), [Needing("local_hub", "2024100700.06"), site.Plugin("local_hub", new PluginVersion("2024100700.05"))]));

        Assert.Equal("MOODLE1429", error.Id);
        Assert.Equal("mod_attendance 2024100700 needs local_hub 2024100700.06 or later, but the site has 2024100700.05.", error.Message);
        Assert.Contains("Declare a newer version of local_hub", error.Remedy);
    }

    [Fact]
    public void MOODLE1429_when_Moodles_own_is_too_old()
    {
        var error = Assert.Single(TestSite.Check(site.Moodle("v5.1.0"), [Needing("mod_quiz", "2026042000")]));

        Assert.Equal("MOODLE1429", error.Id);
        Assert.Equal("mod_attendance 2024100700 needs mod_quiz 2026042000 or later, but Moodle 5.1 (2025100600) has 2024100700.", error.Message);
        Assert.Contains("Declare a newer Moodle", error.Remedy);
    }

    [Fact]
    public void A_subplugin_that_its_owner_ships_counts()
    {
        var owner = site.Plugin("mod_customcert", files: r => r
            .Write("db/subplugins.json", """{"plugintypes": {"customcertelement": "mod/customcert/element"}}""")
            .Write("element/text/version.php", "<?php\n$plugin->component = 'customcertelement_text';\n$plugin->version = 2024010100;\n"));

        Assert.Empty(TestSite.Check(site.Moodle("v4.5.10"), [owner, Needing("customcertelement_text", "2024010100")]));
        var error = Assert.Single(TestSite.Check(site.Moodle("v4.5.10"), [owner, Needing("customcertelement_text", "2024010101")]));
        Assert.Equal("MOODLE1429", error.Id);
    }

    [Fact]
    public void MOODLE1449_when_the_version_there_depends_on_running_PHP()
    {
        var moodle = site.Moodle("v4.5.10", r => r.Write("mod/quiz/version.php", "<?php\n$plugin->component = 'mod_quiz';\n$plugin->version = time();\n"));

        var warning = Assert.Single(TestSite.Check(moodle, [Needing("mod_quiz", "2024100700")]));

        Assert.Equal("MOODLE1449", warning.Id);
        Assert.Equal(Severity.Warning, warning.Severity);
    }

    [Fact]
    public void MOODLE1449_when_the_file_there_is_too_large_to_be_looked_into()
    {
        var moodle = site.Moodle("v4.5.10", r => r.Write("mod/quiz/version.php", "<?php " + new string(' ', TreeFiles.SizeLimit)));

        var warning = Assert.Single(TestSite.Check(moodle, [Needing("mod_quiz", "2024100700")]));

        Assert.Equal("MOODLE1449", warning.Id);
        Assert.Contains("more than the 4194304 that such a file may have", warning.Message);
    }

    private OpenedComponent Needing(string component, string version) =>
        site.Plugin("mod_attendance", new PluginVersion("2024100700") { Dependencies = new Dictionary<string, string> { [component] = version } });
}
