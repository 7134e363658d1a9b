using System.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests;

/// <summary>Seen through a git of our own on the PATH, a shell script.</summary>
public sealed class A_git_that_dies_or_never_ends_harms_nothing : IDisposable
{
    // It takes seconds; what hangs takes for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CacheFixture _it = new(GitEngine.Git);

    [FactThatNeeds(Needs.Scripts)]
    public async Task A_git_killed_in_the_middle_leaves_a_cache_that_works()
    {
        // The pack is on its way when the fetch is killed: its folder holds part of it.
        var path = _it.PathWithGit("""
            case "$1" in
              fetch) head -c 1000 /dev/zero > "$GIT_DIR/objects/pack/tmp_pack_killed"; kill -9 $$;;
              remote-http) kill -9 $$;;
              *) exec GIT "$@";;
            esac
            """);
        var fault = await _it.FetchFault(_it.Cache(environment: Environment(("PATH", path))), Target(_it.V1));
        Assert.Equal(GitFaultKind.Other, fault.Kind);
        Assert.Equal("git", fault.Engine);

        using var reader = await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(_it.V1));
        Assert.True(reader.Contains(ObjectId.Parse(_it.V1)));
        Assert.Equal("", IsolatedGit.Run(_it.Repository, "fsck", "--no-dangling"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_it.CacheFolder, "incoming")));
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task The_helper_of_a_first_fetch_killed_in_the_middle_leaves_a_cache_that_works()
    {
        _it.Plugin.Repository.Write("big.bin", System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
        var big = _it.Plugin.Release("2024050100");
        var path = _it.PathWithGit("""
            case "$1" in
              remote-http) { GIT "$@"; } | { dd bs=1 count=60000 status=none; kill -9 $$; };;
              *) exec GIT "$@";;
            esac
            """);
        var fault = await _it.FetchFault(_it.Cache(environment: Environment(("PATH", path))), Target(big));
        Assert.Equal(GitFaultKind.Unreachable, fault.Kind);

        using var reader = await _it.Fetch(_it.Cache(), FetchDepth.Tip, Target(big));
        Assert.True(reader.Contains(ObjectId.Parse(big)));
        Assert.Equal("", IsolatedGit.Run(_it.Repository, "fsck", "--no-dangling"));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_it.CacheFolder, "incoming")));
    }

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_git_that_is_interrupted_together_with_the_build_is_no_fault(string signal)
    {
        // Ctrl-C reaches every program of the terminal: git is gone before the build hears of it. A terminal that ends sends the other.
        // A job in the background ignores the first, and this may be one.
        var gone = _it.Temp["gone"];
        var cache = _it.Cache(environment: Environment(("PATH", _it.PathWithGit($"""
            case "$1" in
              fetch|remote-http) touch '{gone}'; exec env --default-signal={signal} sh -c 'kill -{signal} $$';;
              *) exec GIT "$@";;
            esac
            """))));
        using var cancel = new CancellationTokenSource();
        var fetch = cache.FetchAsync(_it.Upstream, [Target(_it.V1)], FetchDepth.Tip, cancel.Token);
        while (!File.Exists(gone) && !fetch.IsCompleted)
        {
            await Task.Delay(10);
        }

        await Task.Delay(200);
        Assert.False(fetch.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    [FactThatNeeds(Needs.Scripts)]
    public async Task A_git_that_a_signal_ended_is_told_as_that()
    {
        var path = _it.PathWithGit("""
            case "$1" in
              fetch|remote-http) kill -9 $$;;
              *) exec GIT "$@";;
            esac
            """);
        var fault = await _it.FetchFault(_it.Cache(environment: Environment(("PATH", path))), Target(_it.V1));

        Assert.Equal(("git", "git was ended by signal 9"), (fault.Engine, fault.Words));
    }

    [FactThatNeeds(Needs.Linux)]
    public async Task Cancelling_ends_the_children_of_git_too()
    {
        _it.Served.Fail(ServerFault.Hang);
        using var cancel = new CancellationTokenSource();
        var fetch = _it.Cache().FetchAsync(_it.Upstream, [Target(_it.V1)], FetchDepth.Tip, cancel.Token);
        while (_it.Served.Requests == 0 && !fetch.IsCompleted)
        {
            await Task.Delay(10);
        }

        Assert.NotEmpty(Processes.Naming(_it.Upstream.Address));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
        Processes.AssertGone(_it.Upstream.Address);
    }

    [FactThatNeeds(Needs.Linux)]
    public async Task Cancelling_ends_the_children_of_a_git_that_is_gone()
    {
        // The child has its output still, which is listened to.
        var left = _it.Temp["left"];
        var cache = _it.Cache(environment: Environment(("PATH", _it.PathWithGit($"""
            case "$1" in
              remote-http) sleep 1000 & echo $! > '{left}'; kill -9 $$;;
              *) exec GIT "$@";;
            esac
            """))));
        using var cancel = new CancellationTokenSource();
        var listing = Task.Run(() => cache.ListRefsAsync(_it.Upstream, cancel.Token));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(left) && File.ReadAllText(left).EndsWith('\n'), Patience));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing.WaitAsync(Patience));
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{File.ReadAllText(left).Trim()}"), Patience));
    }

    [TheoryThatNeeds(Needs.Scripts)]
    [InlineData("--version")]
    [InlineData("config")]
    public async Task A_git_that_never_answers_is_told_as_that(string command)
    {
        var environment = Environment(("PATH", _it.PathWithGit($"""
            case "$1" in
              {command}) sleep 1000;;
              *) exec GIT "$@";;
            esac
            """)));
        using var cache = GitCache.Open(Options(_it.CacheFolder) with { Environment = environment, AnswerLimit = TimeSpan.FromSeconds(1) }).Value!;

        var listed = await cache.ListRefsAsync(_it.Upstream, default).WaitAsync(Patience);

        Assert.Equal(GitFaultKind.GitSilent, listed.Fault?.Kind);
        Assert.EndsWith($"git {command}' has not answered in 1 s", listed.Fault!.Words, StringComparison.Ordinal);
    }

    [TheoryThatNeeds(Needs.Scripts)]
    [InlineData("--version")]
    [InlineData("config")]
    public async Task A_git_that_never_answers_can_be_cancelled(string command)
    {
        var begun = _it.Temp["begun"];
        var cache = _it.Cache(environment: Environment(("PATH", _it.PathWithGit($"""
            case "$1" in
              {command}) touch '{begun}'; sleep 1000;;
              *) exec GIT "$@";;
            esac
            """))), engine: GitEngine.Auto);
        using var cancel = new CancellationTokenSource();

        var listing = Task.Run(() => cache.ListRefsAsync(_it.Upstream, cancel.Token));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(begun), Patience));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listing.WaitAsync(Patience));
    }

    [TheoryThatNeeds(Needs.Scripts)]
    [InlineData("sleep 1000 >/dev/null &", null)]
    [InlineData("sleep 1000 &", GitFaultKind.Other)]
    public async Task What_git_left_running_is_not_waited_for(string daemon, GitFaultKind? kind)
    {
        var left = _it.Temp["left"];
        var cache = _it.Cache(environment: Environment(("PATH", _it.PathWithGit($"""
            case "$1" in
              remote-http) exit 1;;
              ls-remote) {daemon} echo $! > '{left}'; exec GIT "$@";;
              *) exec GIT "$@";;
            esac
            """))));
        try
        {
            var listed = await cache.ListRefsAsync(_it.Upstream, default).WaitAsync(Patience);

            Assert.Equal(kind, listed.Fault?.Kind);
        }
        finally
        {
            using var process = Process.GetProcessById(int.Parse(File.ReadAllText(left), System.Globalization.CultureInfo.InvariantCulture));
            process.Kill();
        }
    }

    public void Dispose() => _it.Dispose();
}
