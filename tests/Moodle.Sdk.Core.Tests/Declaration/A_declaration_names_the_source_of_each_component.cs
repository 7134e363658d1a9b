using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Xunit;
using static Moodle.Sdk.Core.Tests.Declaration.Declared;

namespace Moodle.Sdk.Core.Tests.Declaration;

public sealed class A_declaration_names_the_source_of_each_component
{
    private const string Hash = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";

    [Theory]
    [InlineData("compatible of https://git.example/mod_a1", "Repository=https://git.example/mod_a1.git/")]
    [InlineData("version 1.* of https://git.example/mod_a1", "Repository=https://git.example/mod_a1", "version= 1.* ")]
    [InlineData("branch main of https://git.example/o365 in local/a1", "Repository=https://git.example/o365", "Branch=main", "Subdirectory=local\\a1\\")]
    [InlineData("compatible of ../mod_a1", "Repository=../sites/../mod_a1/")]
    [InlineData("folder ../a1", "Path=../a1")]
    [InlineData("archive https://x/a1.zip 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "Archive=https://x/a1.zip", "Sha256=" + Hash)]
    [InlineData("version 1.0", "Version=1.0")]
    public void One_for_each(string expected, params string[] metadata) => Assert.Equal(expected, Source(Site(Item("mod_a1", metadata))));

    [Fact]
    public void A_path_counts_from_the_project_and_not_from_the_file_that_declares_it()
    {
        var site = Read(Site(Item("mod_a1", "Repository=../mod_a1")) with { ProjectFile = "/fleet/site/site.moodleproj", Repository = "./moodle.git" });

        Assert.Equal(
            [Path.GetFullPath("/fleet/site/moodle.git"), Path.GetFullPath("/fleet/mod_a1")],
            site.Components.Select(c => Assert.IsType<Source.Git>(c.Source).Upstream.Address));
    }

    [Theory]
    [InlineData("version 2 of https://git.example/fleet in local/a1", "Version=2")]
    [InlineData("tag v1 of https://git.example/fork in local/a1", "Repository=https://git.example/fork")]
    [InlineData("folder ../a1", "Path=../a1")]
    [InlineData("archive https://x/a1.zip 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "Archive=https://x/a1.zip", "Sha256=" + Hash)]
    [InlineData("tag v1 of https://git.example/fleet in local/a1", "Repository= ", "AllowDowngrade=false")]
    public void A_default_says_what_the_site_left_open(string expected, params string[] metadata)
    {
        var fleet = Item("mod_a1", "Repository=https://git.example/fleet", "Tag=v1", "Subdirectory=local/a1", "AllowDowngrade=true");

        Assert.Equal(expected, Source(Site(Item("mod_a1", metadata)) with { PluginDefaults = [Item("mod_a1", "Path=/nowhere"), fleet, Item("mod_a2", "Tag=v3")] }));
    }

    [Theory]
    [InlineData("folder ../fleet", "AllowDowngrade=true")]
    [InlineData("compatible of https://git.example/a1", "Repository=https://git.example/a1")]
    [InlineData("version 1", "Version=1")]
    public void A_default_of_another_kind_gives_way_as_a_whole(string expected, params string[] metadata) =>
        Assert.Equal(expected, Source(Site(Item("mod_a1", metadata)) with { PluginDefaults = [Item("mod_a1", "Path=../fleet")] }));

    [Fact]
    public void What_a_default_says_is_to_blame_for_it()
    {
        var fleet = Item("mod_a1", "Repository=https://git.example/fleet", "Branch=main") with { DefinedIn = "/fleet/Directory.Build.props" };
        Origin item = new("/sites/Directory.Build.props", "MoodlePlugin", "mod_a1"), ofDefault = new("/fleet/Directory.Build.props", "MoodlePluginDefault", "mod_a1");

        PluginDeclaration Declared(params string[] metadata) => Read(Site(Item("mod_a1", metadata)) with { PluginDefaults = [fleet] }).Plugins[0];

        Assert.Equal((item, ofDefault, ofDefault), (Declared().Origin, Declared().SourceOrigin, Declared().RequestOrigin));
        Assert.Equal((ofDefault, item), (Declared("Tag=v1").SourceOrigin, Declared("Tag=v1").RequestOrigin));
        Assert.Equal((item, ofDefault), (Declared("Repository=https://git.example/own").SourceOrigin, Declared("Repository=https://git.example/own").RequestOrigin));
    }

    [Fact]
    public void A_default_gives_switches_and_lists_too()
    {
        var site = Site(Plugin("mod_a1"), Plugin("mod_a2", "Configurations=Release", "AllowDowngrade=false")) with
        {
            PluginDefaults = [.. new[] { "mod_a1", "mod_a2" }.Select(name => Item(name, "Configurations=Debug;Test", "AllowDowngrade=true", "NoWarn=MOODLE1440"))],
        };

        var (open, own) = (Read(site).Plugins[0], Read(site).Plugins[1]);

        Assert.Equal(["Debug", "Test"], open.Configurations.AsEnumerable());
        Assert.Equal(["Release"], own.Configurations.AsEnumerable());
        Assert.Equal((true, false), (open.AllowDowngrade, own.AllowDowngrade));
        Assert.Equal(["MOODLE1440"], own.NoWarn.AsEnumerable());
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "False", true)]
    [InlineData("false", null, true)]
    public void A_plugin_runs_without_its_submodules_where_the_site_or_a_default_says_so(string? own, string? fleet, bool without)
    {
        string[] Given(string? value) => value is null ? [] : [$"Submodules={value}"];
        var site = Site(Plugin("mod_a1", Given(own))) with { PluginDefaults = [Item("mod_a1", Given(fleet))] };

        Assert.Equal(without, Assert.IsType<Source.Git>(Assert.Single(Read(site).Plugins).Source).WithoutSubmodules);
    }

    [Fact]
    public void Moodle_is_left_without_what_a_site_removes_by_name_or_by_path()
    {
        var removals = Read(Site() with { CoreRemovals = [Item("mod_chat"), Item("admin\\tool\\mfa/"), Item("composer.json")] }).CoreRemovals;

        Assert.Equal("mod_chat", Assert.IsType<CoreRemoval.Plugin>(removals[0]).Component.ToString());
        Assert.Equal(["admin/tool/mfa", "composer.json"], removals.OfType<CoreRemoval.Path>().Select(r => r.Place));
    }

    private static string Source(RawSite site) => Assert.Single(Read(site).Plugins).Source.ToString();

    [Fact]
    public void The_site_s_own_branch_is_named_for_Moodle_and_for_plugins()
    {
        var site = Read(Site(Plugin("mod_a", "Customization=../own/mod_a", "CustomizationBranch=site", "CustomizationConfigurations=test;prod"), Plugin("mod_b", "CustomizationBranch=ours"), Plugin("mod_c")) with
        {
            Customization = "https://git.example/own",
            CustomizationBranch = "campus",
        });

        Assert.Equal(
            ["branch campus of https://git.example/own", "branch site of ../own/mod_a", "branch ours", null],
            site.Components.Select(c => c.Customization?.ToString()));
        Assert.Equal(new Origin("/sites/site.moodleproj", "MoodleCustomizationBranch"), site.Core.Customization!.Origin);
        Assert.Equal([true, false, true], new[] { "Test", "dev", "prod" }.Select(site.Plugins[0].IsCustomizedIn));
    }
}
