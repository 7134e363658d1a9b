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
        var state = State(site);
        Assert.Equal(0, site.Run("publish").ExitCode);
        var archive = Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "bin", "artifacts"), "*.tar.gz"));
        var pack = Directory.GetFiles(site.GitCache, "*.pack", SearchOption.AllDirectories)[0];

        Plant(site, OwnerRecord(site), "1635", "-t:Rebuild");
        Plant(site, state, "1635", "-t:Build");
        Plant(site, Path.Combine(Path.GetDirectoryName(state)!, "lock"), "1635", "-t:Rebuild");
        Plant(site, site.LockFile, "1301", "-t:Build");
        Plant(site, archive, "1704", "-t:Publish");
        Plant(site, archive + ".sha256", "1704", "-t:Publish");
        Plant(site, Path.ChangeExtension(pack, ".idx"), "1140", "-t:Rebuild");
        Plant(site, pack, "1140", "-t:Rebuild");
        Plant(site, state, "1635", "-t:Build", [("folder", place => Directory.CreateDirectory(place))]);

        Assert.Equal(0, site.Run("build").ExitCode);
        Assert.Equal(0, site.Run("publish").ExitCode);
    }

    // /dev/zero has no end.
    [FactThatNeeds(Needs.Linux | Needs.Root)]
    public void A_device()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        (string, Action<string>)[] device = [("device", file => Run("mknod", file, "c", "1", "5"))];

        Plant(site, OwnerRecord(site), "1635", "-t:Rebuild", device);
        Plant(site, State(site), "1635", "-t:Build", device);
        Plant(site, site.LockFile, "1301", "-t:Build", device);
    }

    [FactThatNeeds(Needs.Linux)]
    public void A_file_far_too_large()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        foreach (var file in new[] { State(site), OwnerRecord(site) })
        {
            var length = new FileInfo(file).Length;
            SetLength(file, 3L << 30);

            var build = site.Run("build", "--no-restore", "-t:Rebuild");

            Assert.NotEqual(0, build.ExitCode);
            Assert.Contains($"error MOODLE1635: '{file}' ", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
            SetLength(file, length);
        }

        Assert.Equal(0, site.Run("build").ExitCode);
    }

    [FactThatNeeds(Needs.Linux)]
    public void A_link_in_the_place_of_a_folder_under_obj()
    {
        using var site = _world.DeclaredSite();
        Assert.Equal(0, site.Run("build").ExitCode);
        foreach (var folder in new[] { Path.Combine(site.Folder, "obj", "moodle", "site"), Path.GetDirectoryName(State(site))! })
        {
            Directory.Move(folder, Elsewhere);
            Directory.CreateSymbolicLink(folder, Elsewhere);
            Directory.EnumerateFiles(Elsewhere, "*.json").ToList().ForEach(file => File.WriteAllText(file, "precious"));
            var before = FolderContent.Of(Elsewhere);

            var build = site.Run("build", "--no-restore", "-t:Rebuild");

            Assert.NotEqual(0, build.ExitCode);
            Assert.Contains($"error MOODLE1635: '{folder}' ", Assert.Single(build.Diagnostics), StringComparison.Ordinal);
            Assert.Equal(before, FolderContent.Of(Elsewhere));
            Directory.Delete(folder);
            Directory.Move(Elsewhere, folder);
        }

        Assert.Equal(0, site.Run("build").ExitCode);
    }

    [FactThatNeeds(Needs.Linux)]
    public void A_hard_link_to_a_file_of_somebody()
    {
        using var site = _world.DeclaredSite();
        File.WriteAllText(Elsewhere, "precious");
        var record = OwnerRecord(site);
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

    private static string OwnerRecord(SiteProject site) => Path.Combine(Path.GetDirectoryName(site.Output)!, ".site.moodle-owner");

    private static string State(SiteProject site) => Assert.Single(Directory.GetFiles(Path.Combine(site.Folder, "obj"), "state.bin", SearchOption.AllDirectories));

    private static void SetLength(string file, long length)
    {
        using var opened = new FileStream(file, FileMode.Open);
        opened.SetLength(length);
    }

    private void Plant(SiteProject site, string file, string code, string target) => Plant(site, file, code, target,
    [
        ("pipe", place => Run("mkfifo", place)),
        ("link", place => File.CreateSymbolicLink(place, Elsewhere)),
    ]);

    // One after the other, and what was there comes back: told by name, nobody waits, and what a link leads to stays as it was.
    private void Plant(SiteProject site, string file, string code, string target, (string Kind, Action<string>)[] plants)
    {
        var aside = Path.Combine(_elsewhere.Path, "aside");
        File.Move(file, aside);
        foreach (var (kind, plant) in plants)
        {
            File.WriteAllText(Elsewhere, "precious");
            plant(file);
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
