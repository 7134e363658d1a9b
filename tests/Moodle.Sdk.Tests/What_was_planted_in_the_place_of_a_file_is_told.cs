using System.Diagnostics;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

public sealed class What_was_planted_in_the_place_of_a_file_is_told : IDisposable
{
    private readonly UpstreamWorld _world = new();
    private readonly TempFolder _elsewhere = new();

    private string Elsewhere => Path.Combine(_elsewhere.Path, "elsewhere");

    [FactThatNeeds(Needs.Linux)]
    public void A_pipe_a_link_or_a_folder()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        var state = Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "obj"), "state.bin", SearchOption.AllDirectories));
        Assert.Equal(0, site.Run("publish").ExitCode);
        var archive = Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "bin", "artifacts"), "*.tar.gz"));
        var pack = Directory.GetFiles(site.GitCache, "*.pack", SearchOption.AllDirectories)[0];

        Plant(site, Path.Combine(Path.GetDirectoryName(site.Output)!, ".site.moodle-owner"), "1635", "-t:Rebuild");
        Plant(site, state, "1635", "-t:Build");
        Plant(site, Path.Combine(Path.GetDirectoryName(state)!, "lock"), "1635", "-t:Rebuild");
        Plant(site, site.LockFile, "1301", "-t:Build");
        Plant(site, archive, "1704", "-t:Publish");
        Plant(site, archive + ".sha256", "1704", "-t:Publish");
        // A folder there is passed over: the objects are missing, and restore fetches them.
        Plant(site, Path.ChangeExtension(pack, ".idx"), "1140", "-t:Rebuild", but: "folder");

        Assert.Equal(0, site.Run("build").ExitCode);
        Assert.Equal(0, site.Run("publish").ExitCode);
    }

    [FactThatNeeds(Needs.Linux)]
    public void A_file_far_too_large()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        var state = Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "obj"), "state.bin", SearchOption.AllDirectories));
        using (var grown = new FileStream(state, FileMode.Open))
        {
            grown.SetLength(3L << 30);
        }

        var build = site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains($"error MOODLE1635: '{state}' ", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
    }

    [FactThatNeeds(Needs.Linux)]
    public void A_hard_link_to_a_file_of_somebody()
    {
        using var site = _world.DeclaredSite();
        File.WriteAllText(Elsewhere, "precious");
        var record = Path.Combine(Path.GetDirectoryName(site.Output)!, ".site.moodle-owner");
        Directory.CreateDirectory(Path.GetDirectoryName(record)!);
        Run("ln", Elsewhere, record);

        var build = site.Run("build");

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains($"error MOODLE1635: '{record}' ", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Elsewhere));
    }

    public void Dispose()
    {
        _world.Dispose();
        _elsewhere.Dispose();
    }

    // One after the other, and what was there comes back: told by name, nobody waits, and what a link leads to stays as it was.
    private void Plant(SiteProject site, string file, string code, string target, string but = "")
    {
        var aside = Path.Combine(_elsewhere.Path, "aside");
        File.Move(file, aside);
        foreach (var (kind, plant) in new (string, Action)[]
        {
            ("pipe", () => Run("mkfifo", file)),
            ("link", () => File.CreateSymbolicLink(file, Elsewhere)),
            ("folder", () => Directory.CreateDirectory(file)),
        }.Where(k => k.Item1 != but))
        {
            File.WriteAllText(Elsewhere, "precious");
            plant();
            var build = site.Run("build", "--no-restore", target);
            Assert.True(build.ExitCode != 0 && build.Output.Contains($"error MOODLE{code}: ", StringComparison.Ordinal) && build.Output.Contains(file, StringComparison.Ordinal), $"{kind} {file}: {build.Output}");
            Assert.Equal("precious", File.ReadAllText(Elsewhere));
            Run("rm", "-r", file);
        }

        File.Move(aside, file);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var running = Process.Start(program, arguments);
        running.WaitForExit();
        Assert.Equal(0, running.ExitCode);
    }
}
