using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Testing;

public sealed class The_test_upstreams_are_real_repositories : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void Moodle_has_tags_branches_and_both_layouts()
    {
        var moodle = MoodleUpstream.Create(_temp["moodle.git"]).Repository;

        Assert.Equal("v4.5.0\nv4.5.1\nv4.5.10\nv4.5.9\nv5.0.0-beta\nv5.1.0\nv5.2.0-rc1", moodle.Git("tag"));
        Assert.Contains("'4.5.10+ (Build", moodle.Git("show", "MOODLE_405_STABLE:version.php"));
        Assert.Contains("2025100600.13", moodle.Git("show", "MOODLE_501_STABLE:public/version.php"));
        Assert.Contains("public/mod", moodle.Git("show", "v5.1.0:lib/components.json"));
        Assert.DoesNotContain("version.php", moodle.Git("ls-tree", "--name-only", "v5.1.0").Split('\n'));
        Assert.Contains("version.php", moodle.Git("ls-tree", "--name-only", "v5.0.0-beta").Split('\n'));
        Assert.StartsWith("100755", moodle.Git("ls-tree", "v4.5.0", "admin/cli/upgrade.php"));
        Assert.Equal("", moodle.Git("fsck", "--strict", "--no-dangling"));
    }

    [Fact]
    public void The_same_calls_give_the_same_commits()
    {
        var first = MoodleUpstream.Create(_temp["a.git"]).Commit("main");
        Assert.Equal(first, MoodleUpstream.Create(_temp["b.git"]).Commit("main"));
    }

    [Fact]
    public void A_hostile_tree_is_stored_as_given()
    {
        var repository = TestRepository.Create(_temp["evil.git"]);
        var blob = repository.RawBlob("x");
        repository.CommitRawTree(repository.RawTree(("100644", "..", blob), ("100644", ".git", blob), ("100644", "a", blob), ("100644", "a", blob)));

        Assert.Equal("..\n.git\na\na", repository.Git("ls-tree", "--name-only", "main"));
    }

    [Fact]
    public void A_server_serves_a_depth_one_clone_and_counts_it()
    {
        var plugin = PluginUpstream.Create(_temp["served", "mod_x.git"], "mod_x");
        plugin.Release("2024010100", "v1");
        plugin.Release("2024020100", "v2");
        using var server = GitHttpServer.Start(_temp["served"]);

        IsolatedGit.Run(_temp.Path, "clone", "--quiet", "--depth", "1", "--branch", "v1", server.Url("mod_x.git"), "clone");

        Assert.Contains("2024010100", File.ReadAllText(_temp["clone", "version.php"]));
        Assert.Equal("1", IsolatedGit.Run(_temp["clone"], "rev-list", "--count", "HEAD"));
        Assert.Equal(1, server["mod_x.git"].Listings);
        Assert.InRange(server["mod_x.git"].BytesSent, 500, 100_000);
    }

    [Fact]
    public void A_server_that_refuses_ids_refuses_them()
    {
        var plugin = PluginUpstream.Create(_temp["served", "mod_x.git"], "mod_x");
        var hidden = plugin.Release("2024010100");
        plugin.Release("2024020100");
        using var server = GitHttpServer.Start(_temp["served"]);
        IsolatedGit.Run(_temp.Path, "init", "--quiet", "--bare", "here.git");
        string[] fetch = ["fetch", "--quiet", "--depth", "1", server.Url("mod_x.git"), hidden];

        server["mod_x.git"].AllowsAnyId = false;
        Assert.NotEqual(0, IsolatedGit.TryRun(_temp["here.git"], null, fetch).ExitCode);

        server["mod_x.git"].AllowsAnyId = true;
        Assert.Equal("", IsolatedGit.TryRun(_temp["here.git"], null, fetch).Error);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(503)]
    public void A_server_fails_as_it_is_told_and_heals(int status)
    {
        PluginUpstream.Create(_temp["served", "mod_x.git"], "mod_x").Release("2024010100");
        using var server = GitHttpServer.Start(_temp["served"]);
        string[] list = ["ls-remote", server.Url("mod_x.git")];

        server["mod_x.git"].Fail(ServerFault.Status(status), requests: 1);
        Assert.NotEqual(0, IsolatedGit.TryRun(null, null, list).ExitCode);
        Assert.Equal(0, IsolatedGit.TryRun(null, null, list).ExitCode);
    }

    public void Dispose() => _temp.Dispose();
}
