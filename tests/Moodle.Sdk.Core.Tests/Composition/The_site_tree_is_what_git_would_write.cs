using System.Diagnostics;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Composition;

public sealed class The_site_tree_is_what_git_would_write : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moodle-").FullName;

    [Fact]
    public void Entries_of_the_plugin_replace_what_core_holds_at_its_place()
    {
        var core = Commit("core", ("a.txt", "a"), ("mod/a-b/x", "1"), ("mod/a/old.php", "old"), ("mod/a0", "2"), ("é/𝄞", "3"), ("é/\uFF01", "4"));
        var plugin = Commit("plugin", ("lib.php", "new"), ("db/access.php", "x"));
        var expected = Commit("expected", ("a.txt", "a"), ("mod/a-b/x", "1"), ("mod/a/lib.php", "new"), ("mod/a/db/access.php", "x"), ("mod/a0", "2"), ("é/𝄞", "3"), ("é/\uFF01", "4"));
        var findings = new Findings();

        var tree = SiteTreeBuilder.Build(Graft("core", "", core), [Graft("mod_a", "mod/a", plugin)], findings).Value;

        Assert.Equal(expected, tree.Id.ToString());
        Assert.Empty(findings.All);
        Assert.Equal(["a.txt", "mod/a-b/x", "mod/a/db/access.php", "mod/a/lib.php", "mod/a0", "é/\uFF01", "é/𝄞"], tree.Entries.Select(e => e.Path));
        Assert.Equal([0, 0, 1, 1, 0, 0, 0], tree.Entries.Select(e => e.Source));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Graft Graft(string component, string place, string tree)
    {
        Assert.True(ComponentName.TryParse(component, out var name));
        Assert.True(UpstreamUrl.TryParse("https://example.org/" + component, out var url));
        return new(name, place, url, ObjectReader.Open(Path.Combine(_folder, "git")), new TreeId(ObjectId.Parse(tree)), new Origin("site.moodleproj", "MoodlePlugin", component));
    }

    private string Commit(string name, params (string Path, string Content)[] files)
    {
        var git = Path.Combine(_folder, "git");
        Git("init", "-q", "--bare", git);
        var work = Path.Combine(_folder, name);
        foreach (var (path, content) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(work, path))!);
            File.WriteAllText(Path.Combine(work, path), content);
        }

        File.Delete(Path.Combine(git, "index"));
        Git("--git-dir", git, "--work-tree", work, "add", "-A", work);
        return Git("--git-dir", git, "write-tree").Trim();
    }

    private static string Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = start.Environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
