using System.Text;
using Moodle.Sdk.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Moodle.Sdk.Git.Tests.Bounds;

/// <summary>Servers that never come to an end, or say nothing. Each conversation runs in a process of its own, whose memory is measured.</summary>
public sealed class What_an_upstream_says_is_bounded(ITestOutputHelper output) : IDisposable
{
    private readonly CacheFixture _it = new(GitEngine.Git);

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData("capabilities", GitFaultKind.TooMuch)]
    [InlineData("capabilities of the oldest protocol", GitFaultKind.TooMuch)]
    [InlineData("refs", GitFaultKind.TooMuch)]
    [InlineData("empty lines", GitFaultKind.TooMuch)]
    [InlineData("keepalives", GitFaultKind.Silent)]
    [InlineData("nothing", GitFaultKind.Silent)]
    public async Task An_endless_listing(string what, GitFaultKind kind)
    {
        _it.Served.Writes = request => what switch
        {
            "capabilities" when request.Length == 0 => Endless("000eversion 2\n", Packets(i => $"agent{i}\n")),
            "capabilities of the oldest protocol" => Endless("001e# service=git-upload-pack\n0000", Packets(i => $"{i:x40} refs/tags/{i}\n")),
            "refs" when request.Length > 0 => Endless("", Packets(i => $"{i:x40} refs/tags/{i}\n")),
            "empty lines" when request.Length > 0 => Endless("", _ => "0004"),
            "keepalives" when request.Length > 0 => Endless("", _ => "0004", TimeSpan.FromMilliseconds(100)),
            "nothing" => (_, cancel) => Task.Delay(Timeout.Infinite, cancel),
            _ => null,
        };

        await AssertRefusedAsync(kind, "list");
    }

    [TheoryThatNeeds(Needs.Linux)]
    [InlineData("shallow lines", GitFaultKind.TooMuch)]
    [InlineData("words on the way", GitFaultKind.TooMuch)]
    [InlineData("keepalives", GitFaultKind.Silent)]
    [InlineData("slow words on the way", GitFaultKind.Silent)]
    [InlineData("nothing", GitFaultKind.Silent)]
    public async Task An_endless_fetch(string what, GitFaultKind kind)
    {
        const string pack = "000dpackfile\n";
        _it.Served.Writes = request => request.AsSpan().IndexOf("want "u8) < 0 ? null : what switch
        {
            "shallow lines" => Endless("0011shallow-info\n", Packets(i => $"shallow {i:x40}\n")),
            "words on the way" => Endless(pack, Packets(i => $"\u0002Counting {i}\n")),
            "keepalives" => Endless(pack, _ => "0005\u0001", TimeSpan.FromMilliseconds(100)),
            "slow words on the way" => Endless(pack, Packets(i => $"\u0002Counting {i}\n"), TimeSpan.FromMilliseconds(100)),
            _ => (_, cancel) => Task.Delay(Timeout.Infinite, cancel),
        };

        await AssertRefusedAsync(kind, "fetch", _it.V1);
    }

    public void Dispose() => _it.Dispose();

    private static Func<int, string> Packets(Func<int, string> line) => i => line(i) is var text ? $"{text.Length + 4:x4}{text}" : "";

    private static Func<Stream, CancellationToken, Task> Endless(string begin, Func<int, string> more, TimeSpan pause = default) => async (response, cancel) =>
    {
        await response.WriteAsync(Encoding.ASCII.GetBytes(begin), cancel);
        for (var i = 0; ; i++)
        {
            var piece = new StringBuilder(more(i));
            while (pause == default && piece.Length < 1 << 16)
            {
                piece.Append(more(++i));
            }

            await response.WriteAsync(Encoding.ASCII.GetBytes(piece.ToString()), cancel);
            await response.FlushAsync(cancel);
            await Task.Delay(pause, cancel);
        }
    };

    private async Task AssertRefusedAsync(GitFaultKind kind, string question, params string[] commits)
    {
        var cost = await Program.RunAsync([question, "Git", _it.Upstream.Address, _it.CacheFolder, kind == GitFaultKind.Silent ? "3" : "60", .. commits]);
        output.WriteLine(cost.ToString());
        Assert.Equal(kind, cost.Kind);
        Assert.InRange(cost.Megabytes, 1, 400);
        Assert.InRange(cost.ProcessorSeconds, 0, 60);
    }
}
