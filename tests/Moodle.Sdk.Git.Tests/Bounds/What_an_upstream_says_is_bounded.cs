using System.Text;
using Moodle.Sdk.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Moodle.Sdk.Git.Tests.Bounds;

/// <summary>Servers that never come to an end, or say nothing. Each conversation runs in a process of its own, whose memory is measured.</summary>
public sealed class What_an_upstream_says_is_bounded(ITestOutputHelper output) : IDisposable
{
    private static readonly byte[] Tags = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(1, 300_000).Select(Packets(i => $"{i:x40} refs/tags/{i}\n"))) + "0000");

    private readonly CacheFixture _it = new(GitEngine.Git);

    public static TheoryData<GitEngine, string, GitFaultKind> Listings => Of(
        ("capabilities", GitFaultKind.TooMuch),
        ("capabilities of the oldest protocol", GitFaultKind.TooMuch),
        ("refs", GitFaultKind.TooMuch),
        ("300,000 tags", GitFaultKind.TooMuch),
        ("empty lines", GitFaultKind.TooMuch),
        ("keepalives", GitFaultKind.Silent),
        ("nothing", GitFaultKind.Silent));

    public static TheoryData<GitEngine, string, GitFaultKind> Fetches => Of(
        ("shallow lines", GitFaultKind.TooMuch),
        ("words on the way", GitFaultKind.TooMuch),
        ("keepalives", GitFaultKind.Silent),
        ("slow words on the way", GitFaultKind.Silent),
        ("objects", GitFaultKind.TooMuch),
        ("nothing", GitFaultKind.Silent));

    [TheoryThatNeeds(Needs.Linux)]
    [MemberData(nameof(Listings))]
    public async Task An_endless_listing(GitEngine engine, string what, GitFaultKind kind)
    {
        _it.Served.Writes = request => what switch
        {
            "capabilities" when request.Length == 0 => Endless("000eversion 2\n", Packets(i => $"agent{i}\n")),
            "capabilities of the oldest protocol" => Endless("001e# service=git-upload-pack\n0000", Packets(i => $"{i:x40} refs/tags/{i}\n")),
            "refs" when request.Length > 0 => Endless("", Packets(i => $"{i:x40} refs/tags/{i}\n")),
            "300,000 tags" when request.Length > 0 => (response, cancel) => response.WriteAsync(Tags, cancel).AsTask(),
            "empty lines" when request.Length > 0 => Endless("", _ => "0004"),
            "keepalives" when request.Length > 0 => Endless("", _ => "0004", TimeSpan.FromMilliseconds(100)),
            "nothing" => (_, cancel) => Task.Delay(Timeout.Infinite, cancel),
            _ => null,
        };

        await AssertRefusedAsync(engine, kind, "list");
    }

    [TheoryThatNeeds(Needs.Linux)]
    [MemberData(nameof(Fetches))]
    public async Task An_endless_fetch(GitEngine engine, string what, GitFaultKind kind)
    {
        _it.Served.Writes = Fetch(what);

        await AssertRefusedAsync(engine, kind, "fetch", _it.V1);
    }

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData(GitEngine.Git, "keepalives", GitFaultKind.Silent)]
    [InlineData(GitEngine.Git, "slow words on the way", GitFaultKind.Silent)]
    [InlineData(GitEngine.Git, "objects", GitFaultKind.TooMuch)]
    [InlineData(GitEngine.Git, "nothing", GitFaultKind.Silent)]
    [InlineData(GitEngine.LibGit2, "keepalives", GitFaultKind.Silent)]
    [InlineData(GitEngine.LibGit2, "objects", GitFaultKind.TooMuch)]
    public async Task An_endless_fetch_in_the_oldest_protocol(GitEngine engine, string what, GitFaultKind kind)
    {
        _it.Served.AllowsAnyId = false;
        _it.Served.Writes = Fetch(what);

        await AssertRefusedAsync(engine, kind, "fetch", _it.Head);
    }

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData("headers", GitFaultKind.TooMuch)]
    [InlineData("one header", GitFaultKind.TooMuch)]
    [InlineData("100-continue", GitFaultKind.TooMuch)]
    [InlineData("chunk extensions", GitFaultKind.Unreachable)]
    [InlineData("trailers", GitFaultKind.TooMuch)]
    public async Task An_endless_answer_of_HTTP_to_the_embedded_engine(string what, GitFaultKind kind)
    {
        using var server = new EndlessServer(what);

        await AssertRefusedAsync(GitEngine.LibGit2, kind, "list", server.Address, []);
    }

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public Task As_many_tags_as_are_looked_at_whose_commits_nobody_has(GitEngine engine) =>
        AssertRefusedAsync(engine, GitFaultKind.CommitUnavailable, "look", [.. Enumerable.Range(1, 5_000).Select(i => i.ToString("x40"))]);

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData(GitEngine.Git)]
    [InlineData(GitEngine.LibGit2)]
    public async Task A_silence_is_told_at_once_and_further_tries_are_two(GitEngine engine)
    {
        _it.Served.Fail(ServerFault.Hang);
        await AssertRefusedAsync(engine, GitFaultKind.Silent, "list");
        Assert.Equal(1, _it.Served.Requests);

        _it.Served.Fail(ServerFault.Drop);
        await AssertRefusedAsync(engine, GitFaultKind.Unreachable, "list");
        Assert.Equal(4, _it.Served.Requests);
    }

    [FactThatNeeds(Needs.Linux)]
    public Task A_server_that_sends_elsewhere_and_then_says_nothing()
    {
        // git fails at the redirect, and is asked once more for where it leads.
        var asked = 0;
        _it.Server.SendsTo = path =>
        {
            if (Interlocked.Increment(ref asked) > 1)
            {
                _it.Served.Fail(ServerFault.Hang);
                return null;
            }

            return "/elsewhere.git" + path["/mod_x.git".Length..];
        };

        return AssertRefusedAsync(GitEngine.Git, GitFaultKind.Silent, "list");
    }

    [Fact]
    public async Task Slow_work_here_is_no_silence_of_the_upstream()
    {
        // The pack waits in the pipe while whoever watches takes longer than an upstream may.
        using var cache = GitCache.Open(CacheFixture.Options(_it.CacheFolder) with
        {
            Engine = GitEngine.Git,
            Environment = CacheFixture.Environment(),
            Patience = TimeSpan.FromSeconds(2),
            Progress = new Slow(),
        }).Value!;

        Assert.Null((await cache.FetchAsync(_it.Upstream, [CacheFixture.Target(_it.V1)], FetchDepth.Tip, default)).Fault);
    }

    public void Dispose() => _it.Dispose();

    private static Func<byte[], Func<Stream, CancellationToken, Task>?> Fetch(string what) => request =>
        !HostilePack.AsksForPack(request) ? null : (what, Encoding.ASCII.GetString(HostilePack.Before(request))) switch
        {
            ("shallow lines", _) => Endless("0011shallow-info\n", Packets(i => $"shallow {i:x40}\n")),
            ("words on the way", var pack) => Endless(pack, Packets(i => $"\u0002Counting {i}\n")),
            ("slow words on the way", var pack) => Endless(pack, Packets(i => $"\u0002Counting {i}\n"), TimeSpan.FromMilliseconds(100)),
            ("keepalives", var pack) => Endless(pack, _ => "0005\u0001", TimeSpan.FromMilliseconds(100)),
            // The head of a pack of eight million, and one empty file after the other.
            ("objects", var pack) => Endless(pack + "0011\u0001PACK\0\0\0\u0002\0\u007A\u0012\0", Packets(_ => "\u0001\u0030\u0078\u009C\u0003\0\0\0\0\u0001"), TimeSpan.FromMilliseconds(100)),
            _ => (_, cancel) => Task.Delay(Timeout.Infinite, cancel),
        };

    private static Func<int, string> Packets(Func<int, string> line) => i => line(i) is var text ? $"{text.Length + 4:x4}{text}" : "";

    private static Func<Stream, CancellationToken, Task> Endless(string begin, Func<int, string> more, TimeSpan pause = default) => async (response, cancel) =>
    {
        await response.WriteAsync(Encoding.Latin1.GetBytes(begin), cancel);
        for (var i = 0; ; i++)
        {
            var piece = new StringBuilder(more(i));
            while (pause == default && piece.Length < 1 << 16)
            {
                piece.Append(more(++i));
            }

            await response.WriteAsync(Encoding.Latin1.GetBytes(piece.ToString()), cancel);
            await response.FlushAsync(cancel);
            await Task.Delay(pause, cancel);
        }
    };

    private static TheoryData<GitEngine, string, GitFaultKind> Of(params (string What, GitFaultKind Kind)[] all)
    {
        var cases = new TheoryData<GitEngine, string, GitFaultKind>();
        foreach (var (what, kind) in all)
        {
            cases.Add(GitEngine.Git, what, kind);
            cases.Add(GitEngine.LibGit2, what, kind);
        }

        return cases;
    }

    private Task AssertRefusedAsync(GitEngine engine, GitFaultKind kind, string question, params string[] commits) =>
        AssertRefusedAsync(engine, kind, question, _it.Upstream.Address, commits);

    private async Task AssertRefusedAsync(GitEngine engine, GitFaultKind kind, string question, string address, string[] commits)
    {
        var cost = await Program.RunAsync([question, engine.ToString(), address, _it.CacheFolder, kind == GitFaultKind.Silent ? "2" : "60", .. commits]);
        output.WriteLine(cost.ToString());
        Assert.Equal(kind, cost.Kind);
        Assert.InRange(cost.Megabytes, 1, 400);
        Assert.InRange(cost.ProcessorSeconds, 0, 60);
    }

    private sealed class Slow : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value)
        {
            if (value.Phase == FetchPhase.Receiving)
            {
                Thread.Sleep(3_000);
            }
        }
    }
}
