using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Places;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Places;

public sealed class Declared_plugins_own_subplugin_types(TestSite site) : IClassFixture<TestSite>
{
    private const string OldKey = """{"plugintypes": {"customcertelement": "mod\/customcert\/element"}}""";
    private const string NewKey = """{"subplugintypes": {"customcertelement": "element"}}""";
    private const string BothKeys = """{"plugintypes": {"customcertelement": "mod/customcert/old"}, "subplugintypes": {"customcertelement": "element"}}""";

    [Theory]
    [InlineData("v4.5.10", OldKey, "mod/customcert/element/qr")]
    [InlineData("v4.5.10", BothKeys, "mod/customcert/old/qr")]
    [InlineData("v5.0.0-beta", OldKey, "mod/customcert/element/qr")]
    [InlineData("v5.0.0-beta", NewKey, "mod/customcert/element/qr")]
    [InlineData("v5.1.0", OldKey, "public/mod/customcert/element/qr")]
    [InlineData("v5.1.0", NewKey, "public/mod/customcert/element/qr")]
    [InlineData("v5.1.0", BothKeys, "public/mod/customcert/element/qr")]
    [InlineData("v5.1.0", """{"plugintypes": {"customcertelement": "public/mod/customcert/element"}}""", "public/mod/customcert/element/qr")]
    public void By_the_old_key_from_the_root_and_by_the_new_one_from_the_owner(string release, string json, string place)
    {
        var findings = new Findings();

        // The subplugin first: the order of the items does not matter.
        var places = PluginPlaces.Of(site.Moodle(release), [site.Plugin("customcertelement_qr"), Owner(json)], [], findings).Value;

        Assert.Equal(place, places.PlaceOf(TestSite.Name("customcertelement_qr")));
        Assert.Empty(findings.All);
    }

    [Fact]
    public void A_deprecated_subplugin_type_is_a_warning_and_a_deleted_one_an_error()
    {
        var findings = new Findings();
        var owner = Owner("""{"deprecatedsubplugintypes": {"customcertelement": "element"}, "deletedsubplugintypes": {"customcertgone": "gone"}}""");

        var result = PluginPlaces.Of(site.Moodle("v5.1.0"), [owner, site.Plugin("customcertelement_qr"), site.Plugin("customcertgone_x1")], [], findings);

        Assert.Equal("MOODLE1409", Assert.Single(result.Errors).Id);
        Assert.Equal("MOODLE1408", Assert.Single(findings.All).Id);
    }

