using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class A_version_in_the_history_of_a_branch_is_locked : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly GitHttpServer _server;
    private readonly string _last;

    public A_version_in_the_history_of_a_branch_is_locked()
    {
        var plugin = _site.Upstream("mod_one");
        plugin.Release("2024100701");
        _last = plugin.Release("2024100702");
        plugin.Release("2024100703");
        _server = GitHttpServer.Start(_site.Folder.Path);
        _site.Server = _server.Address;
        _site.Declare("mod_one", new CodeRequest.Version("2024100702"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_its_branch_and_why(bool filters)
    {
        _server["mod_one"].AllowsFilters = filters;
        await Restore();

        Assert.Equal("the last commit with 2024100702 in the history of branch main, of 2024-10-07", Locked.Reason);
        Assert.Equal((_last, "refs/heads/main"), (Code.Commit.ToString(), Code.Reference));

        // What is locked needs neither the network nor what was learned.
        TempFolder.Delete(_site.Folder["cache", "history"]);
        _server.ResetCounts();
        await Restore();
        Assert.Equal(0, _server.Requests);
    }

    [Fact]
    public async Task A_server_that_gives_no_commit_by_its_id_gives_the_branch()
    {
        _server["mod_one"].AllowsAnyId = false;
        await Restore();

        Assert.Equal(_last, Code.Commit.ToString());
    }

    [Fact]
    public async Task A_damaged_history_is_brought_anew()
    {
        await Restore();
        foreach (var pack in Directory.GetFiles(_site.Folder["cache", "history"], "*.pack", SearchOption.AllDirectories))
        {
            File.SetAttributes(pack, FileAttributes.Normal);
            var bytes = File.ReadAllBytes(pack);
            bytes.AsSpan(12, bytes.Length - 32).Clear();
            File.WriteAllBytes(pack, bytes);
        }

        File.Delete(_site.LockPath);
        await Restore();

        Assert.Equal(_last, Code.Commit.ToString());
    }

    [Fact]
    public async Task What_the_table_says_is_believed_only_where_the_commit_bears_it_out()
    {
        await Restore();
        var table = Directory.GetFiles(_site.Folder["cache", "history"], "*.txt").Single();
        File.WriteAllText(table, File.ReadAllText(table).Replace($"{_last} 2024100702", $"{_last} 2024100799"));
        _site.Declare("mod_one", new CodeRequest.Version("2024100799"));

        _site.RealCache = NewCache();
        var error = Assert.Single(await _site.RestoreErrors());

        Assert.Equal("MOODLE1210", error.Id);
    }

    public void Dispose()
    {
        _server.Dispose();
        _site.Dispose();
    }

    private LockedComponent Locked => _site.Lock.Find(Resolution.Given.Component("mod_one"))!;

    private LockedCode.Git Code => (LockedCode.Git)Locked.Code;

    private async Task Restore()
    {
        _site.RealCache = NewCache();
        await _site.Restore();
    }

    private GitCache NewCache() => GitCache.Open(GitCaches.Options(_site.Folder["cache"]) with { Engine = GitEngine.Git, RetryDelays = [] }).Value!;
}
