using Microsoft.AspNetCore.Http;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_list_of_plugins_names_the_repository : IDisposable
{
    private readonly LockedSite _site = new();

    public A_list_of_plugins_names_the_repository()
    {
        _site.Upstream("mod_tagged").Release(new PluginVersion("2024100701") { Release = "v4.5-r1" }, "v4.5-r1");
        _site.Upstream("mod_moved").Release(new PluginVersion("2024100701") { Release = "v4.5-r1" }, "v4.5-r1", "mod_tagged");
        OnDisk();
        Write(Plugin("mod_tagged", Git("2024100701", "mod_tagged")), Plugin("block_tagged", Git("2024100701", "mod_tagged")));
        _site.DeclareByName("mod_tagged");
    }

    private string ListPath => _site.Folder["site", "plugins.json"];

    [Fact]
    public async Task The_lock_keeps_what_it_said_and_never_asks_again()
    {
        var restored = await _site.Restore();

        var locked = _site.Lock.Components[1];
        Assert.Equal((_site.Folder["mod_tagged"], "refs/tags/v4.5-r1"), (locked.Upstream.Address, locked.Reference));
        Assert.Equal(("./plugins.json", null), (locked.NamedBy!.Directory, locked.NamedBy.Commit));
        Assert.Contains($"mod_tagged: {_site.Folder["mod_tagged"]}, says ./plugins.json", restored.Notes);

        File.Delete(ListPath);
        Assert.Empty((await _site.Restore()).Moves);
        Assert.Equal("MOODLE1156", Assert.Single(await _site.UpdateErrors()).Id);
    }

    [Fact]
    public async Task Another_address_than_the_locked_one_is_an_error_until_it_is_accepted()
    {
        await _site.Restore();
        Write(Plugin("mod_tagged", Git("2024100701", "mod_moved")));

        var error = Assert.Single(await _site.UpdateErrors());
        Assert.Equal("MOODLE1151", error.Id);
        Assert.Contains($"but ./plugins.json now names {_site.Folder["mod_moved"]}", error.Message, StringComparison.Ordinal);

        _site.AcceptMoved = ["mod_tagged"];
        await _site.Update();
        Assert.Equal(_site.Folder["mod_moved"], _site.Lock.Components[1].Upstream.Address);
    }

    [Fact]
    public async Task A_name_that_it_does_not_know_is_an_error_with_the_nearest()
    {
        _site.Undeclare("mod_tagged").DeclareByName("mod_taged");

        Assert.Equal("Did you mean mod_tagged? If not, add Repository=\"https://...\" to the item.", Assert.Single(await _site.RestoreErrors()).Remedy);
    }

    [Theory]
    // Of the highest version that has one.
    [InlineData("mod_moved", """{"version":"2024100702","vcssystem":"git","vcsrepositoryurl":"<mod_moved>"}""", """{"version":2024100701,"vcssystem":"git","vcsrepositoryurl":"<mod_tagged>"}""")]
    [InlineData("mod_tagged", """{"version":"2024100702","vcssystem":"svn","vcsrepositoryurl":"<mod_moved>"}""", """{"version":2024100701.5,"vcssystem":"git","vcsrepositoryurl":"<mod_tagged>"}""")]
    // What makes no sense is passed over.
    [InlineData("mod_tagged", "17", "[]", """{"version":[]}""", """{"version":"2024100702","vcssystem":"git","vcsrepositoryurl":null}""", """{"version":2024100701,"vcssystem":"git","vcsrepositoryurl":"<mod_tagged>","supportedmoodles":{}}""")]
    [InlineData("mod_tagged", """{"version":"3","vcssystem":"git","vcsrepositoryurl":"ext::sh -c touch"}""", """{"version":"2","vcssystem":"git","vcsrepositoryurl":"--upload-pack=touch"}""", """{"version":1,"vcssystem":"git","vcsrepositoryurl":"<mod_tagged>"}""")]
    [InlineData("mod_tagged", """{"version":"3","vcssystem":"git","vcsrepositoryurl":"\ud800"}""", """{"version":1,"vcssystem":"git","vcsrepositoryurl":"<mod_tagged>"}""")]
    [InlineData("mod_tagged", """{"version":"3","vcssystem":"git","vcsrepositoryurl":"https://name:secret@x.invalid/y"}""", """{"version":1,"vcssystem":"git","vcsrepositoryurl":"<mod_tagged>"}""")]
    public async Task Which_address_counts(string repository, params string[] versions)
    {
        Write(Plugin("mod_tagged", [.. versions.Select(v => v.Replace("<mod_tagged>", Json(_site.Folder["mod_tagged"])).Replace("<mod_moved>", Json(_site.Folder["mod_moved"])))]));

        await _site.Restore();

        Assert.Equal(_site.Folder[repository], _site.Lock.Components[1].Upstream.Address);
    }

    [Theory]
    [InlineData("https://github.com/owner/moodle-mod_tagged/tree/MOODLE_22_STABLE", "https://github.com/owner/moodle-mod_tagged")]
    [InlineData("git://github.com/owner/moodle-mod_tagged.git", "https://github.com/owner/moodle-mod_tagged.git")]
    [InlineData("http://gitlab.com/group/part/mod_tagged/-/tree/main", "https://gitlab.com/group/part/mod_tagged")]
    [InlineData("https://git.example.invalid/mod_tagged.git", "https://git.example.invalid/mod_tagged.git")]
    public async Task Where_no_version_has_one_the_source_may_be_it(string source, string upstream)
    {
        Write($$"""{"component":"mod_tagged","source":"{{source}}","versions":[{"version":"2024100701","vcssystem":"","vcsrepositoryurl":""}]}""");
        _site.Cache.Offline = true;

        Assert.Contains(await _site.RestoreErrors(), error => error.Id == "MOODLE1107" && error.Message.Contains($" so {upstream} must be asked", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://example.invalid/about-my-plugin")]
    [InlineData("")]
    public async Task One_that_it_knows_by_its_downloads_alone_is_an_error_that_names_the_highest(string source)
    {
        var downloads = new[] { "2024100701", "2024100703", "2024100702" }.Select(v => $$"""{"version":"{{v}}","downloadurl":"https://moodle.invalid/download.php/{{v}}/x.zip?token=s3cr3t","downloadmd5":"8d8ae64822f38d278420776f8b42eaa5"}""");
        Write($$"""{"component":"mod_tagged","source":"{{source}}","versions":[{{string.Join(',', downloads)}}]}""");

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1158", "mod_tagged"), (error.Id, error.Component));
        Assert.Equal("./plugins.json names no repository for mod_tagged, only downloads, and none that is asked for and made for Moodle 4.5 (the highest is 2024100703, https://moodle.invalid/download.php/2024100703/x.zip).", error.Message);
    }

    [Theory]
    [InlineData("", "it is no JSON")]
    [InlineData("\n<html>sign in</html>", "it is no JSON: '<' is an invalid start of a value (line 2)")]
    [InlineData("{\"plugins\":[{\"component\":\"mod_tagged\"", "it is no JSON")]
    [InlineData("{\"plugins\":[]} more", "it is no JSON")]
    [InlineData("[{\"component\":\"mod_tagged\"}]", "it has no list that is called plugins")]
    [InlineData("{\"a\":{\"plugins\":[{\"component\":\"mod_tagged\"}]}}", "it has no list that is called plugins")]
    [InlineData("{\"plugins\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", "it is no JSON")]
    public async Task One_that_makes_no_sense_is_an_error_at_its_item(string json, string why)
    {
        File.WriteAllText(ListPath, json);

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1156", "./plugins.json"), (error.Id, error.Origin?.Include));
        Assert.StartsWith($"./plugins.json cannot be used as a list of plugins: {why}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_without_end_and_a_file_of_a_gigabyte_are_refused()
    {
        File.WriteAllText(ListPath, $"{{\"plugins\":[{{\"name\":\"{new string('x', 3 << 20)}\"}}]}}");
        Assert.Contains("a text of more than a megabyte", Assert.Single(await _site.RestoreErrors()).Message, StringComparison.Ordinal);

        using (var file = File.OpenWrite(ListPath))
        {
            file.SetLength(1 << 30);
        }

        Assert.Contains("it has 1,073,741,824 bytes", Assert.Single(await _site.RestoreErrors()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"component\":\"mod_tagged\"},{\"component\":\"mod_tagged\"}", "it is there twice")]
    [InlineData("{\"component\":\"mod_tagged\",\"component\":null}", "it names its component twice")]
    public async Task An_entry_that_makes_no_sense_is_an_error(string plugins, string why)
    {
        File.WriteAllText(ListPath, $"{{\"plugins\":[{plugins}]}}");

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1152", $"The entry mod_tagged of ./plugins.json cannot be used: {why}."), (error.Id, error.Message));
    }

    [Fact]
    public async Task One_of_full_size_is_not_held_in_memory()
    {
        // As long as 2,500 plugins of 30 versions each.
        var versions = string.Join(',', Enumerable.Range(0, 30).Select(v => $"{{\"id\":{v},\"version\":\"{2010000000 + v}\",\"downloadurl\":\"https://moodle.invalid/{new string('d', 500)}\",\"supportedmoodles\":[{{\"version\":2024100700,\"release\":\"4.5\"}}]}}"));
        Write([.. Enumerable.Range(0, 2500).Select(n => $"{{\"component\":\"local_other{n}\",\"versions\":[{versions}]}}"), Plugin("mod_tagged", Git("2024100701", "mod_tagged"))]);
        Assert.True(new FileInfo(ListPath).Length > 40_000_000);

        // Of this thread, since other tests run beside it.
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var list = Sdk.Resolution.Directories.PluginList.Open(ListPath, "list", isLocal: true);
        var found = list.Find(Resolution.Given.Component("mod_tagged"), new("", "", null)).Value;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.NotNull(found);
        Assert.InRange(allocated, 0, 20_000_000);
    }

    [Fact]
    public async Task One_on_a_web_server_is_got_once_a_day_and_what_its_address_hides_stands_nowhere()
    {
        using var server = new WebServer(http => http.Response.WriteAsync(File.ReadAllText(ListPath).Replace(Json(_site.Folder.Path), Git().Address, StringComparison.Ordinal)));
        OnWeb(server.Url("/pluglist.php?token=s3cr3t"));

        var restored = await _site.Restore();

        Assert.Contains($"mod_tagged: {Git().Url("mod_tagged")}, says {server.Url("/pluglist.php")}", restored.Notes);
        Assert.Equal(server.Url("/pluglist.php"), _site.Lock.Components[1].NamedBy!.Directory);
        Assert.DoesNotContain("s3cr3t", _site.LockText, StringComparison.Ordinal);
        OnWeb(server.Url("/pluglist.php?token=s3cr3t"));
        await _site.Restore(force: true);
        Assert.Equal("/pluglist.php?token=s3cr3t", Assert.Single(server.Asked).Path);

        await _site.Update();
        Assert.Equal(2, server.Asked.Count);
        File.WriteAllText(ListPath, "<html>");
        var error = Assert.Single(await _site.UpdateErrors());
        Assert.Equal(("MOODLE1156", server.Url("/pluglist.php")), (error.Id, error.Component));
        // A page to sign in is no answer for a day.
        Write(Plugin("mod_tagged", Git("2024100701", "mod_tagged")));
        await _site.Restore(force: true);
    }

    [Fact]
    public async Task One_on_a_web_server_names_nothing_of_this_machine()
    {
        using var server = new WebServer(http => http.Response.SendFileAsync(ListPath));
        OnWeb(server.Url("/pluglist.php"));

        Assert.Equal("MOODLE1158", Assert.Single(await _site.RestoreErrors()).Id);
    }

    [Theory]
    [InlineData(404, "it answers 404 Not Found", "Check the address. What is locked builds without it.")]
    [InlineData(401, "it wants credentials (401 Unauthorized), and there are none", "Set the environment variable MOODLE_GIT_TOKEN_127_0_0_1 to a token that may read it. What is locked builds without it.")]
    public async Task One_that_a_server_does_not_give_is_an_error_that_says_why(int status, string why, string remedy)
    {
        using var server = new WebServer(http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        OnWeb(server.Url("/pluglist.php?token=s3cr3t"));

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1157", $"{server.Url("/pluglist.php")} cannot be fetched: {why}", remedy), (error.Id, error.Message, error.Remedy));
    }

    public void Dispose()
    {
        _git?.Dispose();
        _site.RealCache?.Dispose();
        _site.Dispose();
    }

    private GitHttpServer? _git;

    private GitHttpServer Git() => _git ??= GitHttpServer.Start(_site.Folder.Path);

    private void OnDisk() => _site.List = new PluginsDirectory.ListOnDisk(ListPath, "./plugins.json", Origin("./plugins.json"));

    private void OnWeb(string address)
    {
        Assert.True(WebFile.TryParse(address, out var file));
        _site.List = new PluginsDirectory.ListOnWeb(file, Origin(address));
        _site.RealCache?.Dispose();
        _site.RealCache = GitCache.Open(GitCaches.Options(_site.Folder["cache"]) with { RetryDelays = [] }).Value!;
    }

    private Origin Origin(string include) => new(_site.Folder["site", "site.moodleproj"], "MoodlePluginsDirectory", include);

    private static string Json(string path) => path.Replace("\\", "\\\\", StringComparison.Ordinal);

    private string Git(string version, string repository) => $$"""{"version":"{{version}}","vcssystem":"git","vcsrepositoryurl":"{{Json(_site.Folder.Path)}}/{{repository}}"}""";

    private static string Plugin(string component, params string[] versions) => $$"""{"\ud800":1,"name":"A plugin","component":"{{component}}","source":null,"versions":[{{string.Join(',', versions)}}]}""";

    private void Write(params string[] plugins)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(ListPath)!);
        File.WriteAllText(ListPath, $"{{\"\\ud800\":1,\"plugins\":[{string.Join(',', plugins.Prepend("{\"component\":null},{\"component\":\"\\ud800\"},{\"component\":17}"))}]}}");
    }
}
