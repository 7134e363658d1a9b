using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_plugin_may_be_a_folder_on_disk : IDisposable
{
    private readonly LockedSite _site = new();

    public A_plugin_may_be_a_folder_on_disk()
    {
        _site.RealCache = Moodle.Sdk.Git.GitCache.Open(Moodle.Sdk.Sources.GitCaches.Options(_site.Folder["cache"])).Value!;
        Write("version.php", new PluginVersion("2024100700").ToPhp("local_campus"));
        Write("lang/en/local_campus.php", "<?php\n");
        _site.DeclareFolder("local_campus", "../campus");
    }

    private string Output => _site.Folder["site", "www", "local", "campus"];

    [Fact]
    public async Task What_is_changed_there_is_in_the_output_after_the_next_build()
    {
        await _site.Restore();
        _site.Build();
        var text = _site.LockText;
        Write("lib.php", "<?php // new\n");
        Write("lang/en/local_campus.php", "<?php // other\n");
        Write("version.php", new PluginVersion("2024100701").ToPhp("local_campus"));

        var built = _site.Build();

        Assert.Equal("<?php // new\n", File.ReadAllText(Path.Combine(Output, "lib.php")));
        Assert.Equal("<?php // other\n", File.ReadAllText(Path.Combine(Output, "lang", "en", "local_campus.php")));
        Assert.Equal("local_campus 2024100700 -> 2024100701", Assert.Single(built.Changes));
        File.Delete(_site.Folder["campus", "lib.php"]);
        _site.Build();
        Assert.False(File.Exists(Path.Combine(Output, "lib.php")));
        // The lock names the folder, not its content.
        await _site.Restore(locked: true);
        Assert.Equal(text, _site.LockText);
        Assert.Contains("\"source\": \"folder\"", text, StringComparison.Ordinal);
        Assert.Contains("\"path\": \"../campus\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("2024100700\"", text.Split("\"local_campus\"")[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_done_when_nothing_changed()
    {
        await _site.Restore();
        _site.Build();
        var made = Directory.GetLastWriteTimeUtc(_site.Folder["cache", "made.git"]);

        var built = Verbs.Build.Run(new(_site.Declaration, _site.LockPath, _site.Output.Path, _site.Project, false, false, new()), () => throw new InvalidOperationException("No cache is opened."), new(), default);

        Assert.NotNull(built);
    }

    [Theory]
    [InlineData("", "MOODLE1170", "../campus, is no folder")]
    [InlineData("lang", "", "")]
    public async Task One_that_vanishes_while_it_is_built_is_told_at_the_item(string what, string code, string told)
    {
        await _site.Restore();
        var findings = new Moodle.Sdk.Diagnostics.Findings();

        // The cache is opened after the first look at the folder.
        var built = Verbs.Build.Run(new(_site.Declaration, _site.LockPath, _site.Output.Path, _site.Project, false, false, new()), () => Vanish(what), findings, default);

        Assert.Equal(code.Length == 0, built is not null);
        Assert.Equal(code.Length == 0 ? [] : [(code, "local_campus")], findings.Errors.Select(e => (e.Id, e.Origin!.Include)));
        Assert.All(findings.Errors, e => Assert.Contains(told, e.Text, StringComparison.Ordinal));
        Assert.Equal(built is not null, Directory.Exists(Output));
        Assert.False(Directory.Exists(Path.Combine(Output, "lang")));
    }

    [Fact]
    public async Task What_gitignore_leaves_out_is_no_code_and_what_git_follows_is()
    {
        var folder = _site.Folder["campus"];
        IsolatedGit.Run(null, "init", "-q", folder);
        Write(".gitignore", "node_modules/\n*.log\n/build\n");
        Write("node_modules/x/index.js", "1");
        Write("debug.log", "1");
        Write("build/kept.js", "1");
        Write("amd/build/kept.js", "1");
        IsolatedGit.Run(folder, "add", "-f", "build/kept.js", ".gitignore", "version.php");
        await _site.Restore();

        _site.Build();

        Assert.Equal(
            [".gitignore", "amd/build/kept.js", "build/kept.js", "lang/en/local_campus.php", "version.php"],
            Directory.GetFiles(Output, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Output, f).Replace('\\', '/')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_version_that_goes_down_is_refused_as_everywhere()
    {
        await _site.Restore();
        _site.Build();
        Write("version.php", new PluginVersion("2024090100").ToPhp("local_campus"));

        Assert.Throws<InvalidOperationException>(() => _site.Build());

        Assert.Equal("MOODLE1434", Assert.Single(_site.Findings.Errors).Id);
        Assert.Contains("2024100700", File.ReadAllText(Path.Combine(Output, "version.php")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MOODLE1170", "../campus, is no folder")]
    [InlineData("pipe", "it is a pipe")]
    [InlineData("MOODLE1171", "the link 'out' leads out of it, to '../../etc'")]
    [InlineData("MOODLE1172", "holds this project and what its builds write, site/obj/")]
    [InlineData("MOODLE1173", "has no version.php")]
    [InlineData("MOODLE1423", "Write Include=\"mod_other\", or correct the Path.")]
    public async Task What_stands_in_the_way_is_told_at_the_item(string code, string told)
    {
        var folder = _site.Folder["campus"];
        switch (code)
        {
            case "MOODLE1170":
                Directory.Delete(folder, recursive: true);
                break;
            case "pipe":
                using (var making = System.Diagnostics.Process.Start("mkfifo", Path.Combine(folder, "pipe")))
                {
                    await making.WaitForExitAsync();
                }

                break;
            case "MOODLE1171":
                File.CreateSymbolicLink(Path.Combine(folder, "out"), "../../etc");
                break;
            case "MOODLE1172":
                _site.DeclareFolder("local_campus", "..");
                Directory.CreateDirectory(_site.Folder["site", "obj"]);
                File.WriteAllText(_site.Folder["site", "obj", "x"], "");
                File.WriteAllText(_site.Folder["version.php"], "<?php");
                break;
            case "MOODLE1173":
                File.Delete(Path.Combine(folder, "version.php"));
                break;
            default:
                Write("version.php", new PluginVersion("2024100700").ToPhp("mod_other"));
                break;
        }

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal((code == "pipe" ? "MOODLE1171" : code, "local_campus"), (error.Id, error.Origin!.Include));
        Assert.Contains(told, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_output_inside_it_is_no_code_of_it()
    {
        _site.DeclareFolder("local_campus", ".");
        Write("../site/version.php", new PluginVersion("2024100700").ToPhp("local_campus"));
        Write("../site/.gitignore", "/obj/\n");
        await _site.Restore();
        _site.Build();

        foreach (var written in new[] { "www/", ".www.moodle-owner" })
        {
            Assert.Throws<InvalidOperationException>(() => _site.Build());
            var error = Assert.Single(_site.Findings.Errors);
            Assert.Equal("MOODLE1172", error.Id);
            Assert.Contains($"what its builds write, {written}, which", error.Text, StringComparison.Ordinal);
            File.AppendAllText(_site.Folder["site", ".gitignore"], $"/{written}\n");
        }

        _site.Build();
        Assert.True(File.Exists(Path.Combine(Output, "version.php")));
        Assert.False(Directory.Exists(Path.Combine(Output, "www")));
    }

    [Fact]
    public async Task It_is_delivered_when_its_repository_has_it()
    {
        await _site.Restore();
        Assert.Equal("MOODLE1174", Assert.Single(Published().Errors).Id);
        Assert.Contains("lies in no git repository", Published().Errors.Single().Text, StringComparison.Ordinal);

        IsolatedGit.Run(null, "init", "-q", _site.Folder["campus"]);
        IsolatedGit.Run(_site.Folder["campus"], "add", "-A");
        IsolatedGit.Run(_site.Folder["campus"], "-c", "user.name=x", "-c", "user.email=x", "commit", "-qm", "x");
        Assert.Equal([], Published().Dirty!);
        Write("lib.php", "<?php\n");
        Assert.Contains("differs from what its repository has committed", Published().Errors.Single().Text, StringComparison.Ordinal);
        Assert.Equal(["local_campus"], Published(allowDirty: true).Dirty!);
    }

    public void Dispose()
    {
        _site.RealCache?.Dispose();
        _site.Dispose();
    }

    private (string[]? Dirty, IReadOnlyList<Moodle.Sdk.Diagnostics.Diagnostic> Errors) Published(bool allowDirty = false)
    {
        var findings = new Moodle.Sdk.Diagnostics.Findings();
        var published = Verbs.Publish.Run(
            new(_site.Declaration, _site.LockPath, null, _site.Folder["artifacts"], _site.Project, "tar", [], false, null, allowDirty, new()),
            () => Moodle.Sdk.Diagnostics.Result<Moodle.Sdk.Git.IGitCache>.Of(_site.RealCache!),
            findings,
            default);
        return (published?.Dirty.Select(d => d.ToString()).ToArray(), findings.Errors);
    }

    private Moodle.Sdk.Diagnostics.Result<Moodle.Sdk.Git.IGitCache> Vanish(string what)
    {
        Directory.Delete(_site.Folder["campus", what], recursive: true);
        return Moodle.Sdk.Diagnostics.Result<Moodle.Sdk.Git.IGitCache>.Of(_site.RealCache!);
    }

    private void Write(string path, string text)
    {
        var file = _site.Folder["campus", path];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
