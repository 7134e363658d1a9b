using Moodle.Sdk.Declaration;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Resolution;

public sealed class A_plugin_may_lie_in_a_folder_of_its_repository : IDisposable
{
    private readonly PluginRepository _it = new();

    public A_plugin_may_lie_in_a_folder_of_its_repository()
    {
        Write("auth/oidc", "auth_oidc", "2024110100").Write("README.md", "Several plugins.\n");
        Write("mod/assign/feedback/onenote", "assignfeedback_onenote", "2024110100").Commit();
        _it.Git.Tag("v1");
        Write("auth/oidc", "auth_oidc", "2024120100").Commit();
        _it.Git.Tag("v2");
    }

    [Theory]
    [InlineData("auth_oidc", "auth/oidc", "2024120100")]
    [InlineData("assignfeedback_onenote", "mod/assign/feedback/onenote", "2024110100")]
    public async Task It_is_read_there_and_its_code_is_that_folder(string component, string subdirectory, string version)
    {
        var resolved = await _it.Resolve(component: component, subdirectory: subdirectory);

        Assert.Equal(version, resolved.Opened.Version.Version.Value.ToString());
        Assert.Equal("refs/tags/v2", resolved.Reference);
        Assert.Equal(_it.Git.ResolveTree("v2", subdirectory), resolved.Opened.Code.Tree.ToString());
        Assert.Equal(subdirectory, ((CodeOrigin.Git)resolved.Opened.Code.From).Subdirectory);
    }

    [Fact]
    public async Task All_plugins_of_a_repository_share_a_look_at_it_and_its_commit()
    {
        var resolved = await _it.ResolveTogether(("auth_oidc", "auth/oidc"), ("assignfeedback_onenote", "mod/assign/feedback/onenote"));

        Assert.All(resolved, r => Assert.Equal("refs/tags/v2", r.Value.Reference));
        Assert.Equal(["fetch upstream 1", "files upstream 2", "list upstream", "list upstream"], _it.Cache.TakeNetwork());
    }

