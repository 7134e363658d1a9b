using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_component_has_its_submodules : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly PluginUpstream _plugin;
    private readonly TestRepository _library;
    private readonly string _inner;

    public A_component_has_its_submodules()
    {
        var inner = TestRepository.Create(_site.Folder["inner.git"]).Write("deep.php", "<?php // deep\n");
        _inner = inner.Commit();
        _library = TestRepository.Create(_site.Folder["library.git"]).Write("h5p.php", "<?php // h5p\n")
            .Write(".gitmodules", $"[submodule \"in\"]\n\tpath = in\n\turl = ../inner.git\n").Submodule("in", _inner);
        _plugin = _site.Upstream("mod_hvp");
        _plugin.Repository.Write(".gitmodules", "[submodule \"library\"]\n\tpath = library\n\turl = ../library.git # by the path from here\n");
        _site.RealCache = NewCache();
        _site.Declare("mod_hvp", new CodeRequest.Tag("v1"));
    }

    [Fact]
    public async Task At_the_commits_that_the_tree_names_also_those_within()
    {
        var commit = Release();

        await _site.Restore();

        Assert.Contains($"\"submodule library\": \"{commit} {_site.Folder["library.git"]}\",\n      \"submodule library/in\": \"{_inner} {_site.Folder["inner.git"]}\"", _site.LockText, StringComparison.Ordinal);
        var output = _site.Build().OutputPath;
        Assert.Equal("<?php // h5p\n", File.ReadAllText(Path.Combine(output, "mod", "hvp", "library", "h5p.php")));
        Assert.Equal("<?php // deep\n", File.ReadAllText(Path.Combine(output, "mod", "hvp", "library", "in", "deep.php")));
        Assert.Empty(_site.Findings.All);
        Assert.False((await _site.Restore(locked: true)).LockWritten);
        Assert.False((await _site.Restore(force: true)).LockWritten);

        // Another machine.
        var text = _site.LockText;
        _site.RealCache = NewCache("elsewhere");
        await _site.Restore(locked: true);
        _site.Build();
        Assert.Equal(text, _site.LockText);
    }

    [Fact]
    public async Task Another_commit_of_one_is_another_code_of_the_plugin()
    {
        Release();
        await _site.Restore();
        _site.Build();
        var moved = _library.Write("h5p.php", "<?php // newer\n").Commit();
        _plugin.Repository.Submodule("library", moved);
        _plugin.Release("2024110100", "v2");
        _site.RealCache = NewCache();
        _site.Declare("mod_hvp", new CodeRequest.Tag("v2"));

        await _site.Restore();

        Assert.Contains(moved, _site.LockText, StringComparison.Ordinal);
        Assert.Equal("<?php // newer\n", File.ReadAllText(Path.Combine(_site.Build().OutputPath, "mod", "hvp", "library", "h5p.php")));
    }

    [Fact]
    public async Task Unless_they_are_left_out()
    {
        Release();
        _site.WithoutSubmodules("mod_hvp");

        await _site.Restore();
        Assert.Equal(["MOODLE1520"], _site.Findings.All.Select(f => f.Id));
        Assert.DoesNotContain("submodule", _site.LockText, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_site.Build().OutputPath, "mod", "hvp", "library")));

        _site.Declare("mod_hvp", new CodeRequest.Tag("v1"));
        await _site.Restore();
        Assert.True(File.Exists(Path.Combine(_site.Build().OutputPath, "mod", "hvp", "library", "h5p.php")));
    }

    [Fact]
    public async Task What_a_cache_lacks_is_named_and_fetched_by_restore()
    {
        Release();
        await _site.Restore();
        TempFolder.Delete(Directory.GetDirectories(_site.Folder["cache"], "*library*").Single());

        Assert.Throws<InvalidOperationException>(() => _site.Build());
        Assert.Equal("MOODLE1467", Assert.Single(_site.Findings.Errors).Id);
        await _site.Restore();
        _site.Build();
    }

    [Fact]
    public async Task A_lock_that_lies_about_one_is_an_error()
    {
        var commit = Release();
        await _site.Restore();
        var other = _library.Write("h5p.php", "<?php // other\n").Commit();
        _site.LockText = _site.LockText.Replace(commit, other);
        await _site.Restore();
        Assert.Contains(commit, _site.LockText, StringComparison.Ordinal);
        Assert.DoesNotContain(other, _site.LockText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ext::sh -c touch% /tmp/x")]
    [InlineData("-u./x")]
    [InlineData("/etc/x.git")]
    [InlineData("file:///etc/x.git")]
    [InlineData("../../../../../../../../x.git")]
    public async Task An_address_that_nobody_goes_to(string url)
    {
        _plugin.Repository.Write(".gitmodules", $"[submodule \"library\"]\n\tpath = library\n\turl = {url}\n").Submodule("library", _inner);
        _plugin.Release("2024100700", "v1");
        using var server = GitHttpServer.Start(_site.Folder.Path);
        _site.Server = server.Address;
        _site.Declare("mod_hvp", new CodeRequest.Tag("v1"));

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1181", "mod_hvp"), (error.Id, error.Origin!.Include));
        Assert.Contains("'library'", error.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[submodule \"x\"]\n\tpath = ../library\n\turl = ../library.git\n")]
    [InlineData("[submodule \"x\"]\n\tpath = .git/hooks\n\turl = ../library.git\n")]
    [InlineData("[submodule \"x\"]\n\tpath = absent\n\turl = ../library.git\n")]
    [InlineData("[core]\n\tfsmonitor = touch x\n")]
    [InlineData("[other]\n\tpath = library\n\turl = ../library.git\n")]
    public async Task A_name_that_leads_elsewhere_is_none(string text)
    {
        _plugin.Repository.Write(".gitmodules", text).Submodule("library", _inner);
        _plugin.Release("2024100700", "v1");

        await _site.Restore();

        Assert.Equal(["MOODLE1520"], _site.Findings.All.Select(f => f.Id));
        _site.Build();
    }

    [Theory]
    [InlineData("[submodule \"library\"]\r\n\tpath = library\r\n\turl = ../library.git\r\n")]
    [InlineData("# all\n[Submodule \"x y\"]\n  URL = \"../library.git\" ; quoted\n  Path = \"library\"\n  branch = main")]
    public async Task As_git_reads_the_file(string text)
    {
        _plugin.Repository.Write(".gitmodules", text);
        Release();

        await _site.Restore();

        Assert.Contains("\"submodule library\"", _site.LockText, StringComparison.Ordinal);
        Assert.Empty(_site.Findings.All);
    }

    [Fact]
    public async Task One_that_is_its_own_submodule_ends()
    {
        var endless = TestRepository.Create(_site.Folder["endless.git"]).Write(".gitmodules", "[submodule \"x\"]\n\tpath = x\n\turl = ./\n").Submodule("x", new string('a', 40));
        _plugin.Repository.Write(".gitmodules", "[submodule \"library\"]\n\tpath = library\n\turl = ../endless.git\n").Submodule("library", endless.Commit());
        _plugin.Release("2024100700", "v1");

        var error = Assert.Single(await _site.RestoreErrors());
        Assert.Equal(("MOODLE1184", "mod_hvp"), (error.Id, error.Origin!.Include));
        Assert.Contains($"'library/x' the commit {new string('a', 40)} of {_site.Folder["endless.git"]}", error.Message, StringComparison.Ordinal);
        Assert.Contains("take another version of mod_hvp", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_of_a_folder_of_a_repository_and_of_Moodle()
    {
        var library = _library.Commit();
        var whole = TestRepository.Create(_site.Folder["whole"]).Write("local/part/version.php", new PluginVersion("2024100700").ToPhp("local_part"))
            .Write(".gitmodules", "[submodule \"a\"]\npath=local/part/lib\nurl=../library.git\n[submodule \"b\"]\npath=elsewhere\nurl=../absent.git\n")
            .Submodule("local/part/lib", library).Submodule("elsewhere", library);
        whole.Commit();
        _site.Undeclare("mod_hvp").DeclareWithin("whole", "local_part", "local/part", new CodeRequest.Branch("main"));

        await _site.Restore();

        Assert.Contains("\"submodule lib\"", _site.LockText, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_site.Build().OutputPath, "local", "part", "lib", "in", "deep.php")));
    }

    [Fact]
    public async Task One_of_Moodle_gives_way_where_it_is_left_out()
    {
        _site.Moodle.Repository.Branch("site", "v4.5.10").Write(".gitmodules", "[submodule \"x\"]\n\tpath = mod/hvp\n\turl = ../library.git\n").Submodule("mod/hvp", _library.Commit()).Commit();
        _site.Core = new CodeRequest.Branch("site");
        _site.Undeclare("mod_hvp");
        await _site.Restore();
        var place = Path.Combine(_site.Build().OutputPath, "mod", "hvp");
        Assert.True(File.Exists(Path.Combine(place, "in", "deep.php")));

        Release();
        _site.Declare("mod_hvp", new CodeRequest.Tag("v1"));
        Assert.Equal("MOODLE1431", Assert.Single(await _site.RestoreErrors()).Id);
        _site.LeftOut = ["mod_hvp"];
        await _site.Restore();
        _site.Build();

        Assert.True(File.Exists(Path.Combine(place, "library", "in", "deep.php")));
        Assert.False(File.Exists(Path.Combine(place, "h5p.php")));
        Assert.False(Directory.Exists(Path.Combine(place, "in")));
    }

    public void Dispose()
    {
        _site.RealCache?.Dispose();
        _site.Dispose();
    }

    private string Release()
    {
        var commit = _library.Commit();
        _plugin.Repository.Submodule("library", commit);
        _plugin.Release("2024100700", "v1");
        return commit;
    }

    private GitCache NewCache(string name = "cache") => GitCache.Open(Moodle.Sdk.Sources.GitCaches.Options(_site.Folder[name])).Value!;
}
