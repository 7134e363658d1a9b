using System.IO.Compression;
using System.Text;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class Waiting_for_an_upstream_is_told : IDisposable
{
    private readonly UpstreamWorld _world = new();

    [Fact]
    public void An_upstream_that_takes_its_time_is_named_while_a_person_waits_and_told_to_programs()
    {
        using var site = _world.DeclaredSite(items: "");
        // Longer than a person is left without a word; the requests after the first are answered at once.
        _world.Server.Latency = TimeSpan.FromSeconds(7);
        using var restoring = site.Start("restore", "-bl:restore.binlog");
        SpinWait.SpinUntil(() => _world.Server.Requests > 0 || restoring.Process.HasExited);
        Thread.Sleep(100);
        _world.Server.Latency = TimeSpan.Zero;

        var restore = restoring.Wait();

        Assert.True(restore.ExitCode == 0, restore.Output);
        Assert.Contains($"{_world.Server.Url("moodle.git")}: asked, no answer yet (", restore.Output, StringComparison.Ordinal);
        var log = Log(Path.Combine(site.Folder, "restore.binlog"));
        Assert.Contains("moodle.progress", log, StringComparison.Ordinal);
        Assert.Contains($"{{\"upstream\":\"{_world.Server.Url("moodle.git")}\",\"phase\":\"asking\",\"bytes\":0}}", log, StringComparison.Ordinal);
        Assert.Contains("\"phase\":\"indexing\",\"bytes\":", log, StringComparison.Ordinal);
    }

    public void Dispose() => _world.Dispose();

    // Its texts stand in it as they are.
    private static string Log(string file)
    {
        using var unpacked = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