    [Fact]
    public void MOODLE1413_warns_of_the_new_key_alone_on_a_Moodle_before_5_0()
    {
        var findings = new Findings();

        var result = PluginPlaces.Of(site.Moodle("v4.5.10"), [Owner(NewKey)], [], findings);

        Assert.True(result.Succeeded);
        var warning = Assert.Single(findings.All);
        Assert.Equal("MOODLE1413", warning.Id);
        Assert.Contains("Moodle 4.5 does not know 'subplugintypes'", warning.Message);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"plugintypes": ["mod/customcert/element"]}""")]
    [InlineData("""{"plugintypes": {"customcertelement": "../../../etc"}}""")]
    public void MOODLE1410_refuses_a_file_that_cannot_be_read(string json)
    {
        var error = Assert.Single(PluginPlaces.Of(site.Moodle("v4.5.10"), [Owner(json)], [], new Findings()).Errors);

        Assert.Equal("MOODLE1410", error.Id);
        Assert.StartsWith("db/subplugins.json of mod_customcert 2024100700 cannot be read:", error.Message);
    }

    [Theory]
    [InlineData("<?php\ndefined('MOODLE_INTERNAL') || die();\n\n$subplugins = array('customcertelement' => 'mod/customcert/element');\n")]
    [InlineData("<?php // Comment.\r\n/* More. */ $subplugins = [\n  \"customcertother\" => \"mod/customcert/other\", # One.\n  'customcertelement' => 'mod/customcert/element',\n];\n?>\n")]
    public void The_old_php_file_counts_before_5_0_when_it_is_one_array(string php)
    {
        var findings = new Findings();
        var owner = site.Plugin("mod_customcert", files: r => r.Write("db/subplugins.php", php));

        var places = PluginPlaces.Of(site.Moodle("v4.5.10"), [owner, site.Plugin("customcertelement_qr")], [], findings).Value;

        Assert.Equal("mod/customcert/element/qr", places.PlaceOf(TestSite.Name("customcertelement_qr")));
        Assert.Empty(findings.All);
    }

    [Fact]
    public void MOODLE1411_refuses_the_old_php_file_alone_from_5_0_on()
    {
        var alone = site.Plugin("mod_customcert", files: r => r.Write("db/subplugins.php", "<?php $subplugins = [];"));
        var beside = site.Plugin("mod_customcert", files: r => r.Write("db/subplugins.php", "<?php $subplugins = [];").Write("db/subplugins.json", NewKey));

        var error = Assert.Single(PluginPlaces.Of(site.Moodle("v5.1.0"), [alone], [], new Findings()).Errors);

        Assert.Equal("MOODLE1411", error.Id);
        Assert.Contains("db/subplugins.php alone, on which Moodle 5.1 stops", error.Message);
        Assert.True(PluginPlaces.Of(site.Moodle("v5.1.0"), [beside], [], new Findings()).Succeeded);
    }

    [Fact]
    public void MOODLE1412_warns_of_an_old_php_file_that_computes()
    {
        var findings = new Findings();
        var owner = site.Plugin("mod_customcert", files: r => r.Write("db/subplugins.php", "<?php $subplugins = array('customcertelement' => dirname('x/y'));"));

        var result = PluginPlaces.Of(site.Moodle("v4.5.10"), [owner], [], findings);

        Assert.True(result.Succeeded);
        Assert.Equal("MOODLE1412", Assert.Single(findings.All).Id);
    }

    [Fact]
    public void MOODLE1414_warns_of_a_type_that_Moodle_ignores_and_says_so_of_its_subplugins()
    {
        var findings = new Findings();
        var owner = Owner("""{"plugintypes": {"course": "mod/customcert/course"}}""");

        var error = Assert.Single(PluginPlaces.Of(site.Moodle("v4.5.10"), [owner, site.Plugin("course_x1")], [], findings).Errors);

        Assert.Equal("MOODLE1403", error.Id);
        Assert.Contains("mod_customcert names it, but Moodle ignores it there, since a subsystem of Moodle has that name", error.Message);
        var warning = Assert.Single(findings.All);
        Assert.Equal("MOODLE1414", warning.Id);
        Assert.Contains("owns a subplugin type 'course'", warning.Message);
    }

    [Fact]
    public void MOODLE1415_refuses_a_type_that_somebody_else_has()
    {
        var first = Owner(OldKey);
        var second = site.Plugin("local_mine", files: r => r.Write("db/subplugins.json", """{"plugintypes": {"customcertelement": "local/mine/x", "quizaccess": "local/mine/y", "block": "local/mine/z"}}"""));

        var errors = PluginPlaces.Of(site.Moodle("v4.5.10"), [second, first], [], new Findings()).Errors;

        Assert.All(errors, e => Assert.Equal("MOODLE1415", e.Id));
        Assert.Equal(
            [
                "local_mine 2024100700 owns a subplugin type 'customcertelement', which mod_customcert has already: Moodle takes one of them only.",
                "local_mine 2024100700 owns a subplugin type 'quizaccess', which mod_quiz has already: Moodle takes one of them only.",
                "local_mine 2024100700 owns a subplugin type 'block', which Moodle has already: Moodle takes one of them only.",
            ],
            errors.Select(e => e.Message));
    }

    [Fact]
    public void Only_four_types_may_own_subplugins()
    {
        var block = site.Plugin("block_xp", files: r => r.Write("db/subplugins.json", """{"plugintypes": {"xprule": "blocks/xp/rule"}}"""));

        var error = Assert.Single(PluginPlaces.Of(site.Moodle("v4.5.10"), [block, site.Plugin("xprule_one")], [], new Findings()).Errors);

        Assert.Equal("MOODLE1403", error.Id);
    }

    private OpenedComponent Owner(string json) => site.Plugin("mod_customcert", files: r => r.Write("db/subplugins.json", json));
}
