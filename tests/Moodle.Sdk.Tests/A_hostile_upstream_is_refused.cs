using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_hostile_upstream_is_refused : IDisposable
{
    private const string Branch = "Branch=\"main\"";

    private readonly UpstreamWorld _world = new();
    private readonly SiteProject _site;
    private readonly string _elsewhere;

    public A_hostile_upstream_is_refused()
    {
        _site = _world.Site();
        _elsewhere = Directory.CreateDirectory(_world.At("elsewhere")).FullName;
    }

    [Theory]
    [InlineData("git")]
    [InlineData("libgit2")]
    public void With_an_error_for_each_fault_before_a_file_is_written(string engine)
    {
        Hostile("mod_aout", r => [("40000", "..", Tree(r, "evil.php"))]);
        Hostile("mod_bdotgit", r => [("40000", ".git", Tree(r, "config"))]);
        Hostile("mod_cdotgit", r => [("40000", ".GiT", Tree(r, "config"))]);
        Hostile("mod_dshort", r => [("40000", "git~1", Tree(r, "config"))]);
        Hostile("mod_eroot", r => [("120000", "link", r.RawBlob(_elsewhere))]);
        Hostile("mod_fup", r => [("120000", "link", r.RawBlob("../../../elsewhere"))]);
        Hostile("mod_gslash", r => [("100644", "..\\evil.php", r.RawBlob("<?php"))]);
        string[] all = ["mod_aout", "mod_bdotgit", "mod_cdotgit", "mod_dshort", "mod_eroot", "mod_fup", "mod_gslash"];
        _site.GitEngine = engine;
        _site.Declare(_world.Properties("4.5.10"), string.Concat(all.Select(c => _world.Item(c, Branch))));

        var build = _site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Told.Exactly(
            [
                (6, "error MOODLE1501: mod_aout holds 'mod/aout/..', a name that leads out of its folder."),
                (7, "error MOODLE1501: mod_bdotgit holds 'mod/bdotgit/.git', a name that git or a file system takes for '.git'."),
                (8, "error MOODLE1501: mod_cdotgit holds 'mod/cdotgit/.GiT', a name that git or a file system takes for '.git'."),
                (9, "error MOODLE1501: mod_dshort holds 'mod/dshort/git~1', a name that git or a file system takes for '.git'."),
                (10, $"error MOODLE1507: mod_eroot holds the symbolic link 'mod/eroot/link' to '{_elsewhere}', which is refused: its target is not relative to its folder."),
                (11, "error MOODLE1507: mod_fup holds the symbolic link 'mod/fup/link' to '../../../elsewhere', which is refused: it leads out of the code base."),
                (12, "error MOODLE1501: mod_gslash holds 'mod/gslash/..\\evil.php', a name with a separator or control character."),
            ],
            build);
        Assert.False(File.Exists(_site.LockFile));
        Assert.False(Directory.Exists(_site.Output));
        Assert.Empty(FolderContent.Of(_elsewhere));
    }

    [Fact]
    public void Also_at_an_update_and_the_site_stays_as_it_was()
    {
        var plugin = _world.Plugin("mod_turned");
        plugin.Release("2024100701");
        _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_turned", Branch));
        Assert.Equal(0, _site.Run("build").ExitCode);
        var before = File.ReadAllText(_site.LockFile);
        Hostile(plugin, r => [("40000", "..", Tree(r, "evil.php"))]);

        var update = _site.Run("build", "-t:Update");
        Assert.NotEqual(0, update.ExitCode);
        Told.Exactly([(6, "error MOODLE1501: mod_turned holds 'mod/turned/..', a name that leads out of its folder.")], update);
        Assert.Equal(before, File.ReadAllText(_site.LockFile));
        var build = _site.Run("build");
        Assert.True(build.ExitCode == 0, build.Output);
    }

    [Fact]
    public void With_an_error_when_PHP_refuses_its_version_file()
    {
        var broken = _world.Plugin("mod_broken");
        broken.Repository.Write("version.php", "<?php\n$plugin->version = 2024100700;\n$plugin->component = 'mod_broken'\n$plugin->requires = 1;\n").Commit();
        _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_broken", Branch));

        var build = _site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Told.Exactly([(6, "error MOODLE1420: version.php of mod_broken")], build);
        Assert.False(File.Exists(_site.LockFile));
    }

    [Fact]
    public void And_what_it_writes_does_not_steer_the_terminal()
    {
        var painted = _world.Plugin("mod_painted");
        painted.Repository.Write("version.php", "<?php\n$plugin->version = 2024100700;\n$plugin->component = \"mod_\\e[31mred\";\n").Commit();
        _site.Declare(_world.Properties("4.5.10"), _world.Item("mod_painted", Branch));

        var build = _site.Run("build");

        Assert.Contains("holds mod_\\u001B[31mred,", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', build.Output);
    }

    [FactThatNeeds(Needs.CaseInFileNames)]
    public void With_a_warning_where_it_does_no_harm_and_its_bytes_as_they_are()
    {
        var deep = string.Join('/', Enumerable.Repeat(new string('d', 49), 6)) + "/long.txt";
        var text = "one\ntwo\r\n$Id$\n$Date: now$\n";
        var marker = Path.Combine(_elsewhere, "marker");
        Harmless("mod_acase", r => r.Write("Readme.txt", "one").Write("README.txt", "two"));
        Harmless("mod_bsub", r => r.Submodule("vendor/lib", new string('1', 40)).Write(".gitmodules", $"[submodule \"lib\"]\n\tpath = vendor/lib\n\turl = ext::sh -c touch% {marker}\n"));
        Harmless("mod_cdeep", r => r.Write(deep, "deep"));
        Harmless("mod_dattr", r => r.Write(".gitattributes", "* text eol=crlf ident filter=evil working-tree-encoding=UTF-16\n").Write("a.txt", text).Link("b.txt", "a.txt"));
        string[] all = ["mod_acase", "mod_bsub", "mod_cdeep", "mod_dattr"];
        _site.Declare(_world.Properties("4.5.10"), string.Concat(all.Select(c => _world.Item(c, c == "mod_bsub" ? $"{Branch} Submodules=\"false\"" : Branch))));

        foreach (var build in new[] { _site.Run("build"), _site.Run("build") })
        {
            Assert.True(build.ExitCode == 0, build.Output);
            Told.Exactly(
                [
                    (6, "warning MOODLE1506: mod_acase makes 'mod/acase/Readme.txt' stand beside 'mod/acase/README.txt', which differs only in case."),
                    (7, "warning MOODLE1520: mod_bsub keeps 'mod/bsub/vendor/lib' in a git submodule; its code lies in another repository, and is left out: Submodules is false, or no .gitmodules names the repository."),
                ],
                build);
        }

        Assert.Equal("deep", File.ReadAllText(Path.Combine(_site.Output, "mod", "cdeep", deep)));
        Assert.Equal(text, File.ReadAllText(Path.Combine(_site.Output, "mod", "dattr", "a.txt")));
        Assert.Equal("a.txt", new FileInfo(Path.Combine(_site.Output, "mod", "dattr", "b.txt")).LinkTarget);
        Assert.False(Directory.Exists(Path.Combine(_site.Output, "mod", "bsub", "vendor")));
        Assert.False(File.Exists(marker));
    }

    [Theory]
    [InlineData("build")]
    [InlineData("clean")]
    public void And_nothing_goes_through_a_symlinked_folder_of_the_output(string verb)
    {
        var site = _world.DeclaredSite("planted");
        Assert.Equal(0, site.Run("build").ExitCode);
        var mod = Path.Combine(site.Output, "mod");
        var victim = Path.Combine(_elsewhere, "mod");
        Directory.Move(mod, victim);
        File.AppendAllText(Path.Combine(victim, "attendance", "lib.php"), "// theirs");
        File.WriteAllText(Path.Combine(victim, "theirs.txt"), "theirs");
        Directory.CreateSymbolicLink(mod, victim);
        var before = FolderContent.Of(_elsewhere);

        var result = site.Run(verb);

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Equal(before, FolderContent.Of(_elsewhere));
        if (verb == "build")
        {
            Assert.Null(new DirectoryInfo(mod).LinkTarget);
            Assert.Equal(_world.Checkout("v4.5.10", ("mod/attendance", _world.Attendance, "v1.1"), ("theme/union", _world.Union, "v4.5-r1")), site.OutputFiles());
        }
    }

    public void Dispose()
    {
        _site.Dispose();
        _world.Dispose();
    }

    private void Harmless(string component, Action<TestRepository> write)
    {
        var plugin = _world.Plugin(component);
        plugin.Release("2024100701");
        write(plugin.Repository);
        plugin.Repository.Commit();
    }

    private void Hostile(string component, Func<TestRepository, (string Mode, string Name, string Id)[]> entries)
    {
        var plugin = _world.Plugin(component);
        plugin.Release("2024100701");
        Hostile(plugin, entries);
    }

    private static void Hostile(PluginUpstream plugin, Func<TestRepository, (string Mode, string Name, string Id)[]> entries)
    {
        var repository = plugin.Repository;
        var sound = repository.Git("ls-tree", "HEAD").Split('\n').Select(line => line.Split([' ', '\t'])).Select(e => (Mode: e[0].TrimStart('0'), Name: e[3], Id: e[2]));
        var tree = sound.Concat(entries(repository)).OrderBy(e => e.Mode == "40000" ? e.Name + "/" : e.Name, StringComparer.Ordinal);
        repository.CommitRawTree(repository.RawTree([.. tree]));
    }

    private static string Tree(TestRepository repository, string file) => repository.RawTree(("100644", file, repository.RawBlob("<?php // hostile")));
}
