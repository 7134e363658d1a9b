using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Places;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Places;

public sealed class A_plugin_goes_where_its_Moodle_says(TestSite site) : IClassFixture<TestSite>
{
    [Theory]
    [InlineData("v4.5.10", "mod_attendance", "mod/attendance")]
    [InlineData("v4.5.10", "block_xp", "blocks/xp")]
    [InlineData("v4.5.10", "tool_objectfs", "admin/tool/objectfs")]
    [InlineData("v5.0.0-beta", "mod_attendance", "mod/attendance")]
    [InlineData("v5.1.0", "mod_attendance", "public/mod/attendance")]
    [InlineData("v5.1.0", "tool_objectfs", "public/admin/tool/objectfs")]
    [InlineData("v4.5.10", "quizaccess_seb", "mod/quiz/accessrule/seb")]
    [InlineData("v5.1.0", "quizaccess_seb", "public/mod/quiz/accessrule/seb")]
    [InlineData("v5.1.0", "logstore_xapi", "public/admin/tool/log/store/xapi")]
    public void Types_of_Moodle_and_of_its_own_plugins(string release, string plugin, string place)
    {
        var findings = new Findings();

        var places = PluginPlaces.Of(site.Moodle(release), [site.Plugin(plugin)], [], findings).Value;

        Assert.Equal(place, places.PlaceOf(TestSite.Name(plugin)));
        Assert.Empty(findings.All);
    }

    [Fact]
    public void Core_is_at_the_root_and_an_unknown_component_nowhere()
    {
        var places = Places(site.Moodle("v4.5.10"));

        Assert.Equal("", places.PlaceOf(TestSite.Name("core")));
        Assert.Null(places.TryPlaceOf(TestSite.Name("nosuch_thing")));
        Assert.Contains("nosuch_thing has no place", Assert.Throws<ArgumentException>(() => places.PlaceOf(TestSite.Name("nosuch_thing"))).Message);
    }

    [Fact]
    public void A_commit_on_the_way_to_5_1_has_the_file_under_public_without_prefixes()
    {
        var moodle = site.Moodle("v5.1.0", r => r
            .Delete("lib/components.json")
            .Write("public/lib/components.json", """{"plugintypes": {"mod": "mod", "local": "public\/local"}, "subsystems": []}"""));

        var places = Places(moodle, site.Plugin("mod_attendance"), site.Plugin("local_x1"));

        Assert.Equal("public/mod/attendance", places.PlaceOf(TestSite.Name("mod_attendance")));
        Assert.Equal("public/local/x1", places.PlaceOf(TestSite.Name("local_x1")));
    }

    [Fact]
    public void The_layout_is_told_by_the_files_not_by_the_number()
    {
        Assert.False(Places(site.Moodle("v5.0.0-beta")).Layout.HasPublicFolder);
        Assert.True(Places(site.Moodle("v5.1.0")).Layout.HasPublicFolder);
        Assert.Equal("public/admin/environment.xml", Places(site.Moodle("v5.1.0")).Layout.InCode("admin/environment.xml"));
        Assert.Equal("admin/environment.xml", Places(site.Moodle("v4.5.10")).Layout.InCode("admin/environment.xml"));
    }

    private static PluginPlaces Places(OpenedComponent core, params OpenedComponent[] plugins) => PluginPlaces.Of(core, plugins, [], new Findings()).Value;
}
