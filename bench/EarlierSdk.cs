using System.Globalization;
using System.Text;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Bench;

/// <summary>This SDK against that of another commit: the same scenarios, runs of both in turn, so that a drift of the machine hits both alike.</summary>
public static class EarlierSdk
{
    private static readonly string[] Scenarios = ["cold", "warm", "noop", "update", "publish"];

    /// <summary>Measures, and gives the table. The last column is how far the middle half of the earlier one's own runs lies apart.</summary>
    public static string Compare(BenchWorld world, string commit)
    {
        var table = new StringBuilder($"| scenario | now | {commit} | ratio | spread of {commit} |\n|---|---|---|---|---|\n");
        string[] sdks = [PackedSdk.Instance.Version, Pack(world, commit)];
        foreach (var scenario in Scenarios.Where(s => world.Options.Only.Count == 0 || world.Options.Only.Contains(s)))
        {
            var runs = Measure(world, scenario, sdks);
            var (now, before) = (Measured.Median(runs[0]), Measured.Median(runs[1]));
            var sorted = runs[1].Order().ToArray();
            var spread = (sorted[sorted.Length * 3 / 4] - sorted[sorted.Length / 4]) / before;
            var row = string.Create(CultureInfo.InvariantCulture, $"| {scenario} | {now:0.000} s | {before:0.000} s | {now / before:0.000} | {spread:0.000} |");
            Console.Error.WriteLine(row);
            table.AppendLine(row);
        }

        return table.ToString();
    }

    // Into the same feed, so that a site chooses by the version alone.
    private static string Pack(BenchWorld world, string commit)
    {
        var (folder, version) = (world.Fresh("before"), $"1.0.0-before.{DateTime.UtcNow.Ticks}");
        Measured.Once(() => world.Shell(PackedSdk.RepositoryRoot, $"git archive {commit} | tar x -C '{folder}'"));
        Measured.Once(() => BenchWorld.Dotnet(folder, folder, "pack", "sdk/Moodle.Sdk/Moodle.Sdk.csproj", "-c", "Release", "-o", PackedSdk.Instance.Feed, $"-p:Version={version}"));
        return version;
    }

    private static List<double>[] Measure(BenchWorld world, string scenario, string[] sdks)
    {
        var runs = sdks.Select(_ => new List<double>()).ToArray();
        var sites = sdks.Select((sdk, i) => Prepare(world, scenario, sdk, world.Fresh($"{scenario}{i}"))).ToArray();
        for (var run = -1; run < world.Options.Runs; run++)
        {
            for (var i = 0; i < sites.Length; i++)
            {
                sites[i].Before();
                var measured = Measured.Once(() => BenchWorld.Dotnet(sites[i].Site, scenario == "publish" ? "publish" : "build"));
                runs[i].AddRange(run < 0 ? [] : [measured.Seconds]);
            }
        }

        foreach (var site in sites)
        {
            BenchWorld.Remove(site.Site.Folder);
        }

        return runs;
    }

    private static (SiteProject Site, Action Before) Prepare(BenchWorld world, string scenario, string sdk, string folder)
    {
        var site = world.Site(folder, scenario == "update" ? world.Upstreams.Previous : null, sdk: sdk);
        site.GitCache = Path.Combine(world.Work, $"cache-{sdk}");
        switch (scenario)
        {
            case "cold":
                site.GitCache = Path.Combine(folder, "cache");
                return (site, () => Forget(site, "bin", "obj", "cache", "site.lock.json"));
            case "noop":
                Measured.Once(() => BenchWorld.Dotnet(site, "build"));
                return (site, () => { });
            case "update":
                return (site, Updates(world, site, sdk));
            default:
                Measured.Once(() => BenchWorld.Dotnet(site, "restore"));
                return (site, () => Forget(site, "bin", "obj"));
        }
    }

    // Going down is refused in a live output, so the older site is built anew each time.
    private static Action Updates(BenchWorld world, SiteProject site, string sdk)
    {
        Measured.Once(() => BenchWorld.Dotnet(site, "build"));
        var before = (Project: File.ReadAllText(site.ProjectFile), Lock: File.ReadAllText(site.LockFile));
        world.Site(site.Folder, sdk: sdk);
        Measured.Once(() => BenchWorld.Dotnet(site, "restore"));
        var after = (Project: File.ReadAllText(site.ProjectFile), Lock: File.ReadAllText(site.LockFile));
        return () =>
        {
            Forget(site, "bin", "obj");
            File.WriteAllText(site.ProjectFile, before.Project);
            File.WriteAllText(site.LockFile, before.Lock);
            Measured.Once(() => BenchWorld.Dotnet(site, "build"));
            File.WriteAllText(site.ProjectFile, after.Project);
            File.WriteAllText(site.LockFile, after.Lock);
        };
    }

    private static void Forget(SiteProject site, params string[] names)
    {
        foreach (var path in names.Select(name => Path.Combine(site.Folder, name)))
        {
            BenchWorld.Remove(path);
            File.Delete(path);
        }
    }
}
