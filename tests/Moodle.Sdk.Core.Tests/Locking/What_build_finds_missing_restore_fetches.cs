using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Locking;

public sealed class What_build_finds_missing_restore_fetches : IDisposable
{
    private readonly LockedSite _site = new();
    private readonly GitHttpServer _server;
    private readonly PluginUpstream _plugin;

    public What_build_finds_missing_restore_fetches()
    {
        _plugin = _site.Upstream("mod_one");
        _plugin.Repository.Write("classes/deep/inside.php", "<?php // one\n");
        _plugin.Release("2024100701", "v1");
        _server = GitHttpServer.Start(_site.Folder.Path);
        _site.Server = _server.Address;
        _site.Declare("mod_one", new CodeRequest.Branch("main"));
    }

    /// <summary>How a repository can be broken; whether a restore sees it at once, and not only after a build has come upon it.</summary>
    public static TheoryData<string, bool> Breakages() => new()
    {
        { "no HEAD", true },
        { "no objects", true },
        { "no folder of packs", true },
        { "all but refs", true },
        { "no mark", true },
        { "no packed refs", true },
        { "no packs", true },
        { "an index without its pack", true },
        { "a pack without its index", true },
        { "an empty pack", true },
        { "half a pack", true },
        { "a pack of zeroes", true },
        { "an empty index", true },
        { "half an index", true },
        { "no repository", true },
        { "no cache", true },
        { "no commit", true },
        { "no root tree", true },
        { "no inner tree", false },
        { "no inner file", false },
        { "no version.php", false },
    };

    [Theory]
    [MemberData(nameof(Breakages))]
    public async Task Whatever_is_broken_a_build_says_restore_and_that_heals(string breakage, bool isSeenByRestore)
    {
        await RestoreAndBreak(breakage);

        // What git alone reads, for its next transfer, a build does not miss.
        var build = TryBuild();
        Assert.True(build.HasErrors || (isSeenByRestore && breakage == "no packed refs"));
        Assert.All(build.Errors, e => Assert.Contains("dotnet restore", e.Text, StringComparison.Ordinal));

        await Heal();
    }

    [Theory]
    [MemberData(nameof(Breakages))]
    public async Task Whatever_is_broken_a_restore_heals_what_it_looks_at(string breakage, bool isSeenByRestore)
    {
        await RestoreAndBreak(breakage);

        _site.RealCache = NewCache();
        await _site.Restore();

        Assert.Equal(isSeenByRestore, !TryBuild().HasErrors);
        await Heal();
    }

    [Fact]
    public async Task A_damaged_repository_that_cannot_be_put_aside_is_told_and_when_it_can_all_heals()
    {
        await RestoreAndBreak("no inner file");
        var inTheWay = Path.Combine(_site.Folder["cache"], "discarded");
        File.WriteAllText(inTheWay, "");

        var build = TryBuild();

        Assert.Equal(["MOODLE1140", "MOODLE1618"], build.Errors.Select(e => e.Id));
        Assert.Contains($"'{inTheWay}': it is a file", build.Errors[0].Message, StringComparison.Ordinal);
        Assert.Contains("move it away", build.Errors[0].Remedy, StringComparison.Ordinal);

        File.Delete(inTheWay);
        Assert.True(TryBuild().HasErrors);
        await Heal();
    }

    [Fact]
    public Task A_cache_that_is_deleted_while_it_is_used_is_made_anew() => Trial.RunAsync(200, async seed =>
    {
        _site.RealCache = NewCache();
        await _site.Restore();
        var pause = new Random(seed).Next(0, 60);
        var deleting = Task.Run(async () =>
        {
            await Task.Delay(pause);
            DeleteCache();
        });
        _site.RealCache = NewCache();
        await _site.TryRestore();
        TryBuild();
        await deleting;

        await Heal();
        Directory.Delete(Output, recursive: true);
    });

    public void Dispose()
    {
        _server.Dispose();
        _site.Dispose();
    }

    private string Output => _site.Folder["site", "bin", "Debug", "site"];

    // What moves away while it is deleted is deleted in the next round, as rm -rf leaves it to its caller.
    private void DeleteCache()
    {
        try
        {
            TempFolder.Delete(_site.Folder["cache"]);
        }
        catch (IOException)
        {
        }
    }

