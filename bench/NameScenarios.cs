using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Bench;

/// <summary>What names, needs and many plugins cost.</summary>
public static class NameScenarios
{
    private static readonly TimeSpan Distance = TimeSpan.FromMilliseconds(100);

    /// <summary>Forty names, of which nothing is known but Moodle, against a script that clones the same one after the other.</summary>
    public static IEnumerable<ResultRow> Cold(BenchWorld world, GitHttpServer server)
    {
        var plugins = NamedPlugins.Make(server, 40);
        var directory = NamedPlugins.MakeDirectory(server, plugins);
        var (site, lockBefore) = OfMoodleAlone(world, "names", directory, plugins);
        var clones = world.Fresh("clones");
        server.Latency = Distance;
        try
        {
            var (ours, peers) = Scenario.Compare(world, Forget, () => BenchWorld.Dotnet(site, "restore"), () => world.Shell(clones, PeerScripts.Clones(plugins)));
            yield return Scenario.Row("40 names, cold, 100 ms", "`git clone --depth 1` of each", ours, peers[0], 0.35);
            yield return new ResultRow("40 names, cold, 100 ms: requests", $"{ours[0].Requests}", $"{peers[0][0].Requests}", (double)ours[0].Requests / peers[0][0].Requests, double.PositiveInfinity);
        }
        finally
        {
            server.Latency = TimeSpan.FromMilliseconds(world.Options.Latency ?? 0);
        }

        void Forget()
        {
            File.WriteAllText(site.LockFile, lockBefore);
            Directory.GetDirectories(site.GitCache, "*.git").Where(d => !Path.GetFileName(d).Contains("-moodle-", StringComparison.Ordinal)).ToList().ForEach(BenchWorld.Remove);
            world.Fresh("clones");
        }
    }

    /// <summary>One plugin that needs 49 others, found in a directory of full size; what was fetched once is there.</summary>
    public static IEnumerable<ResultRow> Needs(BenchWorld world, GitHttpServer server)
    {
        var plugins = NamedPlugins.MakeNeeding(server, 50);
        var directory = NamedPlugins.MakeDirectory(server, plugins);
        var (site, lockBefore) = OfMoodleAlone(world, "needs", directory, [plugins[0]]);
        var (ours, _) = Scenario.Compare(world, () => File.WriteAllText(site.LockFile, lockBefore), () => BenchWorld.Dotnet(site, "restore"));
        var seconds = Measured.Median(ours.Select(r => r.Seconds));
        var found = File.ReadAllText(site.LockFile).Split("\"requiredBy\"").Length - 1;
        yield return new ResultRow("50 plugins, 49 of them needed, warm", Scenario.Seconds(seconds), $"{found} needed, {ours[0].Requests} requests", seconds, 3);
    }

    /// <summary>A name in a list of 2,500 plugins of 30 versions each, against the same in a list of one.</summary>
    public static IEnumerable<ResultRow> List(BenchWorld world, GitHttpServer server)
    {
        var plugin = NamedPlugins.Make(server, 1)[0];
        var lists = world.Fresh("lists");
        var (whole, wholeLock) = OfMoodleAlone(world, "list", NamedPlugins.WriteList(Path.Combine(lists, "whole.json"), plugin, 2_500), [plugin]);
        var (one, oneLock) = OfMoodleAlone(world, "one", NamedPlugins.WriteList(Path.Combine(lists, "one.json"), plugin, 1), [plugin]);
        var (ours, others) = Scenario.Compare(world, Forget, () => BenchWorld.Dotnet(whole, "restore"), () => BenchWorld.Dotnet(one, "restore"));
        var (seconds, least) = (Measured.Median(ours.Select(r => r.Seconds)), Measured.Median(others[0].Select(r => r.Seconds)));
        var (memory, leastMemory) = (Measured.Median(ours.Select(r => r.AnonymousMegabytes)), Measured.Median(others[0].Select(r => r.AnonymousMegabytes)));
        var megabytes = new FileInfo(Path.Combine(lists, "whole.json")).Length / 1e6;
        yield return new ResultRow($"a name in a list of 2,500 plugins, {megabytes:0} MB", Scenario.Seconds(seconds), $"in a list of one: {Scenario.Seconds(least)}", seconds - least, 1);
        yield return new ResultRow("a name in a list, memory", $"{memory:0} MB", $"in a list of one: {leastMemory:0} MB", memory - leastMemory, 50);

        void Forget()
        {
            File.WriteAllText(whole.LockFile, wholeLock);
            File.WriteAllText(one.LockFile, oneLock);
        }
    }

