using System.Security.Cryptography;
using System.Text.Json;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class The_users_git_configuration_changes_nothing : IDisposable
{
    private readonly UpstreamWorld _world = new();

    [TheoryThatNeeds(Needs.Scripts)]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void Nor_does_the_environment(string engine)
    {
        var marker = _world.At("marker");
        var home = Directory.CreateDirectory(_world.At("home")).FullName;
        var plain = Site("plain", engine);
        var odd = Site("odd", engine);
        odd.GitCache = _world.At("other-cache");
        Disturb(odd, home, marker);

        var (tree, archive) = Make(plain);
        var (oddTree, oddArchive) = Make(odd);

        Assert.Equal(tree, oddTree);
        Assert.Equal(archive, oddArchive);
        Assert.Equal(_world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.1"), ("theme/union", _world.Union, "v4.5-r1")), odd.OutputFiles());
        Assert.Equal(File.ReadAllText(plain.LockFile), File.ReadAllText(odd.LockFile));
        Assert.False(File.Exists(marker), "A hook or another program of the user's configuration was run.");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_world.At("not-a-repository")));
    }

    public void Dispose() => _world.Dispose();

    private SiteProject Site(string folder, string engine)
    {
        var site = new SiteProject(_world.At("sites", folder), "site") { GitCache = _world.GitCache, GitEngine = engine };
        site.Declare(_world.Properties("4.5.10"), _world.Item("mod_attendance") + _world.Item("theme_union", "Version=\"4.5-r*\""));
        return site;
    }

    // Everything that changes what git writes, where it writes, or what it runs.
    private void Disturb(SiteProject site, string home, string marker)
    {
        var hooks = Directory.CreateDirectory(_world.At("hooks")).FullName;
        foreach (var hook in new[] { "post-checkout", "post-index-change", "reference-transaction", "post-merge", "fsmonitor-watchman", "pre-auto-gc", "post-update" })
        {
            Script.Write(Path.Combine(hooks, hook), $"touch '{marker}'");
        }

        File.WriteAllText(
            Path.Combine(home, ".gitconfig"),
            $"""
            [core]
                autocrlf = true
                symlinks = false
                hooksPath = {hooks}
                fsmonitor = {hooks}/fsmonitor-watchman
                attributesFile = {home}/attributes
            [filter "evil"]
                smudge = touch '{marker}'
                required = true
            [init]
                defaultObjectFormat = sha256
                defaultRefFormat = reftable
                templateDir = {hooks}
            [protocol "ext"]
                allow = always
            [fetch]
                fsckObjects = true
                prune = true
                writeCommitGraph = true
                recurseSubmodules = true
            [transfer]
                fsckObjects = true
            [tar]
                umask = 0077
            [extensions]
                worktreeConfig = true
            """);
        File.WriteAllText(Path.Combine(home, "attributes"), "* text eol=crlf ident filter=evil export-subst\n");
        var nowhere = Directory.CreateDirectory(_world.At("not-a-repository")).FullName;
        foreach (var name in new[] { "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_ALTERNATE_OBJECT_DIRECTORIES" })
        {
            site.Environment[name] = Path.Combine(nowhere, name);
        }

        site.Environment["HOME"] = home;
        site.Environment["XDG_CONFIG_HOME"] = home;
        site.Environment["DOTNET_CLI_HOME"] = _world.At("dotnet");
        site.Environment["GIT_EXTERNAL_DIFF"] = $"touch '{marker}'";
        site.Environment["GIT_DEFAULT_HASH"] = "sha256";
        site.Environment["TZ"] = "Pacific/Auckland";
        site.Environment["LANG"] = "tr_TR.UTF-8";
        site.Environment["LC_ALL"] = "tr_TR.UTF-8";
    }

    private static (string Tree, string Archive) Make(SiteProject site)
    {
        var build = site.Run("build", "-getTargetResult:Build");
        Assert.True(build.ExitCode == 0, build.Output);
        var publish = site.Run("publish", "--no-restore");
        Assert.True(publish.ExitCode == 0, publish.Output);
        var archive = Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "bin", "artifacts"), "*.tar.gz"));
        var tree = JsonDocument.Parse(build.StandardOutput).RootElement.GetProperty("TargetResults").GetProperty("Build").GetProperty("Items")[0].GetProperty("TreeId").GetString()!;
        return (tree, $"{Path.GetFileName(archive)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(archive)))}");
    }
}