    private async Task Heal()
    {
        _site.RealCache = NewCache();
        await _site.Restore();
        var build = TryBuild();
        Assert.False(build.HasErrors, string.Join('\n', build.Errors));
        Assert.Equal("<?php // one\n", File.ReadAllText(Path.Combine(Output, "mod", "one", "classes", "deep", "inside.php")));
        _server.ResetCounts();
        await _site.Restore(locked: true);
        Assert.Equal(0, _server.Requests);
    }

    private Findings TryBuild()
    {
        var findings = new Findings();
        var folders = new ProjectFolders(_site.Folder.Write("site/site.moodleproj", "<Project />"), _site.Folder["site", "obj"], _site.Folder["cache"]);
        using var cache = NewCache();
        var built = Build.Run(new BuildRequest(_site.Declaration, _site.LockPath, Output, folders, false, false, new()), () => Result<IGitCache>.Of(cache), findings, default);
        Assert.Equal(findings.HasErrors, built is null);
        return findings;
    }

    private GitCache NewCache() => GitCache.Open(GitCaches.Options(_site.Folder["cache"]) with { Engine = GitEngine.Git, RetryDelays = [] }).Value!;

    private async Task RestoreAndBreak(string breakage)
    {
        _site.RealCache = NewCache();
        await _site.Restore();
        var repository = Directory.GetDirectories(_site.Folder["cache"], "*mod_one*.git").Single();
        string Inside(params string[] parts) => Path.Combine([repository, .. parts]);
        var pack = Directory.GetFiles(Inside("objects", "pack"), "*.pack").Single();
        var index = Path.ChangeExtension(pack, ".idx");
        File.SetAttributes(pack, FileAttributes.Normal);
        File.SetAttributes(index, FileAttributes.Normal);
        switch (breakage)
        {
            case "no HEAD": File.Delete(Inside("HEAD")); break;
            case "no objects": TempFolder.Delete(Inside("objects")); break;
            case "no folder of packs": TempFolder.Delete(Inside("objects", "pack")); break;
            case "all but refs":
                foreach (var file in Directory.GetFiles(repository))
                {
                    File.Delete(file);
                }

                TempFolder.Delete(Inside("objects"));
                break;
            case "no mark": TempFolder.Delete(Inside("refs", "moodle")); break;
            case "no packed refs": File.Delete(Inside("packed-refs")); break;
            case "no packs": File.Delete(pack); File.Delete(index); break;
            case "an index without its pack": File.Delete(pack); break;
            case "a pack without its index": File.Delete(index); break;
            case "an empty pack": File.WriteAllBytes(pack, []); break;
            case "half a pack": Truncate(pack); break;
            case "a pack of zeroes": File.WriteAllBytes(pack, new byte[new FileInfo(pack).Length]); break;
            case "an empty index": File.WriteAllBytes(index, []); break;
            case "half an index": Truncate(index); break;
            case "no repository": TempFolder.Delete(repository); break;
            case "no cache": TempFolder.Delete(_site.Folder["cache"]); break;
            case "no commit": LeaveOut("main"); break;
            case "no root tree": LeaveOut("main:"); break;
            case "no inner tree": LeaveOut("main:classes/deep"); break;
            case "no inner file": LeaveOut("main:classes/deep/inside.php"); break;
            case "no version.php": LeaveOut("main:version.php"); break;
            default: throw new ArgumentException(breakage);
        }

        static void Truncate(string file) => File.WriteAllBytes(file, File.ReadAllBytes(file)[..(int)(new FileInfo(file).Length / 2)]);

        // A pack of all objects but one.
        void LeaveOut(string revision)
        {
            var absent = _plugin.Repository.Git("rev-parse", revision);
            var objects = _plugin.Repository.Git("rev-list", "--objects", "--no-object-names", "main").Split('\n').Where(id => id != absent);
            IsolatedGit.Run(_plugin.Repository.Folder, System.Text.Encoding.ASCII.GetBytes(string.Join('\n', objects) + "\n"), ["pack-objects", "-q", Inside("objects", "pack", "pack")]);
            File.Delete(pack);
            File.Delete(index);
        }
    }
}
