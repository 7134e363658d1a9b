using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_site_is_restored_over_HTTP_into_the_git_cache : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly GitHttpServer _server;
    private readonly PluginUpstream _tagged;
    private readonly PluginUpstream _untagged;

    public A_site_is_restored_over_HTTP_into_the_git_cache()
    {
        _tagged = _site.Upstream("mod_tagged");
        _tagged.Release(new PluginVersion("2024100701") { Release = "v4.5-r1" }, "v4.5-r1");
        _tagged.Release(new PluginVersion("2024100702") { Release = "v4.5-r2" }, "v4.5-r2");
        _untagged = _site.Upstream("mod_untagged");
        _untagged.Release("2024010100");
        _untagged.Branch("MOODLE_405_STABLE").Release("2024110100");
        _server = GitHttpServer.Start(_site.Folder.Path);
        _site.Server = _server.Address;
        _site.Declare("mod_tagged", new CodeRequest.Version("4.5-r*"))
            .Declare("mod_untagged");
    }

    [Theory]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public async Task Once_and_then_without_a_request(GitEngine engine)
    {
        _site.RealCache = NewCache(engine);
        await _site.Restore();
        Assert.Equal(["refs/tags/v4.5.10", "refs/tags/v4.5-r2", "refs/heads/MOODLE_405_STABLE"], _site.Lock.Components.Select(c => c.Reference));
        Assert.True(_server.Requests > 0);
        _server.ResetCounts();

        _site.RealCache = NewCache(engine);
        Assert.False((await _site.Restore(locked: true)).LockWritten);
        // A site that has changed reads its other components from the cache.
        _site.Undeclare("mod_tagged");
        Assert.Single((await _site.Restore()).Moves);

        Assert.Equal(0, _server.Requests);
    }

    [Theory]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public async Task A_commit_of_a_branch_that_has_moved_on_is_fetched_from_a_server_that_refuses_ids(GitEngine engine)
    {
        _site.RealCache = NewCache(engine);
        await _site.Restore();
        var text = _site.LockText;
        _untagged.Release("2024120100");
        _untagged.Repository.AllowAnyId(false);
        _server["mod_untagged"].AllowsAnyId = false;

        _site.RealCache = NewCache(engine, "elsewhere");
        await _site.Restore(locked: true);

        Assert.Equal(text, _site.LockText);
        Assert.All(_site.Lock.Components, c => Assert.True(_site.RealCache.Keeps(c.Upstream, c.Commit)));
    }

    [Theory]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public async Task A_commit_by_id_and_a_short_one(GitEngine engine)
    {
        var first = _tagged.Repository.Resolve("v4.5-r1");
        var second = _untagged.Repository.Resolve("main");
        _site.Declare("mod_tagged", new CodeRequest.Commit(first)).Declare("mod_untagged", new CodeRequest.Commit(second[..8]));
        _site.RealCache = NewCache(engine);

        await _site.Restore();

        Assert.Equal([first, second], _site.Lock.Components.Skip(1).Select(c => c.Commit.ToString()));
    }

    [Theory]
    [InlineData("4.5")]
    [InlineData("5.1")]
    public async Task A_plugin_is_chosen_and_fetched_while_Moodle_is_on_its_way(string moodle)
    {
        _site.Core = new CodeRequest.Version(moodle);
        _site.RealCache = GitCache.Open(GitCaches.Options(_site.Folder["cache"]) with { Engine = GitEngine.Git, RetryDelays = [] }).Value!;
        _server["moodle"].BreaksAfter = 4_000;
        Assert.NotEmpty(await _site.RestoreErrors());
        // Once at least: curl asks again by itself where a connection that it has used before breaks before it has read a byte of the answer.
        Assert.NotEqual(0, _server["moodle"].ShallowFetches);
        Assert.Equal(1, _server["mod_untagged"].ShallowFetches);

        // The choice stays, and is not fetched again.
        _server["moodle"].BreaksAfter = null;
        _server.ResetCounts();
        await _site.Restore();

        Assert.Equal((1, 0), (_server["moodle"].ShallowFetches, _server["mod_untagged"].ShallowFetches));
    }

    [Fact]
    public async Task A_damaged_repository_is_fetched_anew()
    {
        _site.RealCache = NewCache(GitEngine.Git);
        await _site.Restore();
        var text = _site.LockText;
        var damaged = Damage();
        Assert.NotEqual(0, damaged);
        File.Delete(_site.LockPath);

        _site.RealCache = NewCache(GitEngine.Git);
        await _site.Restore();

        Assert.Equal(text, _site.LockText);
    }

    [Theory]
    [InlineData("40000", false)]
    [InlineData("100644", true)]
    public async Task An_object_of_another_kind_is_the_upstream_s_fault_and_no_damage(string mode, bool isFolder)
    {
        var repository = _untagged.Repository;
        var (file, version) = (repository.RawBlob("a file"), repository.Git("rev-parse", "MOODLE_405_STABLE:version.php"));
        var wrong = isFolder ? repository.RawTree(("100644", "a", file)) : file;
        var tree = repository.RawTree((mode, "lib", wrong), ("100644", "version.php", version));
        var commit = repository.CommitRawTree(tree);
        _site.Declare("mod_untagged", new CodeRequest.Commit(commit));
        // git itself does not send such a thing in every case.
        IsolatedGit.Run(repository.Folder, System.Text.Encoding.ASCII.GetBytes(string.Join('\n', commit, tree, version, file, wrong) + "\n"), ["pack-objects", "-q", _site.Folder["wrong"]]);
        var pack = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Directory.GetFiles(_site.Folder.Path, "wrong-*.pack").Single()));
        var answer = $"0011shallow-info\n0035shallow {commit}\n0001000dpackfile\n{pack.Length + 5:x4}\u0001{pack}0000";
        _server["mod_untagged"].Answers = request => request.AsSpan().IndexOf("want "u8) < 0 ? null : System.Text.Encoding.Latin1.GetBytes(answer);

        // Again and again: nothing is put aside, and nothing said of the cache.
        for (var n = 0; n < 2; n++)
        {
            _site.RealCache = NewCache(GitEngine.Git);
            var error = Assert.Single(await _site.RestoreErrors());
            Assert.Equal(("MOODLE1127", "mod_untagged"), (error.Id, error.Component));
            Assert.Contains(wrong, error.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_site.Folder["cache", "discarded"]));
        Assert.DoesNotContain(_site.Findings.All, f => f.Id == "MOODLE1116");
    }

    [Fact]
    public async Task More_tags_than_are_looked_at_are_one_error()
    {
        var commits = string.Concat(Enumerable.Range(1, 5_001).Select(n => $"commit refs/tags/v{n}\ncommitter T <t@t.invalid> {n} +0000\ndata 0\n\n"));
        IsolatedGit.Run(_untagged.Repository.Folder, System.Text.Encoding.ASCII.GetBytes(commits), ["fast-import", "--quiet"]);
        _site.RealCache = NewCache(GitEngine.Git);

        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal(("MOODLE1128", "mod_untagged"), (error.Id, error.Component));
        Assert.Matches("has 5,00[0-9] commits", error.Message);
    }

    [Fact]
    public async Task Offline_what_is_missing_is_named()
    {
        _site.RealCache = NewCache(GitEngine.Git);
        await _site.Restore();

        _site.RealCache = GitCache.Open(GitCaches.Options(_site.Folder["empty"]) with { Offline = true }).Value!;
        var errors = await _site.RestoreErrors();

        Assert.Equal(3, errors.Count);
        Assert.All(_site.Lock.Components, c => Assert.Contains(errors, e => e.Message.Contains(c.Commit.ToString(), StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public async Task A_plugins_directory_is_asked_once_a_day(GitEngine engine)
    {
        _site.PluginsDirectory("directory", ("mod_tagged", "mod_tagged"));
        _site.Directories.Add("directory");
        _site.DeclareByName("mod_tagged");
        _site.RealCache = NewCache(engine);
        await _site.Restore();
        Assert.Equal("refs/tags/v4.5-r2", _site.Lock.Components[1].Reference);
        Assert.True(IsAsked());

        _site.RealCache = NewCache(engine);
        await _site.Restore(force: true);
        Assert.False(IsAsked());

        var asked = Assert.Single(Directory.GetFiles(_site.Folder["cache"], "head", SearchOption.AllDirectories));
        File.SetLastWriteTimeUtc(asked, DateTime.UtcNow.AddDays(-2));
        _site.RealCache = NewCache(engine);
        await _site.Restore(force: true);
        Assert.True(IsAsked());

        _site.RealCache = NewCache(engine);
        await _site.Update();
        Assert.True(IsAsked());

        // However old, without network what is there answers.
        File.SetLastWriteTimeUtc(asked, DateTime.UtcNow.AddDays(-20));
        File.Delete(_site.LockPath);
        _site.RealCache = GitCache.Open(GitCaches.Options(_site.Folder["cache"]) with { Offline = true }).Value!;
        Assert.DoesNotContain(await _site.RestoreErrors(), e => e.Message.Contains("/directory", StringComparison.Ordinal));
        Assert.False(IsAsked());

        bool IsAsked()
        {
            var asked = _server["directory"].Requests > 0;
            _server.ResetCounts();
            return asked;
        }
    }

    [Theory]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public async Task Through_a_mirror_that_neither_lock_nor_messages_know(GitEngine engine)
    {
        UpstreamMapping[] mappings = [new("https://forge.invalid/", "https://nowhere.invalid/"), new("https://Forge.invalid/all/", _server.Address + "/")];
        IGitCache Cache() => GitCache.Open(GitCaches.Options(_site.Folder["cache"]) with { Engine = engine, Mappings = mappings, RetryDelays = [] }).Value!;
        _site.Server = "https://forge.invalid/all";
        _site.Declare("mod_tagged", new CodeRequest.Version("4.5-r*")).Declare("mod_untagged");
        _site.RealCache = Cache();

        await _site.Restore();

        Assert.All(_site.Lock.Components, c => Assert.StartsWith("https://forge.invalid/all/", c.Upstream.Address, StringComparison.Ordinal));
        Assert.Contains(Directory.GetDirectories(_site.Folder["cache"]), f => Path.GetFileName(f).StartsWith("all-mod_tagged-", StringComparison.Ordinal));
        // Without the mirror the same lock and cache serve.
        _site.RealCache = NewCache(engine);
        Assert.False((await _site.Restore(locked: true)).LockWritten);

        _server["mod_tagged"].Fail(ServerFault.Status(404));
        _site.RealCache = Cache();
        var error = Assert.Single(await _site.UpdateErrors("mod_tagged"));
        Assert.Equal("MOODLE1103", error.Id);
        Assert.StartsWith("There is no git repository at https://forge.invalid/all/mod_tagged", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public async Task A_host_that_is_down_is_told_once(GitEngine engine)
    {
        _site.RealCache = NewCache(engine);
        await _site.Restore();
        await _server.DisposeAsync();

        _site.RealCache = GitCache.Open(GitCaches.Options(_site.Folder["elsewhere"]) with { Engine = engine, RetryDelays = [] }).Value!;
        foreach (var hasLock in new[] { true, false })
        {
            if (!hasLock)
            {
                File.Delete(_site.LockPath);
            }

            var error = Assert.Single(await _site.RestoreErrors());
            Assert.Equal("MOODLE1101", error.Id);
            Assert.Equal("MoodleVersion", error.Origin!.Element);
            Assert.EndsWith("; neither do those of mod_tagged and mod_untagged", error.Message, StringComparison.Ordinal);
            Assert.Contains("mod_untagged. Check the address", error.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("unable to access", error.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _site.Dispose();
    }

    private GitCache NewCache(GitEngine engine, string folder = "cache") =>
        GitCache.Open(GitCaches.Options(_site.Folder[folder]) with { Engine = engine }).Value!;

    // Turns over a byte in the middle of every pack: what is read of it is not what its name says.
    private int Damage()
    {
        var packs = Directory.GetFiles(_site.Folder["cache"], "*.pack", SearchOption.AllDirectories);
        foreach (var pack in packs)
        {
            File.SetAttributes(pack, FileAttributes.Normal);
            using var stream = new FileStream(pack, FileMode.Open, FileAccess.ReadWrite);
            for (var at = 40; at < stream.Length - 20; at += 40)
            {
                stream.Position = at;
                var value = stream.ReadByte();
                stream.Position = at;
                stream.WriteByte((byte)(value ^ 0xFF));
            }
        }

        return packs.Length;
    }
}
