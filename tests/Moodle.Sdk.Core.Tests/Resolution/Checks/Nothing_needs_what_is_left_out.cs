using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Checks;

public sealed class Nothing_needs_what_is_left_out(TestSite site) : IClassFixture<TestSite>
{
    [Theory]
    [InlineData("theme_boost")]
    [InlineData("theme/boost")]
    [InlineData("theme/boost/version.php")]
    public void MOODLE1428_when_a_declared_plugin_does(string removed)
    {
        var error = Assert.Single(Check(site.Moodle("v4.5.10"), [Needing("theme_boost")], removed));

        Assert.Equal("MOODLE1428", error.Id);
        Assert.Equal($"""theme_union 2024100700 needs theme_boost 2024100700 or later, which <MoodleCoreRemove Include="{removed}" /> takes out of Moodle and which is not declared.""", error.Message);
        Assert.Equal("""Take that item out, or declare it: <MoodlePlugin Include="theme_boost" />.""", error.Remedy);
        Assert.Equal("theme_union", error.Origin!.Include);
    }

    [Fact]
    public void MOODLE1428_also_of_a_subplugin_that_went_with_its_owner() =>
        Assert.Contains(
            """needs quizaccess_password 2024100700 or later, which <MoodleCoreRemove Include="mod_quiz" /> takes out of Moodle""",
            Assert.Single(Check(site.Moodle("v5.1.0"), [Needing("quizaccess_password")], "mod_quiz")).Message);

    [Fact]
    public void MOODLE1428_when_one_of_Moodles_own_plugins_does()
    {
        var error = Assert.Single(Check(Moodle(), [], "theme_boost"));

        Assert.Equal("MOODLE1428", error.Id);
        Assert.Equal("""Moodle 4.5.10 (2024100710) ships theme_classic, which needs theme_boost 2024100100 or later, which <MoodleCoreRemove Include="theme_boost" /> takes out of Moodle and which is not declared.""", error.Message);
        Assert.Equal("""Take that item out, leave theme_classic out too, or declare it: <MoodlePlugin Include="theme_boost" />.""", error.Remedy);
        Assert.Equal(("core", "theme_boost"), (error.Component, error.Origin!.Include));
    }

    [Fact]
    public void MOODLE1429_when_the_declared_one_in_its_place_is_too_old_for_Moodles_own()
    {
        var error = Assert.Single(Check(Moodle(), [site.Plugin("theme_boost", new PluginVersion("2024100000"))], "theme_boost"));

        Assert.Equal("MOODLE1429", error.Id);
        Assert.Equal("Moodle 4.5.10 (2024100710) ships theme_classic, which needs theme_boost 2024100100 or later, but the site has 2024100000.", error.Message);
        Assert.Equal("Declare a newer version of theme_boost.", error.Remedy);
        Assert.Equal("theme_boost", error.Origin!.Include);
    }

    [Fact]
    public void Unless_all_that_need_it_are_left_out_too_or_it_is_declared()
    {
        Assert.Empty(Check(Moodle(), [], "theme_boost", "theme_classic"));
        Assert.Empty(Check(Moodle(), [site.Plugin("theme_boost")], "theme_boost"));
    }

    [Fact]
    public void What_Moodles_own_plugins_lack_without_any_item_is_not_told() =>
        Assert.Empty(Check(
            site.Moodle("v4.5.10", r => r.Write("theme/classic/version.php", "<?php $plugin->dependencies = ['theme_none' => 1];")), [], "block_html"));

    [Fact]
    public void A_contributed_plugin_is_not_over_the_one_that_is_left_out()
    {
        Assert.Empty(Check(site.Moodle("v4.5.10"), [site.Plugin("mod_forum")], "mod_forum"));
        Assert.Equal(1431, Assert.Single(Check(site.Moodle("v4.5.10"), [site.Plugin("mod_forum")])).Code);
    }

    [Fact]
    public void MOODLE1431_is_known_before_the_plugin_is()
    {
        var (core, origin) = (site.Moodle("v4.5.10"), new Origin("site.moodleproj", "MoodlePlugin", "mod_forum"));

        var error = Refuse("mod_forum")!;

        Assert.Equal("MOODLE1431", error.Id);
        Assert.Equal("Moodle 4.5.10 (2024100710) of https://example.org/moodle already contains mod_forum, at mod/forum.", error.Message);
        Assert.Equal("""Leave the item out, or add <MoodleCoreRemove Include="mod_forum" /> to have the declared plugin in place of Moodle's.""", error.Remedy);
        Assert.Equal(("mod_forum", origin), (error.Component, error.Origin));
        Assert.NotNull(Refuse("quiz_overview"));
        Assert.Null(Refuse("mod_forum", "mod_forum"));
        Assert.Null(Refuse("mod_attendance"));
        Assert.Null(Refuse("nosuch_type"));

        Diagnostic? Refuse(string plugin, params string[] removed) =>
            Acceptance.OverCore(core, PluginPlaces.Of(core, [], TestSite.Without(removed), new Findings()).Value, TestSite.Name(plugin), origin);
    }

    private OpenedComponent Moodle() => site.Moodle("v4.5.10", r => r.Write(
        "theme/classic/version.php", "<?php\n$plugin->component = 'theme_classic';\n$plugin->version = 2024100700;\n$plugin->dependencies = ['theme_boost' => 2024100100];\n"));

    private OpenedComponent Needing(string component) =>
        site.Plugin("theme_union", new PluginVersion("2024100700") { Dependencies = new Dictionary<string, string> { [component] = "2024100700" } });

    private static IReadOnlyList<Diagnostic> Check(OpenedComponent core, OpenedComponent[] plugins, params string[] removed) =>
        TestSite.Check(core, plugins, removals: TestSite.Without(removed));
}
