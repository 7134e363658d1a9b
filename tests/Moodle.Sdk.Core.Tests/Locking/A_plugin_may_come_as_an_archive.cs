using System.Security.Cryptography;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_plugin_may_come_as_an_archive : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _forge;
    private readonly WebServer _server = new(http => Task.CompletedTask);

    public A_plugin_may_come_as_an_archive()
    {
        _site.RealCache = NewCache();
        _forge = _site.Upstream("mod_packed");
        _forge.Repository.Write("cli/run.sh", "#!/bin/sh\n"u8.ToArray(), executable: true).Link("docs", "README.md");
        _forge.Release("2024100700", "v1");
    }

    [Theory]
    [InlineData("zip", "moodle-mod_packed-1.0/")]
    [InlineData("tar.gz", "moodle-mod_packed-1.0/")]
    [InlineData("zip", "")]
    [InlineData("tar.gz", "a/b/")]
    public async Task What_a_forge_packs_is_the_tree_that_it_packed(string format, string prefix)
    {
        var (file, sum) = Pack(format, prefix);
        _site.DeclareArchive("mod_packed", $"./{Path.GetFileName(file)}", sum.ToUpperInvariant().ToLowerInvariant());

        var moved = await _site.Restore();

        var locked = Assert.IsType<LockedCode.Archive>(_site.Lock.Find(Resolution.Given.Component("mod_packed"))!.Code);
        Assert.Equal(_forge.Repository.ResolveTree("v1"), locked.Tree.ToString());
        Assert.Equal($"mod_packed 2024100700 ({Path.GetFileName(file)}) is new", moved.Moves[1].ToString());
        Assert.Contains($"\"archive\": \"./{Path.GetFileName(file)}\",\n      \"sha256\": \"{sum}\"", _site.LockText, StringComparison.Ordinal);
        var output = _site.Build().OutputPath;
        Assert.Equal("#!/bin/sh\n", File.ReadAllText(Path.Combine(output, "mod", "packed", "cli", "run.sh")));
        Assert.Equal("README.md", new FileInfo(Path.Combine(output, "mod", "packed", "docs")).LinkTarget);
    }

    [Fact]
    public async Task Its_bytes_are_needed_once()
    {
        var (file, sum) = Pack("zip", "x/");
        _site.DeclareArchive("mod_packed", file, sum);
        await _site.Restore();
        _site.Build();
        File.Delete(file);

        Assert.False((await _site.Restore(locked: true)).LockWritten);
        Assert.False((await _site.Restore(force: true)).LockWritten);
        _site.Build();

        // What is not in the cache any more is asked for again.
        _site.RealCache = NewCache("elsewhere");
        var error = Assert.Single(await _site.RestoreErrors());
        Assert.Equal(("MOODLE1163", "mod_packed"), (error.Id, error.Origin!.Include));
    }

    [Fact]
    public async Task What_the_cache_lost_comes_again()
    {
        var (file, sum) = Pack("zip", "x/");
        _site.DeclareArchive("mod_packed", file, sum);
        await _site.Restore();
        var text = _site.LockText;
        var made = _site.Folder["cache", "made.git", "objects"];
        var version = Directory.GetFiles(made, "*", SearchOption.AllDirectories).MaxBy(f => new FileInfo(f).Length)!;
        File.SetAttributes(version, FileAttributes.Normal);
        File.WriteAllText(version, "damaged");

        var failed = Assert.Throws<InvalidOperationException>(() => _site.Build());
        Assert.StartsWith("MOODLE1462", _site.Findings.Errors[0].Id, StringComparison.Ordinal);
        Assert.Contains("dotnet restore", failed.Message, StringComparison.Ordinal);
        await _site.Restore();
        _site.Build();

        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task Without_a_sum_the_error_is_the_line_to_paste()
    {
        var (file, sum) = Pack("zip", "x/");
        _site.DeclareArchive("mod_packed", $"./{Path.GetFileName(file)}", null);

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal("MOODLE1160", error.Id);
        Assert.Contains("It holds mod_packed 2024100700.", error.Text, StringComparison.Ordinal);
        Assert.Contains($"""<MoodlePlugin Include="mod_packed" Archive="./{Path.GetFileName(file)}" Sha256="{sum}" />""", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_bytes_are_an_error_that_says_what_they_are()
    {
        var (file, sum) = Pack("zip", "x/");
        _site.DeclareArchive("mod_packed", file, sum);
        await _site.Restore();

        // A locked site on another machine, where the forge packs otherwise today.
        var (_, repacked) = Pack("zip", "another-name/");
        _site.RealCache = NewCache("elsewhere");
        var packing = Assert.Single(await _site.RestoreErrors());
        Assert.Equal("MOODLE1161", packing.Id);
        Assert.Contains($"has the SHA-256 {repacked}, and {sum} is declared. The files in it are the same: only the packing differs. Write Sha256=\"{repacked}\".", packing.Text, StringComparison.Ordinal);

        _forge.Release("2024110100", "v2");
        Pack("zip", "x/", "v2");
        var content = Assert.Single(await _site.RestoreErrors());
        Assert.Contains("It now holds mod_packed 2024110100.", content.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_keeps_the_secret_of_its_address_and_follows_redirects()
    {
        var (file, sum) = Pack("tar.gz", "x/");
        Serve(path => path == "/new.tar.gz?token=s3cret" ? File.ReadAllBytes(file) : null, path => path.StartsWith("/old", StringComparison.Ordinal) ? $"/new.tar.gz{path[path.IndexOf('?')..]}" : null);
        _site.DeclareArchive("mod_packed", _server.Url("/old.tar.gz?token=s3cret"), sum);

        var restored = await _site.Restore();

        Assert.Contains($"\"archive\": \"{_server.Url("/old.tar.gz")}\"", _site.LockText, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", _site.LockText + string.Concat(restored.Moves), StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_site.Folder["cache"], "*", SearchOption.AllDirectories), f => Assert.DoesNotContain("s3cret", f + File.ReadAllText(f), StringComparison.Ordinal));
        var asked = _server.Asked.Count;
        await _site.Restore(force: true);
        Assert.Equal(asked, _server.Asked.Count);
        // What was downloaded is kept for a while: it need not come again when the rest of the cache is lost.
        TempFolder.Delete(_site.Folder["cache", "made.git"]);
        await _site.Restore();
        Assert.Equal(asked, _server.Asked.Count);

        Serve(_ => null);
        _site.RealCache = NewCache("elsewhere");
        var gone = Assert.Single(await _site.RestoreErrors());
        Assert.Equal("MOODLE1166", gone.Id);
        Assert.Contains($"{_server.Url("/old.tar.gz")}?...", gone.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", gone.Text, StringComparison.Ordinal);

        _site.RealCache = NewCache("nowhere", offline: true);
        Assert.Contains("MOODLE1165", (await _site.RestoreErrors()).Select(e => e.Id));
    }

    [Fact]
    public async Task A_server_that_says_of_a_tar_gz_that_it_was_packed_on_its_way_gives_its_bytes()
    {
        var (file, sum) = Pack("tar.gz", "x/");
        _server.Answer = async http =>
        {
            http.Response.Headers.ContentEncoding = "gzip";
            await http.Response.Body.WriteAsync(File.ReadAllBytes(file));
        };
        _site.DeclareArchive("mod_packed", _server.Url("/x.tar.gz"), sum);

        await _site.Restore();
    }

    [Fact]
    public async Task A_page_that_answers_in_its_place_is_told_as_one()
    {
        Serve(_ => "\n<!DOCTYPE html><title>Sign in</title>"u8.ToArray());
        _site.DeclareArchive("mod_packed", _server.Url("/x.zip"), new string('0', 64));

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal("MOODLE1162", error.Id);
        Assert.Contains("it is a web page", error.Text, StringComparison.Ordinal);
        Assert.Single(_server.Asked);

        // It is not taken for the archive another time.
        var (file, sum) = Pack("zip", "x/");
        Serve(_ => File.ReadAllBytes(file));
        _site.DeclareArchive("mod_packed", _server.Url("/x.zip"), sum);
        await _site.Restore();
        Assert.Equal(2, _server.Asked.Count);
    }

    [Fact]
    public async Task A_plugin_that_a_directory_has_no_repository_of_comes_as_its_download()
    {
        _forge.Release("2024110100", "v2");
        _forge.Release("2025110100", "v3");
        var files = new Dictionary<string, byte[]>();
        string Version(string tag, string moodle, string? md5 = null)
        {
            var content = files[$"/{tag}.zip"] = File.ReadAllBytes(Pack("zip", $"{tag}/", tag).File);
            return $$"""{"version": "{{(tag == "v1" ? "2024100700" : tag == "v2" ? "2024110100" : "2025110100")}}", "release": "{{tag}}", "downloadurl": "{{_server.Url($"/{tag}.zip")}}", "downloadmd5": "{{md5 ?? Convert.ToHexStringLower(MD5.HashData(content))}}", "supportedmoodles": [{"release": "{{moodle}}"}]}""";
        }

        void List(params string[] versions) => files["/list.json"] = System.Text.Encoding.UTF8.GetBytes($$"""{"plugins": [{"component": "mod_packed", "versions": [{{string.Join(',', versions)}}]}]}""");
        Serve(path => files.GetValueOrDefault(path));
        List(Version("v1", "4.5"), Version("v2", "4.5"), Version("v3", "5.1"));
        _site.List = new Moodle.Sdk.Declaration.PluginsDirectory.ListOnWeb(
            WebFile.TryParse(_server.Url("/list.json"), out var list) ? list : throw new InvalidOperationException(), new(_site.Folder["site", "site.moodleproj"], "MoodlePluginsDirectory", "list"));
        _site.DeclareByName("mod_packed");

        var restored = await _site.Restore();

        var locked = _site.Lock.Find(Resolution.Given.Component("mod_packed"))!;
        Assert.Equal("2024110100", locked.Version.ToString());
        Assert.Equal(_forge.Repository.ResolveTree("v2"), locked.Code.Tree.ToString());
        Assert.Equal($"mod_packed: {_server.Url("/v2.zip")}, says {_server.Url("/list.json")}", Assert.Single(restored.Notes));
        Assert.Equal(_server.Url("/list.json"), locked.NamedBy!.Directory);
        _site.Build();

        // Locked, it is what it is, whatever the directory says now.
        var text = _site.LockText;
        List(Version("v1", "4.5"));
        await _site.Restore(locked: true);
        _site.RealCache = NewCache("elsewhere");
        await _site.Restore(locked: true);
        Assert.Equal(text, _site.LockText);
        files["/v2.zip"] = files["/v1.zip"];
        _site.RealCache = NewCache("third");
        Assert.Equal("MOODLE1161", Assert.Single(await _site.RestoreErrors()).Id);

        // By its number, and with another sum than the directory's.
        List(Version("v1", "4.5", new string('0', 32)));
        _site.DeclareByName("mod_packed", new Moodle.Sdk.Declaration.CodeRequest.Version("2024100700"));
        var broken = Assert.Single(await _site.RestoreErrors());
        Assert.Equal("MOODLE1167", broken.Id);
        Assert.Contains($"and {_server.Url("/list.json")} says {new string('0', 32)}", broken.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        var end = new TaskCompletionSource();
        _server.Answer = _ => end.Task;
        _site.RealCache = GitCache.Open(Moodle.Sdk.Sources.GitCaches.Options(_site.Folder["silent"]) with { RetryDelays = [], Patience = TimeSpan.FromMilliseconds(500) }).Value!;
        _site.DeclareArchive("mod_packed", _server.Url("/x.zip?token=s3cret"), new string('0', 64));

        var error = Assert.Single(await _site.RestoreErrors());
        end.SetResult();

        Assert.Equal(("MOODLE1125", "mod_packed"), (error.Id, error.Origin!.Include));
        Assert.DoesNotContain("s3cret", error.Text, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_site.Folder["silent", "incoming"]));
    }

    [Fact]
    public async Task The_plugin_is_found_among_others_and_missed_when_it_is_not_there()
    {
        _forge.Repository.Write("backup/old/version.php", new PluginVersion("2020010100").ToPhp("mod_packed")).Write("sub/other/version.php", new PluginVersion("2021010100").ToPhp("mod_other")).Commit();
        var (file, sum) = Pack("zip", "x/", "main");
        _site.DeclareArchive("mod_packed", file, sum);
        Assert.Equal("2024100700", (await _site.Restore()).Lock.Components[1].Version.ToString());

        _site.Undeclare("mod_packed").DeclareArchive("mod_absent", file, sum);
        var error = Assert.Single(await _site.RestoreErrors());
        Assert.Equal("MOODLE1164", error.Id);
        Assert.Contains("a version.php lies in x (mod_packed), x/backup/old (mod_packed), x/sub/other (mod_other)", error.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lower_version_than_the_locked_one_is_refused_as_everywhere()
    {
        _forge.Release("2024110100", "v2");
        var (second, sum) = Pack("zip", "x/", "v2");
        _site.DeclareArchive("mod_packed", second, sum);
        await _site.Restore();
        var (first, lower) = Pack("tar.gz", "x/", "v1");
        _site.DeclareArchive("mod_packed", first, lower);

        Assert.Equal("MOODLE1434", Assert.Single(await _site.RestoreErrors()).Id);
    }

    public void Dispose()
    {
        _server.Dispose();
        _site.RealCache?.Dispose();
        _site.Dispose();
    }

    private void Serve(Func<string, byte[]?> answer, Func<string, string?>? sendsTo = null) => _server.Answer = async http =>
    {
        var path = http.Request.Path + http.Request.QueryString;
        if (sendsTo?.Invoke(path) is { } location)
        {
            http.Response.Redirect(location);
        }
        else if (answer(path) is { } content)
        {
            await http.Response.Body.WriteAsync(content);
        }
        else
        {
            http.Response.StatusCode = 404;
        }
    };

    private (string File, string Sha256) Pack(string format, string prefix, string what = "v1")
    {
        var file = _site.Folder["site", $"packed.{format}"];
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        IsolatedGit.Run(_forge.Repository.Folder, "archive", $"--format={format}", $"--prefix={prefix}", "-o", file, what);
        return (file, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
    }

    private GitCache NewCache(string name = "cache", bool offline = false) =>
        GitCache.Open(Moodle.Sdk.Sources.GitCaches.Options(_site.Folder[name]) with { Offline = offline, RetryDelays = [] }).Value!;
}