    [Fact]
    public async Task Refs_where_it_lies_elsewhere_are_no_candidates_and_are_told()
    {
        _it.Git.DeleteAll().Write("version.php", new PluginVersion("2025010100").ToPhp("auth_oidc")).Commit();
        _it.Git.Tag("v3");

        Assert.Equal("refs/tags/v2", (await _it.Resolve(component: "auth_oidc", subdirectory: "auth/oidc")).Reference);
        Assert.Equal("refs/tags/v3", (await _it.Resolve(component: "auth_oidc")).Reference);

        _it.Git.DeleteRef("refs/tags/v1");
        Write("auth/oidc", "auth_oidc", "2025020100", "2025041400").Commit();
        _it.Git.Tag("v2");
        var error = await _it.Error(component: "auth_oidc", subdirectory: "auth/oidc");
        Assert.Equal("MOODLE1211", error.Id);
        Assert.EndsWith(
            "the nearest is tag v2: it requires 2025041400 (Moodle 5.0); in 1 of them it does not lie in auth/oidc, but in the root, as in tag v3.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_only_old_tags_have_it_in_the_root_people_are_told()
    {
        _it.Git.Branch("old", "v1").DeleteAll().Write("version.php", new PluginVersion("2020020305").ToPhp("auth_oidc")).Commit();
        _it.Git.Tag("v0");

        var resolved = await _it.Resolve(component: "auth_oidc");

        Assert.Equal("refs/tags/v0", resolved.Reference);
        Assert.Equal("MOODLE1217", resolved.Warning!.Id);
        Assert.StartsWith("auth_oidc does not lie in the root of the default branch of ", resolved.Warning.Message, StringComparison.Ordinal);
        Assert.EndsWith("what was taken is tag v0, where it does.", resolved.Warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_ref_that_names_no_plugin_does_not_hide_that_the_repository_holds_another_one()
    {
        _it.Git.DeleteAll().Write("version.php", "<?php\n$module->version = 2012010100;\n").Commit();
        _it.Git.Tag("v0");
        _it.Git.Write("version.php", new PluginVersion("2025010100").ToPhp("mod_checkmark")).Commit();
        _it.Git.Tag("v3");

        var resolved = await _it.Resolve(component: "mood_checkmark");

        Assert.Equal("mod_checkmark", resolved.Opened.Version.Component.Value);
    }

    [Fact]
    public async Task A_ref_that_holds_another_plugin_in_the_root_is_none_of_this_one()
    {
        _it.Git.Branch("teams").DeleteAll().Write("version.php", new PluginVersion("2025010100").ToPhp("tiny_teams")).Commit();
        _it.Git.Tag("v9");

        var error = await _it.Error(component: "auth_oidc");

        Assert.Equal("MOODLE1213", error.Id);
        Assert.Equal("""The plugin lies in auth/oidc: write Subdirectory="auth/oidc" on the item.""", error.Remedy);
    }

    [Fact]
    public async Task Where_the_default_branch_holds_another_plugin_that_is_what_the_check_of_the_site_is_told_be_the_tags_whole_Moodles()
    {
        _it.Git.DeleteRef("refs/tags/v1");
        _it.Git.DeleteAll().Write("version.php", "<?php\n$version = 2024100700.00;\n$release = '4.5';\n$branch = '405';\n").Write("lib/moodlelib.php", "<?php\n").Commit();
        _it.Git.Tag("v2");
        _it.Git.DeleteAll().Write("version.php", new PluginVersion("2025010100").ToPhp("tiny_teams")).Commit();

        Assert.Equal("tiny_teams", (await _it.Resolve(component: "auth_oidc")).Opened.Version.Component.Value);
    }

    [Fact]
    public async Task Where_it_does_not_lie_in_the_root_the_error_says_what_to_write()
    {
        Assert.Equal("MOODLE1213", (await _it.Error("1.*", "auth_oidc")).Id);
        var error = await _it.Error(component: "auth_oidc");

        Assert.Equal("MOODLE1213", error.Id);
        Assert.EndsWith(
            " has no version.php of a plugin in its root, nor has any of the 2 tags and 1 branch, and so is not the plugin auth_oidc; "
            + "a version.php lies in auth/oidc (auth_oidc), mod/assign/feedback/onenote (assignfeedback_onenote).",
            error.Message,
            StringComparison.Ordinal);
        Assert.Equal("""The plugin lies in auth/oidc: write Subdirectory="auth/oidc" on the item.""", error.Remedy);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        var error = Assert.Single((await _it.TryResolve(new CodeRequest.Tag("v1"), component: "auth_oidc", subdirectory: "auth/iodc")).Errors);

        Assert.Equal("MOODLE1213", error.Id);
        Assert.Contains("has no version.php of a plugin in auth/iodc", error.Message, StringComparison.Ordinal);
        Assert.Contains("Subdirectory=\"auth/oidc\"", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_Moodle_is_told_for_one()
    {
        _it.Git.DeleteAll();
        foreach (var (path, content) in MoodleFiles.All("2024100700.00", "4.5", "405", "MATURITY_STABLE"))
        {
            _it.Git.Write(path, content);
        }

        _it.Git.Write("mod/example/version.php", new PluginVersion("2024100700").ToPhp("mod_example")).Commit();
        foreach (var tag in new[] { "v1", "v2" })
        {
            _it.Git.DeleteRef($"refs/tags/{tag}");
        }

        var error = await _it.Error();

        Assert.Equal("MOODLE1213", error.Id);
        Assert.EndsWith("; it is a whole Moodle.", error.Message, StringComparison.Ordinal);
        Assert.Contains("Subdirectory=\"mod/example\"", error.Remedy, StringComparison.Ordinal);
    }

    public void Dispose() => _it.Dispose();

    private TestRepository Write(string folder, string component, string version, string requires = "2024100700") =>
        _it.Git.Write($"{folder}/version.php", new PluginVersion(version) { Requires = requires }.ToPhp(component));
}
