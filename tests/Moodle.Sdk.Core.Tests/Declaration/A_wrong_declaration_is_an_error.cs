using Moodle.Sdk.Diagnostics;
using Xunit;
using static Moodle.Sdk.Core.Tests.Declaration.Declared;

namespace Moodle.Sdk.Core.Tests.Declaration;

public sealed class A_wrong_declaration_is_an_error
{
    private const string Hash = "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08";

    [Theory]
    [InlineData("MOODLE1004", "'attendance'", "attendance", "Tag=v1")]
    [InlineData("MOODLE1004", "'core'", "core")]
    [InlineData("MOODLE1007", "mod_a1", "mod_a1", "Repository=--upload-pack=touch")]
    [InlineData("MOODLE1007", "mod_a1", "mod_a1", "Repository=ext::sh -c touch")]
    [InlineData("MOODLE1009", "Tag and Branch", "mod_a1", "Tag=a", "Branch=b")]
    [InlineData("MOODLE1010", "'12'", "mod_a1", "Commit=12")]
    [InlineData("MOODLE1011", "'v1.*'", "mod_a1", "Tag=v1.*")]
    [InlineData("MOODLE1013", "AllowDowngrade=\"yes\"", "mod_a1", "AllowDowngrade=yes")]
    [InlineData("MOODLE1014", "Write Version", "mod_a1", "Verison=1.0")]
    [InlineData("MOODLE1014", "what is read: Repository, Subdirectory", "mod_a1", "Colour=blue")]
    [InlineData("MOODLE1013", "Submodules=\"no\"", "mod_a1", "Submodules=no")]
    [InlineData("MOODLE1185", "Customization of mod_a1 says nothing without CustomizationBranch", "mod_a1", "Customization=https://x/a1")]
    [InlineData("MOODLE1185", "CustomizationConfigurations of mod_a1", "mod_a1", "CustomizationConfigurations=prod")]
    [InlineData("MOODLE1011", "'a..b'", "mod_a1", "CustomizationBranch=a..b")]
    [InlineData("MOODLE1007", "mod_a1", "mod_a1", "Customization=--upload-pack=touch", "CustomizationBranch=site")]
    [InlineData("MOODLE1016", "CustomizationBranch beside Path", "mod_a1", "Repository=", "Path=../a1", "CustomizationBranch=site")]
    [InlineData("MOODLE1016", "Submodules beside Path", "mod_a1", "Repository=", "Path=../a1", "Submodules=false")]
    [InlineData("MOODLE1016", "Repository and Version beside Path", "mod_a1", "Path=../a1", "Version=1")]
    [InlineData("MOODLE1016", "Repository beside Path", "mod_a1", "Path=../a1")]
    [InlineData("MOODLE1016", "Archive beside Path", "mod_a1", "Repository=", "Path=../a1", "Archive=https://x/a1.zip")]
    [InlineData("MOODLE1016", "Repository and Tag beside Archive", "mod_a1", "Archive=https://x/a1.zip", "Sha256=" + Hash, "Tag=v1")]
    [InlineData("MOODLE1016", "Sha256 beside Repository", "mod_a1", "Sha256=" + Hash)]
    [InlineData("MOODLE1016", "Sha256 without the source", "mod_a1", "Repository=", "Sha256=" + Hash)]
    [InlineData("MOODLE1018", "'/local/a1'", "mod_a1", "Repository=", "Subdirectory=/local/a1")]
    [InlineData("MOODLE1025", "neither an address of https nor a path", "mod_a1", "Repository=", "Archive=ssh://x/a1.zip", "Sha256=" + Hash)]
    [InlineData("MOODLE1025", "neither an address of https nor a path", "mod_a1", "Repository=", "Archive=ftp://x/a1.zip", "Sha256=" + Hash)]
    [InlineData("MOODLE1017", "'9f86d0'", "mod_a1", "Repository=", "Archive=https://x/a1.zip", "Sha256=9f86d0")]
    [InlineData("MOODLE1018", "'/local/a1'", "mod_a1", "Subdirectory=/local/a1")]
    [InlineData("MOODLE1018", "'local/../a1'", "mod_a1", "Subdirectory=local/../a1")]
    [InlineData("MOODLE1018", "'local//a1'", "mod_a1", "Subdirectory=local//a1")]
    [InlineData("MOODLE1018", "'.'", "mod_a1", "Subdirectory=.")]
    [InlineData("MOODLE1018", "'/'", "mod_a1", "Subdirectory=/")]
    public void Of_a_plugin(string code, string told, string name, params string[] metadata)
    {
        var repository = metadata.Any(m => m.StartsWith("Repository=", StringComparison.Ordinal)) ? Item(name, metadata) : Plugin(name, metadata);

        var error = Assert.Single(Told(Site(repository, Plugin("mod_right"))));

        Assert.Equal((code, Severity.Error), (error.Id, error.Severity));
        Assert.Contains(told, error.Text, StringComparison.Ordinal);
        Assert.Equal(new Origin("/sites/Directory.Build.props", "MoodlePlugin", name), error.Origin);
    }

