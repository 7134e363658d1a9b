using System.Text;
using Moodle.Sdk.Git.Tests.Objects;
using Moodle.Sdk.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Moodle.Sdk.Git.Tests.Bounds;

/// <summary>Each conversation runs in a process of its own, whose memory and processor time are measured.</summary>
public sealed class What_an_upstream_may_cost_is_bounded(ITestOutputHelper output) : IDisposable
{
    private const int Blob = (int)ObjectKind.Blob;

    private static readonly byte[] Empty = [0x78, 0x9C, 3, 0, 0, 0, 0, 1];

    private readonly CacheFixture _it = new(GitEngine.Git);

    // What is taken in is the same with either engine; what carries it is not.
    public static IEnumerable<object[]> Packs =>
        Hostile.Keys.Select(name => new object[] { GitEngine.LibGit2, name }).Append([GitEngine.Git, "8 million empty blobs"]).Append([GitEngine.Git, "chains of delta bombs"]);

    private static readonly Dictionary<string, Func<HostilePack, Task>> Hostile = new()
    {
        ["8 million empty blobs"] = async pack =>
        {
            await pack.BeginAsync(8_000_000);
            for (var i = 0; i < 8_000_000; i++)
            {
                await pack.AddAsync(Blob, 0, [], Empty);
            }
        },
        ["the most objects that are not refused, all the same"] = async pack =>
        {
            await pack.BeginAsync(3_000_000);
            for (var i = 0; i < 3_000_000; i++)
            {
                await pack.AddAsync(Blob, 0, [], Empty);
            }
        },
        ["a file of the longest that is not refused"] = async pack =>
        {
            await pack.BeginAsync(1);
            var content = new byte[100 << 20];
            new Random(1).NextBytes(content);
            await pack.AddAsync(Blob, content.Length, [], TestPack.Compress(content));
        },
        ["a commit of parents with ids alike that nothing has, not refused by its length"] = async pack =>
        {
            await pack.BeginAsync(1);
            var parents = string.Concat(Enumerable.Range(0, 330_000).Select(i => $"parent {i:x40}\n"));
            var content = Encoding.ASCII.GetBytes($"tree {new string('1', 40)}\n{parents}author A <a@a> 1 +0000\ncommitter A <a@a> 1 +0000\n\n");
            await pack.AddAsync((int)ObjectKind.Commit, content.Length, [], TestPack.Compress(content));
        },
        ["chains of delta bombs"] = pack => BombsAsync(pack, roots: 20),
        ["two roots"] = pack => BombsAsync(pack, roots: 2),
        ["a blob of 500 MB"] = async pack =>
        {
            await pack.BeginAsync(1);
            await pack.AddAsync(Blob, 500L << 20, [], TestPack.Compress(new byte[1 << 20]));
        },
        ["a tree of 5 million entries"] = async pack =>
        {
            await pack.BeginAsync(1);
            await pack.AddAsync((int)ObjectKind.Tree, 5_000_000 * 34L, [], TestPack.Compress(new byte[1 << 20]));
        },
    };

    [TheoryThatNeeds(Needs.Linux)]
    [MemberData(nameof(Packs))]
    public async Task Hostile_packs(GitEngine engine, string name)
    {
        _it.Served.Writes = HostilePack.Of(async pack =>
        {
            await Hostile[name](pack);
            await pack.EndAsync();
        });

        await AssertRefusedAsync(name.Contains("not refused", StringComparison.Ordinal) ? GitFaultKind.CommitUnavailable : GitFaultKind.TooMuch, engine);
    }

    [FactThatNeeds(Needs.Linux)]
    public async Task A_hostile_pack_that_comes_later()
    {
        (await _it.Fetch(_it.Cache(), FetchDepth.Tip, CacheFixture.Target(_it.V2))).Dispose();
        _it.Served.Writes = HostilePack.Of(async pack =>
        {
            await BombsAsync(pack, roots: 20);
            await pack.EndAsync();
        });

        await AssertRefusedAsync(GitFaultKind.TooMuch, GitEngine.LibGit2);
    }

    public void Dispose() => _it.Dispose();

    // Each delta copies the whole base as often as makes a file of nearly the longest that is allowed.
    private static async Task BombsAsync(HostilePack pack, int roots)
    {
        const int root = 1 << 20, made = 96 << 20, deltas = 100;
        await pack.BeginAsync((uint)(roots * (deltas + 1)));
        for (var r = 0; r < roots; r++)
        {
            var onto = pack.Position;
            await pack.AddAsync(Blob, root, [], TestPack.Compress(Enumerable.Repeat((byte)r, root).ToArray()));
            for (var d = 0; d < deltas; d++)
            {
                var next = pack.Position;
                // 0xF0: a copy from the start, with three bytes of length: 1 MB of the base.
                await pack.AddDeltaAsync(onto, TestPack.Delta(d == 0 ? root : made, made, [.. Enumerable.Repeat<byte[]>([0xF0, 0, 0, 0x10], 96).SelectMany(b => b)]));
                onto = next;
            }
        }
    }

    private async Task AssertRefusedAsync(GitFaultKind kind, GitEngine engine)
    {
        var cost = await Program.RunAsync("fetch", engine.ToString(), _it.Upstream.Address, _it.CacheFolder, "60", _it.V1);
        output.WriteLine(cost.ToString());
        Assert.Equal(kind, cost.Kind);
        Assert.InRange(cost.Megabytes, 1, 400);
        Assert.InRange(cost.ProcessorSeconds, 0, 60);
    }
}
