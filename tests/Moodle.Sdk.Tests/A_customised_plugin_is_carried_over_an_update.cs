using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_customised_plugin_is_carried_over_an_update : IDisposable
{
    private const string Lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

    private readonly UpstreamWorld _world = new();
    private readonly PluginUpstream _quest;
    private readonly TestRepository _fork;
    private readonly SiteProject _site;

    public A_customised_plugin_is_carried_over_an_update()
    {
        _quest = _world.Plugin("mod_quest");
        _quest.Repository.Write("view.php", Lines);
        _quest.Release("2024100701", "v1");
        _fork = _quest.CopyTo(_world.At("upstreams", "fork.git")).Repository.Branch("site", "v1");
        _site = _world.Site();
    }

    [Theory]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void And_so_is_Moodle_and_the_result_can_be_pushed(string engine)
    {
        _site.GitEngine = engine;
        var own = _world.Moodle.Repository.CopyTo(_world.At("upstreams", "own.git")).Branch("campus", "v4.5.9");
        own.Write("campus.php", "ours\n").Commit("Add a page of ours");
        _fork.Write("view.php", Lines.Replace("2", "two")).Commit("Say two\n\nSince we do.");
        Declare("v1", "4.5.9");
        Assert.Equal(0, _site.Run("build").ExitCode);
        Assert.Equal(Lines.Replace("2", "two"), View());
        _quest.Repository.Write("view.php", Lines.Replace("8", "eight"));
        _quest.Release("2024100702", "v2");
        Declare("v2", "4.5.10");

        var update = _site.Run("build");

        Assert.True(update.ExitCode == 0 && update.Diagnostics.Count == 0, update.Output);
        Assert.Equal(Lines.Replace("2", "two").Replace("8", "eight"), View());
        Assert.Equal("ours\n", File.ReadAllText(Path.Combine(_site.Output, "campus.php")));
        Assert.Contains("4.5.10", File.ReadAllText(Path.Combine(_site.Output, "version.php")), StringComparison.Ordinal);

        // The fork does not have the version that its commits are on now.
        var export = _site.Run("build", "--no-restore", "-t:ExportCustomization", "-p:MoodlePlugins=mod_quest", "-tl:off");
        Assert.True(export.ExitCode == 0, export.Output);
        var repository = Path.Combine(_site.Folder, "obj", "moodle", "site", "customization", "mod_quest.git");
        Assert.Contains($"git -C {repository} push {_world.Server.Url("fork.git")} site-v2", export.Output, StringComparison.Ordinal);
        Assert.Equal("", IsolatedGit.Run(repository, "fsck", "--no-dangling"));
        IsolatedGit.Run(repository, "push", "--quiet", _fork.Folder, "site-v2");
        Assert.Equal("Tester <tester@example.invalid> Say two\n\nSince we do.", _fork.Git("log", "-1", "--format=%an <%ae> %B", "site-v2").TrimEnd());
        Assert.Equal(_quest.Repository.Resolve("v2"), _fork.Resolve("site-v2^"));
        Assert.Equal(Lines.Replace("2", "two").Replace("8", "eight").TrimEnd(), _fork.Git("show", "site-v2:view.php"));

        // To go on from there changes nothing of what is built.
        Declare("v2", "4.5.10", "site-v2");
        Assert.Equal(0, _site.Run("build").ExitCode);
        Assert.Equal(Lines.Replace("2", "two").Replace("8", "eight"), View());
    }

    /// <summary>Whatever the user's attributes say of merging.</summary>
    [Fact]
    public void A_conflict_is_an_error_at_the_item()
    {
        var own = _fork.Write("view.php", Lines.Replace("5", "five")).Commit("Say five");
        _quest.Repository.Write("view.php", Lines.Replace("5", "cinq"));
        _quest.Release("2024100702", "v2");
        File.WriteAllText(Path.Combine(_site.Folder, ".gitconfig"), $"[core]\n\tattributesFile = {Path.Combine(_site.Folder, "attributes").Replace('\\', '/')}\n");
        File.WriteAllText(Path.Combine(_site.Folder, "attributes"), "* merge=union\n");
        _site.Environment["HOME"] = _site.Environment["USERPROFILE"] = _site.Folder;
        _site.Declare(_world.Properties("4.5.10"), Item("v2"));

        var build = _site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Told.Exactly(
            [(6, $"error MOODLE1188: Commit {own[..8]} 'Say five' of the customisation's branch site cannot be carried onto mod_quest 2024100702: view.php, line 5: mod_quest 2024100702 has 'cinq', the commit has 'five'.")],
            build);
        Assert.False(File.Exists(_site.LockFile));
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }

    private void Declare(string tag, string moodle, string branch = "site") => _site.Declare(
        _world.Properties(moodle) + $"<MoodleCustomization>{_world.Server.Url("own.git")}</MoodleCustomization><MoodleCustomizationBranch>campus</MoodleCustomizationBranch>", Item(tag, branch));

    private string Item(string tag, string branch = "site") => _world.Item("mod_quest", $"Tag=\"{tag}\" Customization=\"{_world.Server.Url("fork.git")}\" CustomizationBranch=\"{branch}\"");

    private string View() => File.ReadAllText(Path.Combine(_site.Output, "mod", "quest", "view.php"));
}
