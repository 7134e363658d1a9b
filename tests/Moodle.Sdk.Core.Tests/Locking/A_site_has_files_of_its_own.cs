using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_site_has_files_of_its_own : IDisposable
{
    private const string Config = "<?php\n$CFG->dbpass = getenv('DB_PASS');\n";

    private readonly LockedSite _site = new();

    public A_site_has_files_of_its_own()
    {
        _site.RealCache = GitCache.Open(Moodle.Sdk.Sources.GitCaches.Options(_site.Folder["cache"])).Value!;
        _site.Upstream("mod_x").Release("2024100700", "v1");
        _site.Declare("mod_x");
    }

    private string Output => _site.Folder["site", "www"];

    [Fact]
    public async Task They_are_in_the_code_base_and_followed_by_each_build()
    {
        Own("config/test.php", "config.php", Config);
        Own("pix/logo.svg", "pix/own/logo.svg", "<svg/>");
        Own("x.css", "styles/x.css", "a{}", plugin: "mod_x");
        await _site.Restore();
        var text = _site.LockText;

        var first = _site.Build().Tree;

        Assert.Equal(Config, File.ReadAllText(Path.Combine(Output, "config.php")));
        Assert.Equal("<svg/>", File.ReadAllText(Path.Combine(Output, "pix", "own", "logo.svg")));
        Assert.Equal("a{}", File.ReadAllText(Path.Combine(Output, "mod", "x", "styles", "x.css")));
        File.WriteAllText(_site.Folder["site", "config/test.php"], Config + "// more\n");
        Assert.NotEqual(first, _site.Build().Tree);
        Assert.EndsWith("// more\n", File.ReadAllText(Path.Combine(Output, "config.php")), StringComparison.Ordinal);
        _site.OwnFiles.Clear();
        _site.Build();
        Assert.False(File.Exists(Path.Combine(Output, "config.php")));
        Assert.False(Directory.Exists(Path.Combine(Output, "pix", "own")));
        // The lock knows nothing of them.
        await _site.Restore(locked: true);
        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task Nothing_is_composed_when_they_are_the_same()
    {
        Own("config.php", "config.php", Config);
        await _site.Restore();
        _site.Build();

        Assert.NotNull(Sdk.Verbs.Build.Run(
            new(_site.Declaration, _site.LockPath, _site.Output.Path, _site.Project, false, false, new()), () => throw new InvalidOperationException("No cache is opened."), new(), default));
    }

    [Fact]
    public async Task They_are_known_though_obj_is_lost()
    {
        Own("config.php", "config.php", Config);
        Own("gone.php", "gone.php", "<?php\n");
        await _site.Restore();
        var tree = _site.Build().Tree;
        TempFolder.Delete(_site.Folder["site", "obj"]);
        _site.OwnFiles.RemoveAt(1);

        Assert.NotEqual(tree, _site.Build().Tree);

        Assert.Equal(Config, File.ReadAllText(Path.Combine(Output, "config.php")));
        Assert.False(File.Exists(Path.Combine(Output, "gone.php")));
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task A_folder_brings_all_that_lies_in_it()
    {
        Write("own/theme/lang.php", "<?php\n");
        Write("own/run.sh", "#!/bin/sh\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_site.Folder["site", "own/run.sh"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        _site.OwnFiles.Add(new(_site.Folder["site", "own"], "local/own_things", new(_site.Folder["site", "site.moodleproj"], "MoodleFile", "own")));
        await _site.Restore();
        _site.Build();

        Assert.Equal("<?php\n", File.ReadAllText(Path.Combine(Output, "local", "own_things", "theme", "lang.php")));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Path.Combine(Output, "local", "own_things", "run.sh")).HasFlag(UnixFileMode.UserExecute));
    }

    [Fact]
    public async Task A_link_on_disk_is_a_file_in_the_code_base()
    {
        Write("real.php", Config);
        File.CreateSymbolicLink(_site.Folder["site", "config.php"], "real.php");
        _site.OwnFiles.Add(new(_site.Folder["site", "config.php"], "config.php", new(_site.Folder["site", "site.moodleproj"], "MoodleFile", "config.php")));
        await _site.Restore();
        _site.Build();

        Assert.Null(new FileInfo(Path.Combine(Output, "config.php")).LinkTarget);
        Assert.Equal(Config, File.ReadAllText(Path.Combine(Output, "config.php")));
    }

    [Theory]
    [InlineData("MOODLE1193", "version.php", "where core has a file")]
    [InlineData("MOODLE1193", "mod/x/lib.php", "where mod_x has a file")]
    [InlineData("MOODLE1194", "version.php/x", "but version.php is in the way")]
    [InlineData("MOODLE1194", "mod/x", "but mod/x/ is in the way")]
    public async Task What_is_there_is_not_replaced_by_accident(string code, string target, string told)
    {
        Own("own.php", target, "<?php // own\n");
        await _site.Restore();

        Assert.Throws<InvalidOperationException>(() => _site.Build());

        var error = Assert.Single(_site.Findings.Errors);
        Assert.Equal((code, "MoodleFile", "own.php"), (error.Id, error.Origin!.Element, error.Origin.Include));
        Assert.Contains(told, error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task But_on_purpose()
    {
        Own("own.php", "mod/x/lib.php", "<?php // own\n", overwrite: true);
        await _site.Restore();
        _site.Build();

        Assert.Equal("<?php // own\n", File.ReadAllText(Path.Combine(Output, "mod", "x", "lib.php")));
    }

    [Fact]
    public async Task What_is_wrong_with_an_item_is_told_at_it()
    {
        await _site.Restore();
        _site.OwnFiles.Add(new(_site.Folder["site", "absent.php"], "a.php", new(_site.Folder["site", "site.moodleproj"], "MoodleFile", "absent.php")));
        Assert.Throws<InvalidOperationException>(() => _site.Build());
        Assert.Equal(("MOODLE1190", "absent.php"), (_site.Findings.Errors.Single().Id, _site.Findings.Errors.Single().Origin!.Include));

        _site.OwnFiles.Clear();
        Own("a.css", "a.css", "a", plugin: "mod_absent");
        Assert.Throws<InvalidOperationException>(() => _site.Build());
        Assert.Equal("MOODLE1192", _site.Findings.Errors.Single().Id);

        _site.OwnFiles.Clear();
        Own("a.css", "a.css", "a");
        Own("b.css", "a.css", "b");
        Assert.Throws<InvalidOperationException>(() => _site.Build());
        Assert.Contains("b.css and a.css both go to a.css", _site.Findings.Errors.Single().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a literal $CFG->dbpass", "<?php\n$CFG->dbtype = 'pgsql';\n    $CFG->dbpass    = 'x';\n")]
    [InlineData("a literal $CFG->smtppass", "<?php\n$CFG->smtppass=\"x\";\n")]
    [InlineData("a private key", "-----BEGIN RSA PRIVATE KEY-----\n")]
    [InlineData("a private key", "-----BEGIN PRIVATE KEY-----\n")]
    [InlineData("what begins as a token does (ghp_...)", "x = ghp_abcdefghijABCDEFGHIJabcdefghij012345\n")]
    [InlineData("what begins as a token does (glpat-...)", "glpat-abcdefghij0123456789")]
    [InlineData("what begins as a token does (AKIA...)", "AKIAABCDEFGHIJKLMNOP")]
    [InlineData(null, "<?php\n$CFG->dbpass = '';\n$CFG->smtppass = getenv('X');\n// $CFG->dbpass = 'x';\n$CFG->dbuser = 'moodle';\n")]
    [InlineData(null, "<?php\n$CFG->dbpass = \"$secret\";\n-----BEGIN CERTIFICATE-----\nnot_ghp_short\nMAKIAABCDEFGHIJKLMNOPQ")]
    public async Task A_secret_is_an_error_unless_it_is_meant(string? what, string text)
    {
        Own("config.php", "config.php", text);
        await _site.Restore();

        if (what is null)
        {
            _site.Build();
            return;
        }

        Assert.Throws<InvalidOperationException>(() => _site.Build());
        var error = Assert.Single(_site.Findings.Errors);
        Assert.Equal("MOODLE1191", error.Id);
        Assert.Contains($"holds {what}.", error.Text, StringComparison.Ordinal);
        _site.OwnFiles[0] = _site.OwnFiles[0] with { AllowsSecret = true };
        _site.Build();
        // What is built already is no reason to let it pass.
        _site.OwnFiles[0] = _site.OwnFiles[0] with { AllowsSecret = false };
        Assert.Throws<InvalidOperationException>(() => _site.Build());
    }

    [Fact]
    public async Task A_person_s_file_at_their_place_is_not_taken_over_silently()
    {
        await _site.Restore();
        _site.Build();
        File.WriteAllText(Path.Combine(Output, "config.php"), "<?php // the server's\n");
        Own("config.php", "config.php", Config);

        _site.Build();

        Assert.Equal(Config, File.ReadAllText(Path.Combine(Output, "config.php")));
        var kept = Assert.Single(Directory.GetFiles(_site.Folder["site", "obj"], "config.php", SearchOption.AllDirectories));
        Assert.Equal("<?php // the server's\n", File.ReadAllText(kept));
        Assert.Contains("config.php", Assert.Single(_site.Findings.All).Text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _site.RealCache?.Dispose();
        _site.Dispose();
    }

    private void Own(string path, string target, string text, string? plugin = null, bool overwrite = false)
    {
        Write(path, text);
        _site.OwnFiles.Add(new(_site.Folder["site", path], target, new(_site.Folder["site", "site.moodleproj"], "MoodleFile", path))
        {
            Plugin = plugin is null ? null : Resolution.Given.Component(plugin),
            Overwrites = overwrite,
        });
    }

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_site.Folder["site", path])!);
        File.WriteAllText(_site.Folder["site", path], text);
    }
}
