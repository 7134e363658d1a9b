using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class A_large_file_in_the_way_costs_no_time_and_is_not_lost : IDisposable
{
    private const int Invalid = 22;

    // It takes a second; what goes on takes for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly UpstreamWorld _world = new();

    // A file system that knows no holes: all of it would have to be copied.
    [FactThatNeeds(Needs.Compiler)]
    public void Of_more_than_a_gigabyte_it_is_left_where_it_is_with_an_error()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        var (file, size) = (Path.Combine(site.Output, "index.php"), (1L << 30) + 5);
        using (var opened = File.OpenHandle(file, FileMode.Open, FileAccess.Write))
        {
            RandomAccess.SetLength(opened, size);
            RandomAccess.Write(opened, "mine"u8, size - 4);
        }

        Set(site, RefusingSystem.Refuse("holes", "*/index.php", Invalid));
        var refused = site.Run("build", "--no-restore");

        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains($"error MOODLE1622: '{file}' is in the way of the site and was left where it is", Assert.Single(refused.Diagnostics), StringComparison.Ordinal);
        Assert.Equal((size, "mine"), (new FileInfo(file).Length, LastFour(file)));
        Assert.Empty(KeptFiles(site));

        site.Environment.Clear();
        var healed = site.Run("build", "--no-restore");
        Assert.True(healed.ExitCode == 0, healed.Output);
        var kept = Assert.Single(KeptFiles(site));
        Assert.Equal((size, "mine"), (new FileInfo(kept).Length, LastFour(kept)));
        Assert.True(new FileInfo(file).Length < 1000);
    }

    // 80 pieces, each of which takes its time.
    [FactThatNeeds(Needs.Compiler)]
    public void Interrupted_while_it_is_copied_the_build_ends_and_the_next_one_keeps_it()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        var (file, mine) = (Path.Combine(site.Output, "index.php"), new byte[20 << 20]);
        new Random(1).NextBytes(mine);
        File.WriteAllBytes(file, mine);

        Set(site, RefusingSystem.Delay("read", $"{site.Output}/index.php", TimeSpan.FromMilliseconds(300)));
        using (var build = site.StartToInterrupt("build"))
        {
            Assert.True(SpinWait.SpinUntil(() => build.Process.HasExited || KeptFiles(site).Length > 0, Patience));
            build.Interrupt();
            Assert.True(build.Process.WaitForExit(Patience), $"It has not ended {Patience} after it was interrupted.");
            Assert.NotEqual(0, build.Wait().ExitCode);
        }

        Assert.Empty(KeptFiles(site));
        Assert.Equal(mine, File.ReadAllBytes(file));
        site.Environment.Clear();
        var next = site.Run("build");
        Assert.True(next.ExitCode == 0, next.Output);
        Assert.Equal(mine, File.ReadAllBytes(Assert.Single(KeptFiles(site))));
    }

    public void Dispose() => _world.Dispose();

    private static void Set(SiteProject site, IReadOnlyDictionary<string, string?> variables)
    {
        foreach (var (name, value) in variables)
        {
            site.Environment[name] = value;
        }
    }

    private static string LastFour(string file)
    {
        using var opened = File.OpenHandle(file);
        var bytes = new byte[4];
        Assert.Equal(4, RandomAccess.Read(opened, bytes, RandomAccess.GetLength(opened) - 4));
        return System.Text.Encoding.ASCII.GetString(bytes);
    }

    private static string[] KeptFiles(SiteProject site) =>
        [.. Directory.EnumerateFiles(Path.Combine(site.Folder, "obj"), "index.php", SearchOption.AllDirectories)];
}
