using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Places;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Places;

public sealed class A_plugin_that_has_no_place_is_an_error(TestSite site) : IClassFixture<TestSite>
{
    [Fact]
    public void MOODLE1401_names_the_oldest_Moodle_that_works()
    {
        var error = Fails(site.Moodle("v4.5.10", r => r.Delete("lib/components.json")));

        Assert.Equal("MOODLE1401", error.Id);
        Assert.Equal("Moodle 4.5.10 (2024100710) of https://example.org/moodle has no lib/components.json, which says where plugins go.", error.Message);
        Assert.Contains("3.8", error.Remedy);
        Assert.Equal("MoodleVersion", error.Origin!.Element);
    }

    [Theory]
    [InlineData("{", "it is not JSON")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("{}", "it lists no plugin types")]
    [InlineData("""{"plugintypes": 3}""", "its 'plugintypes' is not an object")]
    [InlineData("""{"plugintypes": {"mod": 3}}""", "the value of 'mod' is not a text")]
    [InlineData("""{"plugintypes": {"mod": "\ud800"}}""", "not Unicode")]
    [InlineData("""{"plugintypes": {"mod": "../up"}}""", "the plugin type 'mod' has no usable folder")]
    [InlineData("""{"plugintypes": {"mod": "/etc"}}""", "the plugin type 'mod' has no usable folder")]
    [InlineData("""{"plugintypes": {"mod": "a\\b"}}""", "the plugin type 'mod' has no usable folder")]
    [InlineData("""{"plugintypes": {"mod": null}}""", "the plugin type 'mod' has no usable folder")]
    public void MOODLE1402_says_what_is_wrong_with_components_json(string content, string why)
    {
        var error = Fails(site.Moodle("v4.5.10", r => r.Write("lib/components.json", content)));

        Assert.Equal("MOODLE1402", error.Id);
        Assert.StartsWith("lib/components.json of Moodle 4.5.10 (2024100710) cannot be read:", error.Message);
        Assert.Contains(why, error.Message);
    }

    [Fact]
    public void MOODLE1402_bounds_the_size()
    {
        var error = Fails(site.Moodle("v4.5.10", r => r.Write("lib/components.json", new string(' ', TreeFiles.SizeLimit) + "{}")));

        Assert.Equal("MOODLE1402", error.Id);
        Assert.Contains("4194306 bytes", error.Message);
    }

    [Fact]
    public void MOODLE1403_offers_types_with_a_near_name()
    {
        var error = Fails(site.Moodle("v4.5.10"), site.Plugin("blok_xp"));

        Assert.Equal("MOODLE1403", error.Id);
        Assert.Equal("blok_xp is of the plugin type 'blok', which neither Moodle 4.5.10 (2024100710) nor a declared plugin has.", error.Message);
        Assert.Contains("near to it: block", error.Remedy);
        Assert.Equal("blok_xp", error.Origin!.Include);
        Assert.Equal("blok_xp", error.Component);
    }

    [Fact]
    public void MOODLE1404_names_the_owner_of_a_subplugin_type()
    {
        var error = Fails(site.Moodle("v4.5.10"), site.Plugin("customcertelement_qr"));

        Assert.Equal("MOODLE1404", error.Id);
        Assert.Contains("is a subplugin of mod_customcert", error.Message);
        Assert.Contains("""<MoodlePlugin Include="mod_customcert" """, error.Remedy);
    }

    [Fact]
    public void MOODLE1405_refuses_the_name_of_a_subsystem()
    {
        var error = Fails(site.Moodle("v4.5.10"), site.Plugin("mod_course"));

        Assert.Equal("MOODLE1405", error.Id);
        Assert.Contains("ignores mod_course, since it has a subsystem called 'course'", error.Message);
    }

    [Fact]
    public void MOODLE1406_refuses_folders_that_Moodle_takes_for_no_plugins()
    {
        var error = Fails(site.Moodle("v4.5.10"), site.Plugin("local_templates"));

        Assert.Equal("MOODLE1406", error.Id);
        Assert.Contains("no plugin's folder may be called 'templates'", error.Message);
        Assert.True(PluginPlaces.Of(site.Moodle("v4.5.10"), [site.Plugin("auth_db")], [], new Findings()).Succeeded);
    }

    [Fact]
    public void MOODLE1407_refuses_two_plugins_at_one_place()
    {
        var moodle = site.Moodle("v4.5.10", r => r.Write("lib/components.json", """{"plugintypes": {"mod": "mod", "oddmod": "mod"}}"""));

        var error = Fails(moodle, site.Plugin("oddmod_one"), site.Plugin("mod_one"));

        Assert.Equal("MOODLE1407", error.Id);
        Assert.Equal("oddmod_one goes to mod/one, where mod_one has code already.", error.Message);
    }

    [Theory]
    [InlineData("v4.5.10", """{"plugintypes": {"customcertelement": "mod/customcert/element"}}""", "mod/customcert/element/text")]
    [InlineData("v5.1.0", """{"deprecatedsubplugintypes": {"customcertelement": "element"}}""", "public/mod/customcert/element/text")]
    public void MOODLE1407_refuses_a_subplugin_that_its_owner_ships(string release, string types, string place)
    {
        var owner = site.Plugin("mod_customcert", files: r => r
            .Write("db/subplugins.json", types)
            .Write("element/text/version.php", "<?php\n"));

        var error = Fails(site.Moodle(release), owner, site.Plugin("customcertelement_text"));

        Assert.Equal("MOODLE1407", error.Id);
        Assert.Equal($"customcertelement_text goes to {place}, where mod_customcert has code already.", error.Message);
    }

    [Fact]
    public void MOODLE1409_refuses_a_deleted_type()
    {
        var moodle = site.Moodle("v5.1.0", r => r.Write(
            "lib/components.json", """{"plugintypes": {"mod": "public/mod"}, "deletedplugintypes": {"mnetservice": "public/mnet/service"}}"""));

        var error = Fails(moodle, site.Plugin("mnetservice_x1"));

        Assert.Equal("MOODLE1409", error.Id);
        Assert.Contains("lists as deleted", error.Message);
    }

    [Fact]
    public void MOODLE1408_warns_of_a_deprecated_type_and_places_it()
    {
        var findings = new Findings();
        var moodle = site.Moodle("v5.1.0", r => r.Write(
            "lib/components.json", """{"plugintypes": {"mod": "public/mod"}, "deprecatedplugintypes": {"mnetservice": "public/mnet/service"}}"""));

        var places = PluginPlaces.Of(moodle, [site.Plugin("mnetservice_x1")], [], findings).Value;

        Assert.Equal("public/mnet/service/x1", places.PlaceOf(TestSite.Name("mnetservice_x1")));
        var warning = Assert.Single(findings.All);
        Assert.Equal("MOODLE1408", warning.Id);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Contains("'mnetservice', which Moodle 5.1 (2025100600) lists as deprecated", warning.Message);
    }

    private static Diagnostic Fails(OpenedComponent core, params OpenedComponent[] plugins) =>
        Assert.Single(PluginPlaces.Of(core, plugins, [], new Findings()).Errors);
}
