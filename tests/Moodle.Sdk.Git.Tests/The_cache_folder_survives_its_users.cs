using System.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

public sealed class The_cache_folder_survives_its_users : IDisposable
{
    private readonly CacheFixture _it = new(GitEngine.Auto);

    [Fact]
    public async Task A_commit_in_use_is_a_file_look_up_away()
    {
        var cache = _it.Cache();
        Assert.False(cache.Keeps(_it.Upstream, Commit(_it.V1)));
        (await _it.Fetch(cache, FetchDepth.Tip, Target(_it.V1), Target(_it.V2))).Dispose();

        Assert.Null(cache.Keep(_it.Upstream, Commit(_it.V1)));

        Assert.True(_it.Cache(offline: true).Keeps(_it.Upstream, Commit(_it.V1)));
        Assert.False(_it.Cache().Keeps(_it.Upstream, Commit(_it.V2)));
        Assert.Contains(_it.V1, IsolatedGit.Run(_it.Repository, "for-each-ref", "refs/test/keep"));
        Assert.Equal("", IsolatedGit.Run(_it.Repository, "fsck", "--no-dangling"));
    }

    [Fact]
    public async Task It_grows_by_what_is_new_alone()
    {
        var incompressible = new byte[200_000];
        new Random(1).NextBytes(incompressible);
        _it.Plugin.Repository.Write("pix/photo.jpg", incompressible);
        string[] versions = [.. Enumerable.Range(0, 4).Select(i => _it.Plugin.Release($"202501010{i}", $"v1{i}"))];
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(versions[0]))).Dispose();
        var first = Size();
        Assert.InRange(first, incompressible.Length, 2 * incompressible.Length);

        // Candidates are only looked at, and what is there is not fetched again.
        (await _it.Cache().FetchFilesAsync(_it.Upstream, [.. versions.Select(v => Target(v))], ["version.php"], default)).Value!.Dispose();
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(versions[0]))).Dispose();
        Assert.Equal(first, Size());

        foreach (var version in versions[1..])
        {
            (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(version))).Dispose();
        }

        Assert.InRange(Size() - first, 1, incompressible.Length / 4);

        long Size() => new DirectoryInfo(_it.CacheFolder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
    }

    [Fact]
    public async Task The_repository_is_named_after_its_upstream_and_says_its_address()
    {
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
        Assert.Matches(@"^127-0-0-1-\d+-mod_x-[0-9a-f]{12}\.git$|^\d+-mod_x-[0-9a-f]{12}\.git$", Path.GetFileName(_it.Repository));
        Assert.Equal(_it.Upstream.Address, File.ReadAllText(Path.Combine(_it.Repository, "description")).Trim());
        Assert.NotEqual(StoreName.Of(Url("https://a.invalid/x/y.git")).Folder, StoreName.Of(Url("https://b.invalid/x/y.git")).Folder);
        Assert.StartsWith("moodle-moodle-", StoreName.Of(Url("https://github.com/moodle/moodle.git")).Folder);
        Assert.StartsWith("owner-name-", StoreName.Of(Url("git@github.com:owner/name.git")).Folder);
    }

    [Fact]
    public async Task What_killed_builds_left_is_swept_when_it_is_old_and_nobody_holds_it()
    {
        var incoming = Directory.CreateDirectory(Path.Combine(_it.CacheFolder, "incoming")).FullName;
        string Left(string name, int minutes)
        {
            var folder = Directory.CreateDirectory(Path.Combine(incoming, name + ".git")).FullName;
            File.WriteAllText(Path.Combine(folder, "tmp_pack"), "half");
            var file = Path.Combine(incoming, name + ".lock");
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(-minutes));
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddMinutes(-minutes));
            return name;
        }

        Left("dead", 11);
        Left("young", 5);
        using var owner = FileHold.TryTake(Path.Combine(incoming, Left("held", 11) + ".lock"));
        File.SetLastWriteTimeUtc(Path.Combine(incoming, "held.lock"), DateTime.UtcNow.AddMinutes(-11));

        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();

        Assert.Equal(["held.git", "held.lock", "young.git", "young.lock"], Directory.GetFileSystemEntries(incoming).Select(Path.GetFileName).Order());
    }

    [FactThatNeeds(Needs.Linux)]
    public async Task Another_process_that_fetches_is_waited_for_and_its_death_frees_the_lock()
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_it.CacheFolder, "locks")).FullName, StoreName.Of(_it.Upstream).Folder + ".lock");
        using var other = Process.Start(new ProcessStartInfo("flock", [file, "sh", "-c", "echo held; sleep 600"]) { RedirectStandardOutput = true })!;
        Assert.Equal("held", await other.StandardOutput.ReadLineAsync());

        var fetch = _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1));
        await Task.Delay(200);
        Assert.False(fetch.IsCompleted);
        Assert.Equal(0, _it.Server.Requests);

        other.Kill(entireProcessTree: true);
        (await fetch).Dispose();
    }

    [Fact]
    public async Task Another_process_that_is_waited_for_is_told()
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_it.CacheFolder, "locks")).FullName, StoreName.Of(_it.Upstream).Folder + ".lock");
        var other = FileHold.TryTake(file)!;
        var told = new TaskCompletionSource<string>();
        using var cache = GitCache.Open(Options(_it.CacheFolder) with { Environment = Environment(), Waiting = text => told.TrySetResult(text) }).Value!;

        var fetch = _it.Fetch(cache, FetchDepth.Tip, Target(_it.V1));

        Assert.Contains(file, await told.Task, StringComparison.Ordinal);
        other.Dispose();
        (await fetch).Dispose();
    }

    // git would end there, and every fetch from then on.
    [Theory]
    [InlineData("packed-refs", "this is\nno list of refs, although it is as long as one may be\n")]
    [InlineData("packed-refs", "0123456789012345678901234567890123456789 refs/heads/..\n")]
    [InlineData("packed-refs", "no end of line")]
    [InlineData("shallow", "garbage\n")]
    [InlineData("shallow", "\n\n")]
    public async Task Lists_that_make_no_sense_do_not_end_fetching(string name, string content)
    {
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
        File.WriteAllText(Path.Combine(_it.Repository, name), content);

        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V2))).Dispose();

        Assert.Equal("", IsolatedGit.Run(_it.Repository, "fsck", "--no-dangling"));
    }

    // git would wait for it, and it was told as a silence of the upstream.
    [TheoryThatNeeds(Needs.Linux)]
    [InlineData("HEAD")]
    [InlineData("config")]
    public async Task A_pipe_where_git_reads_is_told_at_once(string name)
    {
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
        var pipe = Path.Combine(_it.Repository, name);
        File.Delete(pipe);
        using (var making = Process.Start("mkfifo", pipe))
        {
            await making.WaitForExitAsync();
        }

        var fault = await _it.FetchFault(_it.Cache(), Target(_it.V2));

        Assert.Equal((GitFaultKind.Unfit, pipe), (fault.Kind, fault.Refused?.Path));
    }

    [Theory]
    [InlineData("refs")]
    [InlineData("refs/test/keep")]
    public async Task A_link_in_the_place_of_a_folder_of_refs_is_never_followed(string name)
    {
        var cache = _it.Cache();
        (await _it.Fetch(cache, FetchDepth.Tip, Target(_it.V1))).Dispose();
        Assert.Null(cache.Keep(_it.Upstream, Commit(_it.V1)));
        var link = Path.Combine(_it.Repository, name);
        Directory.Delete(link, recursive: true);
        Directory.CreateSymbolicLink(link, Directory.CreateDirectory(_it.Temp["outside"]).FullName);

        Assert.Equal((GitFaultKind.Unfit, link), (cache.Keep(_it.Upstream, Commit(_it.V1)) is { } kept ? (kept.Kind, kept.Refused?.Path) : default));
        Assert.Equal(link, (await _it.FetchFault(cache, Target(_it.V2))).Refused?.Path);
        Assert.Empty(Directory.GetFileSystemEntries(_it.Temp["outside"]));
    }

    [Fact]
    public async Task Waiting_for_another_process_can_be_cancelled()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_it.CacheFolder, "locks")).FullName;
        using var other = FileHold.TryTake(Path.Combine(folder, StoreName.Of(_it.Upstream).Folder + ".lock"));
        using var cancel = new CancellationTokenSource();
        var fetch = _it.Cache().FetchAsync(_it.Upstream, [Target(_it.V1)], FetchDepth.Tip, cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    [Theory]
    [InlineData("incoming")]
    [InlineData("discarded")]
    [InlineData("locks")]
    public async Task A_link_in_the_place_of_a_folder_of_its_own_is_never_followed(string name)
    {
        var outside = _it.Temp["outside"];
        _it.Temp.Write("outside/old.git/objects/pack/pack-1.pack", "theirs");
        _it.Temp.Write("outside/old.lock", "");
        Directory.SetLastWriteTimeUtc(Path.Combine(outside, "old.git"), DateTime.UtcNow.AddDays(-2));
        File.SetLastWriteTimeUtc(Path.Combine(outside, "old.lock"), DateTime.UtcNow.AddDays(-2));
        var link = _it.Temp["cache", name];
        Directory.CreateDirectory(_it.CacheFolder);
        Directory.CreateSymbolicLink(link, outside);

        var fault = await _it.FetchFault(_it.Cache(), Target(_it.V1));

        Assert.Equal((GitFaultKind.Unfit, FaultKind.Unfit, link), (fault.Kind, fault.Refused?.Kind, fault.Refused?.Path));
        Assert.Equal(["old.git", "old.lock"], Directory.GetFileSystemEntries(outside).Select(Path.GetFileName).Order());
        Assert.Equal("theirs", File.ReadAllText(Path.Combine(outside, "old.git", "objects", "pack", "pack-1.pack")));

        Directory.Delete(link);
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
    }

    [Fact]
    public async Task A_link_in_the_place_of_what_was_learned_is_never_followed()
    {
        var name = StoreName.Of(_it.Upstream).Folder;
        _it.Temp.Write($"outside/{name}/HEAD", "theirs");
        Directory.CreateDirectory(_it.CacheFolder);
        var link = Directory.CreateSymbolicLink(_it.Temp["cache", "history"], _it.Temp["outside"]).FullName;

        var read = await _it.Cache().ReadHistoryAsync(_it.Upstream, [Target(_it.Head)], new("version.php", "1", (_, _) => "1"), default);

        Assert.Equal((GitFaultKind.Unfit, link), (read.Fault!.Kind, read.Fault.Refused?.Path));
        Assert.Equal((GitFaultKind.Unfit, link), (_it.Cache().Discard(StoreName.Of(_it.Upstream), default)!.Kind, read.Fault.Refused?.Path));
        Assert.Equal([name], Directory.GetFileSystemEntries(_it.Temp["outside"]).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("incoming")]
    [InlineData("discarded")]
    [InlineData("locks")]
    public async Task A_file_in_the_place_of_a_folder_of_its_own_is_named(string name)
    {
        var file = _it.Temp.Write($"cache/{name}", "");

        var fault = await _it.FetchFault(_it.Cache(), Target(_it.V1));

        Assert.Equal((GitFaultKind.Unfit, FaultKind.Unfit, file), (fault.Kind, fault.Refused?.Kind, fault.Refused?.Path));
        File.Delete(file);
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();
    }

    [Fact]
    public async Task A_link_among_what_was_left_is_deleted_and_not_what_it_leads_to()
    {
        _it.Temp.Write("outside/file", "theirs");
        var link = _it.Temp["cache", "incoming", "left.git"];
        Directory.CreateDirectory(Path.GetDirectoryName(link)!);
        Directory.CreateSymbolicLink(link, _it.Temp["outside"]);
        Directory.SetLastWriteTimeUtc(link, DateTime.UtcNow.AddDays(-2));

        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1))).Dispose();

        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(link)!));
        Assert.Equal("theirs", File.ReadAllText(_it.Temp["outside", "file"]));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_with_its_path()
    {
        var folder = Path.Combine(_it.Temp.Write("file", ""), "cache");
        var fault = (await _it.Cache(folder: folder).FetchAsync(_it.Upstream, [Target(_it.V1)], FetchDepth.Tip, default)).Fault!;
        Assert.Equal(GitFaultKind.NotUsable, fault.Kind);
        Assert.Equal((folder, _it.Upstream), (fault.Path, fault.Upstream));
        Assert.Equal(("mkdir", Path.Combine(folder, "locks")), (fault.Refused?.Call, fault.Refused?.Path));
    }

    [Fact]
    public void A_folder_that_is_not_a_full_path_is_refused()
    {
        var fault = GitCache.Open(Options("cache")).Fault!;
        Assert.Equal((GitFaultKind.FolderNotFull, "cache"), (fault.Kind, fault.Path));
    }

    [Fact]
    public async Task An_upstream_on_disk_is_fetched_by_both_engines()
    {
        var upstream = Url(_it.Plugin.Repository.Folder);
        foreach (var engine in new[] { GitEngine.Git, GitEngine.LibGit2 })
        {
            var cache = _it.Cache(engine: engine, folder: _it.Temp["cache-" + engine]);
            Assert.Equal(4, (await cache.ListRefsAsync(upstream, default)).Value!.All.Length);
            using var reader = (await cache.FetchAsync(upstream, [Target(_it.V2, "refs/tags/v2")], FetchDepth.Tip, default)).Value!;
            Assert.True(reader.Contains(ObjectId.Parse(_it.V2)));
        }
    }

    public void Dispose() => _it.Dispose();
}
