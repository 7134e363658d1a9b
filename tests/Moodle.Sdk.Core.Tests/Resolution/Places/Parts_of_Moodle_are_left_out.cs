using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Places;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution.Places;

public sealed class Parts_of_Moodle_are_left_out(TestSite site) : IClassFixture<TestSite>
{
    [Theory]
    [InlineData("v4.5.10", "theme_classic", "theme/classic")]
    [InlineData("v5.1.0", "theme_classic", "public/theme/classic")]
    [InlineData("v4.5.10", "quizaccess_password", "mod/quiz/accessrule/password")]
    [InlineData("v5.1.0", "quizaccess_password", "public/mod/quiz/accessrule/password")]
    [InlineData("v5.1.0", "mod/quiz/report", "public/mod/quiz/report")]
    [InlineData("v5.1.0", "config-dist.php", "config-dist.php")]
    [InlineData("v5.1.0", "admin/cli/upgrade.php", "admin/cli/upgrade.php")]
    [InlineData("v5.1.0", "admin/index.php", "public/admin/index.php")]
    public void By_name_or_by_path(string release, string include, string path)
    {
        var places = Without(site.Moodle(release), include).Value;

        var part = Assert.Single(places.Removed);
        Assert.Equal((path, include, "MoodleCoreRemove"), (part.Path, part.Origin.Include, part.Origin.Element));
        Assert.Null(places.CoreFiles.Find(path));
    }

    [Fact]
    public void Each_once_and_none_within_another()
    {
        var places = Without(site.Moodle("v4.5.10"), "theme_classic", "quiz_overview", "mod_quiz", "theme/classic", "mod/quiz/report").Value;

        Assert.Equal(["mod/quiz", "theme/classic"], places.Removed.Select(r => r.Path));
        Assert.Empty(Without(site.Moodle("v4.5.10")).Value.Removed);
    }

    [Theory]
    [InlineData("v4.5.10", "mod_quizz", "mod_quiz")]
    [InlineData("v5.1.0", "mod_quizz", "mod_quiz")]
    [InlineData("v4.5.10", "blok_html", "block_html")]
    [InlineData("v4.5.10", "quizaccess_pasword", "quizaccess_password")]
    [InlineData("v4.5.10", "mod/quizz", "mod/quiz")]
    [InlineData("v5.1.0", "mod/quizz", "public/mod/quiz")]
    [InlineData("v5.1.0", "admin/cli/upgrades.php", "admin/cli/upgrade.php")]
    public void MOODLE1416_names_what_is_near(string release, string include, string near)
    {
        var error = Assert.Single(Without(site.Moodle(release), include).Errors);

        Assert.Equal("MOODLE1416", error.Id);
        Assert.StartsWith($"""<MoodleCoreRemove Include="{include}" /> names nothing that Moodle """, error.Message);
        Assert.Equal($"Near to it: {near}. Correct the Include, or take the item out.", error.Remedy);
        Assert.Equal(include, error.Origin!.Include);
    }

    [Theory]
    [InlineData("nosuch_plugin")]
    [InlineData("mod/../mod/quiz")]
    public void MOODLE1416_when_nothing_is_near(string include)
    {
        var error = Assert.Single(Without(site.Moodle("v4.5.10"), include).Errors);

        Assert.Equal(("MOODLE1416", "Correct the Include, or take the item out."), (error.Id, error.Remedy));
    }

    [Theory]
    [InlineData("v4.5.10", "version.php", "version.php")]
    [InlineData("v4.5.10", "lib", "lib/setup.php")]
    [InlineData("v4.5.10", "lib/components.json", "lib/components.json")]
    [InlineData("v4.5.10", "admin", "admin/environment.xml")]
    [InlineData("v5.1.0", "version.php", "public/version.php")]
    [InlineData("v5.1.0", "public", "public/version.php")]
    [InlineData("v5.1.0", "lib", "lib/setup.php")]
    [InlineData("v5.1.0", "public/lib", "public/lib/setup.php")]
    public void MOODLE1417_keeps_what_no_site_can_be_without(string release, string include, string file)
    {
        var error = Assert.Single(Without(site.Moodle(release), include).Errors);

        Assert.Equal("MOODLE1417", error.Id);
        Assert.StartsWith($"""<MoodleCoreRemove Include="{include}" /> would take {file} out of Moodle, and Moodle """, error.Message);
    }

    [Fact]
    public void Every_item_that_cannot_be_is_told() =>
        Assert.Equal([1417, 1416], Without(site.Moodle("v4.5.10"), "lib", "theme_classic", "mod_nosuch").Errors.Select(e => e.Code));

    [Fact]
    public void MOODLE1404_names_the_item_that_takes_the_owner_of_a_subplugin()
    {
        var error = Assert.Single(Without(site.Moodle("v4.5.10"), [site.Plugin("quizaccess_seb")], "mod_quiz").Errors);

        Assert.Equal("MOODLE1404", error.Id);
        Assert.Equal("""quizaccess_seb is a subplugin of mod_quiz, which <MoodleCoreRemove Include="mod_quiz" /> takes out of Moodle and the site does not declare.""", error.Message);
        Assert.StartsWith("Take that item out, or declare the owner of the type 'quizaccess' too: ", error.Remedy);
        Assert.Equal("quizaccess_seb", error.Origin!.Include);
    }

    [Fact]
    public void A_declared_owner_takes_the_place_of_Moodles()
    {
        var owner = site.Plugin("mod_quiz", files: r => r.Write("db/subplugins.json", """{"plugintypes": {"quizaccess": "mod/quiz/rules"}}"""));

        var places = Without(site.Moodle("v4.5.10"), [owner, site.Plugin("quizaccess_seb")], "mod_quiz").Value;

        Assert.Equal("mod/quiz/rules/seb", places.PlaceOf(TestSite.Name("quizaccess_seb")));
    }

    private static Result<PluginPlaces> Without(OpenedComponent core, params string[] includes) => Without(core, [], includes);

    private static Result<PluginPlaces> Without(OpenedComponent core, OpenedComponent[] plugins, params string[] includes) =>
        PluginPlaces.Of(core, plugins, TestSite.Without(includes), new Findings());
}