    /// <summary>Sites of 50 to 400 plugins: what each plugin adds to a build.</summary>
    public static IEnumerable<ResultRow> Many(BenchWorld world, GitHttpServer server)
    {
        int[] counts = [50, 100, 200, 400];
        var plugins = NamedPlugins.Make(server, counts[^1]);
        var directory = NamedPlugins.MakeDirectory(server, plugins);
        var sites = counts.Select(count => OfMoodleAlone(world, $"many{count}", directory, [.. plugins.Take(count)]).Site).ToArray();
        foreach (var site in sites)
        {
            site.GitCache = sites[^1].GitCache;
        }

        // The largest first: the others find their code there.
        Measured.Once(() => BenchWorld.Dotnet(sites[^1], "build"));
        sites[..^1].ToList().ForEach(site => Measured.Once(() => BenchWorld.Dotnet(site, "build")));
        var (noop, others) = Scenario.Compare(world, () => { }, () => BenchWorld.Dotnet(sites[0], "build"), [.. sites.Skip(1).Select(site => (Func<System.Diagnostics.Process>)(() => BenchWorld.Dotnet(site, "build")))]);
        foreach (var row in Grows("no-op", counts, [noop, .. others]))
        {
            yield return row;
        }

        (noop, others) = Scenario.Compare(world, RemoveOutputs, () => BenchWorld.Dotnet(sites[0], "build"), [.. sites.Skip(1).Select(site => (Func<System.Diagnostics.Process>)(() => BenchWorld.Dotnet(site, "build")))]);
        foreach (var row in Grows("warm", counts, [noop, .. others]))
        {
            yield return row;
        }

        void RemoveOutputs() => sites.ToList().ForEach(site => Array.ForEach([site.Output, Path.Combine(site.Folder, "obj")], BenchWorld.Remove));
    }

    // It grows linearly when the largest takes what the two before it foretell.
    private static IEnumerable<ResultRow> Grows(string name, int[] counts, List<Run>[] runs)
    {
        var seconds = runs.Select(r => Measured.Median(r.Select(run => run.Seconds))).ToArray();
        foreach (var (count, i) in counts.Select((c, i) => (c, i)))
        {
            yield return new ResultRow($"{name}, {count} plugins", Scenario.Seconds(seconds[i]), i == 0 ? "" : $"a plugin: {(seconds[i] - seconds[0]) / (count - counts[0]) * 1000:0.0} ms", seconds[i] / seconds[0], double.PositiveInfinity);
        }

        var foretold = seconds[0] + ((seconds[^2] - seconds[0]) * (counts[^1] - counts[0]) / (counts[^2] - counts[0]));
        yield return new ResultRow($"{name}, {counts[^1]} plugins, as {counts[0]} and {counts[^2]} foretell", Scenario.Seconds(seconds[^1]), Scenario.Seconds(foretold), seconds[^1] / foretold, 1.15);
    }

    // A site whose cache and lock hold Moodle, and which then declares plugins by name.
    private static (SiteProject Site, string Lock) OfMoodleAlone(BenchWorld world, string name, string directory, IReadOnlyList<BenchPlugin> plugins)
    {
        var site = new SiteProject(world.Fresh(name), "site") { GitCache = Path.Combine(world.Work, $"cache-{name}") };
        BenchWorld.Remove(site.GitCache);
        var properties = $"<MoodleVersion>{world.Upstreams.Version}</MoodleVersion><MoodleRepository>{world.Upstreams.Moodle}</MoodleRepository><MoodleTransitivePlugins>true</MoodleTransitivePlugins>";
        site.Declare(properties);
        Measured.Once(() => BenchWorld.Dotnet(site, "restore"));
        var lockBefore = File.ReadAllText(site.LockFile);
        site.Declare(properties, string.Join("\n    ", plugins.Select(p => $"<MoodlePlugin Include=\"{p.Component}\" />").Prepend($"<MoodlePluginsDirectory Include=\"{directory}\" />")));
        return (site, lockBefore);
    }
}