    [Theory]
    [InlineData("MOODLE1007", "Repository=ftp//x")]
    [InlineData("MOODLE1010", "Repository=https://x/y", "Commit=12")]
    [InlineData("MOODLE1011", "Repository=https://x/y", "Tag=v1.*")]
    [InlineData("MOODLE1013", "Repository=https://x/y", "AllowDowngrade=yes")]
    [InlineData("MOODLE1018", "Repository=https://x/y", "Subdirectory=/a1")]
    [InlineData("MOODLE1009", "Repository=https://x/y", "Tag=a", "Branch=b")]
    public void Of_a_default_stands_at_the_default(string code, params string[] metadata)
    {
        var fleet = Item("mod_a1", metadata) with { DefinedIn = "/fleet/Directory.Build.props" };

        var error = Assert.Single(Told(Site(Item("mod_a1")) with { PluginDefaults = [fleet] }));

        Assert.Equal((code, new Origin("/fleet/Directory.Build.props", "MoodlePluginDefault", "mod_a1")), (error.Id, error.Origin));
    }

    [Theory]
    [InlineData("MOODLE1024", "https://github.com/")]
    [InlineData("MOODLE1024", "https://github.com/", "To=--upload-pack=x")]
    [InlineData("MOODLE1024", "https://github.com/", "To=https://secret@git.example.org/")]
    [InlineData("MOODLE1024", "https://github.com/", "To=https://git.example.org/?a=")]
    [InlineData("MOODLE1014", "https://github.com/", "To=https://git.example.org/", "Too=x")]
    public void Of_a_mapping(string code, string include, params string[] metadata)
    {
        var error = Assert.Single(Told(Site() with { UpstreamMappings = [Item(include, metadata)] }));

        Assert.Equal((code, new Origin("/sites/Directory.Build.props", "MoodleUpstreamMapping", include)), (error.Id, error.Origin));
        Assert.DoesNotContain("secret", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MOODLE1007", "-x")]
    [InlineData("MOODLE1014", "https://git.example.org/directory", "Format=x")]
    public void Of_a_plugins_directory(string code, string include, params string[] metadata)
    {
        var error = Assert.Single(Told(Site() with { PluginsDirectories = [Item(include, metadata)] }));

        Assert.Equal((code, new Origin("/sites/Directory.Build.props", "MoodlePluginsDirectory", include)), (error.Id, error.Origin));
    }

    [Fact]
    public void Of_a_plugin_that_is_declared_twice() =>
        Assert.Equal("MOODLE1005", Assert.Single(Told(Site(Plugin("mod_a1"), Plugin("mod_a1", "Tag=v1")))).Id);

    [Theory]
    [InlineData("core", "Remove Plugin: without it a MoodlePatch is for Moodle itself.")]
    [InlineData("Attendance", "Write the plugin type and the name")]
    public void Of_a_patch_for_what_is_no_plugin(string plugin, string remedy)
    {
        var error = Assert.Single(Told(Site() with { Patches = [Item("own.patch", $"Plugin={plugin}")] }));

        Assert.Equal(("MOODLE1004", new Origin("/sites/Directory.Build.props", "MoodlePatch", "own.patch")), (error.Id, error.Origin));
        Assert.Contains($"'{plugin}', which 'own.patch' is for, is not the name of a plugin. {remedy}", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_Moodle()
    {
        Assert.Equal("MOODLE1002", Assert.Single(Told(Site() with { Version = " " })).Id);
        var several = Assert.Single(Told(Site() with { Tag = "v4.5.1" }));
        Assert.Equal(("MOODLE1003", new Origin("/sites/site.moodleproj", "MoodleTag")), (several.Id, several.Origin));
        Assert.Contains("MoodleVersion and MoodleTag", several.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MOODLE1005", "mod/chat", "mod/chat/")]
    [InlineData("MOODLE1005", "mod_chat", "mod_chat")]
    [InlineData("MOODLE1018", "../chat")]
    [InlineData("MOODLE1018", "/mod/chat")]
    [InlineData("MOODLE1018", "mod/*")]
    public void Of_what_is_left_out_of_Moodle(string code, params string[] names)
    {
        var error = Assert.Single(Told(Site() with { CoreRemovals = [.. names.Select(n => Item(n))] }));

        Assert.Equal((code, "MoodleCoreRemove"), (error.Id, error.Origin!.Element));
    }

    [Fact]
    public void Of_metadata_of_what_is_left_out_and_of_defaults()
    {
        var site = Site(Plugin("mod_a1")) with { PluginDefaults = [Item("mod_a1", "Brnach=main"), Item("a1")], CoreRemovals = [Item("mod_chat", "Version=1")] };

        var told = Told(site);

        Assert.Equal(["MOODLE1004", "MOODLE1014", "MOODLE1014"], told.Select(d => d.Id));
        Assert.Equal(["MoodlePluginDefault", "MoodlePluginDefault", "MoodleCoreRemove"], told.Select(d => d.Origin!.Element));
        Assert.Contains("Write Branch", told[1].Text, StringComparison.Ordinal);
        Assert.Contains("what is read: Configurations", told[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_at_once()
    {
        var told = Told(Site(Plugin("mod_a1", "Commit=12", "Verison=1"), Plugin("mod_a2", "Tag=v1.*")) with { Version = "" });

        Assert.Equal(["MOODLE1002", "MOODLE1010", "MOODLE1011", "MOODLE1014"], told.Select(d => d.Id));
    }

    [Theory]
    [InlineData("https://git.example/a1?private_token=hunter2")]
    [InlineData("https://git.example/a1#hunter2")]
    [InlineData("git@git.example:a1?hunter2")]
    public void Of_an_address_where_secrets_are_written(string address)
    {
        var ofPlugin = Assert.Single(Told(Site(Item("mod_a1", "Repository=" + address))));
        var ofDefault = Assert.Single(Told(Site(Item("mod_a1")) with { PluginDefaults = [Item("mod_a1", "Repository=" + address)] }));
        var ofMoodle = Assert.Single(Told(Site() with { Repository = address }));

        Assert.All([ofPlugin, ofDefault, ofMoodle], error =>
        {
            Assert.Equal(("MOODLE1022", Severity.Error), (error.Id, error.Severity));
            Assert.DoesNotContain("hunter2", error.Text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void An_address_in_the_place_of_a_name_is_not_shown()
    {
        var told = Told(Site(Item("https://hunter2@git.example/a1", "Tag=v1")));

        Assert.Equal("MOODLE1004", Assert.Single(told).Id);
        Assert.DoesNotContain("hunter2", told[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://user:hunter2@git.example/a1", "holds a password", "MOODLE_GIT_TOKEN_GIT_EXAMPLE")]
    [InlineData("https://hunter2@git.example/a1", "holds a user name, which may be a token", "MOODLE_GIT_TOKEN_GIT_EXAMPLE")]
    [InlineData("http://hunter2@127.0.0.1:1/a1", "holds a user name, which may be a token", "MOODLE_GIT_TOKEN_127_0_0_1")]
    [InlineData("ssh://git:hunter2@git.example/a1", "holds a password", "a key")]
    public void But_a_secret_in_an_address_is_a_warning_that_the_item_can_silence(string address, string message, string remedy)
    {
        var warning = Assert.Single(Told(Site(Item("mod_a1", "Repository=" + address))));

        Assert.Equal(("MOODLE1008", Severity.Warning), (warning.Id, warning.Severity));
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
        Assert.Contains("binary log", warning.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, warning.Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", warning.Text, StringComparison.Ordinal);
        Assert.Empty(Told(Site(Item("mod_a1", "Repository=" + address, "NoWarn=MOODLE1008"))));
    }

    [Fact]
    public void The_user_of_an_SSH_address_is_no_secret() => Assert.Empty(Told(Site(Item("mod_a1", "Repository=ssh://git@git.example/a1"))));
}
