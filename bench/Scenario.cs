using System.Diagnostics;
using System.Globalization;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Bench;

/// <summary>Something that is measured against its peers, in one call, runs interleaved.</summary>
/// <param name="Name">The word for <c>--only</c>.</param>
/// <param name="What">What is done.</param>
/// <param name="Run">Measures it.</param>
public sealed record Scenario(string Name, string What, Func<BenchWorld, IEnumerable<ResultRow>> Run)
{
    private const double MemoryLimit = 300;

    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("cold", "nothing cached, nothing locked: dotnet build", Cold),
        new("warm", "cache filled, output absent: dotnet build", Warm),
        new("noop", "nothing to do, every file observed: dotnet build", NoOp),
        new("update", "a minor Moodle update, lock renewed and fetched: dotnet build", Update),
        new("sites", "many sites in one solution, one cache: dotnet build", Sites),
        new("history", "a version that no tag or head has, in 10,000 commits: dotnet restore", OnServer(History)),
        new("names", "40 plugins by name, 100 ms from the server, nothing of them cached: dotnet restore", OnServer(NameScenarios.Cold)),
        new("needs", "a plugin that needs 49 others, cache filled: dotnet restore", OnServer(NameScenarios.Needs)),
        new("list", "a name in a list of 2,500 plugins with 30 versions each: dotnet restore", OnServer(NameScenarios.List)),
        new("many", "sites of 50 to 400 plugins, locked: dotnet build", OnServer(NameScenarios.Many)),
        new("folder", "nothing to do, a plugin in a folder that is worked on: dotnet build", SourceScenarios.Folder),
        new("patches", "nothing to do, and warm, with thirty patches on Moodle: dotnet build", SourceScenarios.Patched),
        new("sources", "ten archives and five submodules, warm and nothing to do: dotnet build", OnServer(SourceScenarios.Sources)),
        new("publish", "dotnet publish to tar.gz", Publish),
    ];

    // Real upstreams have a server of their own.
    private static Func<BenchWorld, IEnumerable<ResultRow>> OnServer(Func<BenchWorld, GitHttpServer, IEnumerable<ResultRow>> run) =>
        world => world.Server is { } server ? run(world, server) : [];

    private static IEnumerable<ResultRow> Cold(BenchWorld world)
    {
        if (world.Options.Latency is { } latency)
        {
            return ColdAtDistance(world, $"cold, {latency} ms, {world.Upstreams.Plugins.Count} plugins");
        }

        var folder = Path.Combine(world.Work, "cold");
        var (ours, peers) = Compare(
            world,
            () => world.Fresh("cold"),
            () => BenchWorld.Dotnet(Uncached(world.Site(folder)), "build"),
            () => world.Shell(folder, PeerScripts.ShallowClones(world.Upstreams)),
            () => world.Shell(folder, PeerScripts.ClonesAndCommits(world.Upstreams)));
        BenchWorld.Remove(folder);
        return
        [
            Row("cold", "`git clone --depth 1` of each", ours, peers[0], 0.75),
            Row("cold", "mcm's way", ours, peers[1], 0.4),
            Memory("cold", ours),
        ];
    }

    // What counts far from a server: the waits, and what the client does meanwhile.
    private static IEnumerable<ResultRow> ColdAtDistance(BenchWorld world, string name)
    {
        var folder = Path.Combine(world.Work, "cold");
        var (ours, peers) = Compare(
            world,
            () => world.Fresh("cold"),
            () => BenchWorld.Dotnet(Uncached(world.Site(folder)), "build"),
            () => world.Shell(folder, PeerScripts.ShallowClones(world.Upstreams)));
        BenchWorld.Remove(folder);
        return
        [
            Row(name, "`git clone --depth 1` of each", ours, peers[0], 0.55),
            Figure("processor seconds", r => r.ProcessorSeconds, "0.00 s", 0.8),
            Figure("requests", r => r.Requests, "0", double.PositiveInfinity),
            Figure("bytes", r => r.Bytes / 1e6, "0.0 MB", double.PositiveInfinity),
        ];

        ResultRow Figure(string what, Func<Run, double> figure, string format, double limit)
        {
            var (mine, theirs) = (Measured.Median(ours.Select(figure)), Measured.Median(peers[0].Select(figure)));
            return new ResultRow($"{name}: {what}", Text(mine, format), Text(theirs, format), mine / theirs, limit);
        }
    }

    private static IEnumerable<ResultRow> Warm(BenchWorld world)
    {
        var site = Built(world);
        var peer = PeerRepositories(world);
        var (ours, peers) = Compare(
            world,
            () =>
            {
                BenchWorld.Remove(site.Output);
                BenchWorld.Remove(Path.Combine(site.Folder, "obj"));
                BenchWorld.Remove(Path.Combine(peer, "site"));
                Measured.Once(() => world.Shell(peer, "git -C moodle.git worktree prune"));
            },
            () => BenchWorld.Dotnet(site, "build"),
            () => world.Shell(peer, PeerScripts.Worktree(world.Upstreams)));
        yield return Row("warm", "`git worktree add`, 2 workers, and `git archive \\| tar x`", ours, peers[0], 1.0);
        yield return Memory("warm", ours);
        BenchWorld.Remove(peer);
    }

    private static IEnumerable<ResultRow> NoOp(BenchWorld world)
    {
        var site = Built(world);
        var empty = EmptyNoTargets(world);
        var (ours, peers) = Compare(world, () => { }, () => BenchWorld.Dotnet(site, "build"), () => NoTargets(empty));
        yield return Row("no-op", "no-op of an empty NoTargets project", ours, peers[0], 0.6);
        yield return Memory("no-op", ours);
    }

    private static IEnumerable<ResultRow> Update(BenchWorld world)
    {
        var site = Built(world, world.Upstreams.Previous);
        var (before, lockBefore) = (File.ReadAllText(site.ProjectFile), File.ReadAllText(site.LockFile));
        world.Site(site.Folder);
        Measured.Once(() => BenchWorld.Dotnet(site, "restore"));
        var (after, lockAfter) = (File.ReadAllText(site.ProjectFile), File.ReadAllText(site.LockFile));
        var empty = EmptyNoTargets(world);
        var (ours, peers) = Compare(
            world,
            () =>
            {
                // Going down is refused in a live output, so the older site is built anew each time.
                BenchWorld.Remove(site.Output);
                BenchWorld.Remove(Path.Combine(site.Folder, "obj"));
                File.WriteAllText(site.ProjectFile, before);
                File.WriteAllText(site.LockFile, lockBefore);
                Measured.Once(() => BenchWorld.Dotnet(site, "build"));
                File.WriteAllText(site.ProjectFile, after);
                File.WriteAllText(site.LockFile, lockAfter);
            },
            () => BenchWorld.Dotnet(site, "build"),
            () => NoTargets(empty));
        yield return Row("minor update", "no-op of an empty NoTargets project", ours, peers[0], 0.8);
        yield return Memory("minor update", ours);
    }

    private static IEnumerable<ResultRow> Sites(BenchWorld world)
    {
        var count = world.Options.Sites;
        var folder = world.Fresh("sites");
        SiteProject[] sites = [.. Enumerable.Range(1, count).Select(i => world.Site(Path.Combine(folder, $"site{i}"), name: $"site{i}"))];
        var first = sites[0];
        SiteProject.WriteNuGetConfig(folder);
        Measured.Once(() => world.Shell(folder, $"dotnet new sln -n all -f sln && dotnet sln all.sln add */*.moodleproj"));
        BenchWorld.Remove(first.GitCache);
        Measured.Once(() => BenchWorld.Dotnet(first, "restore"));
        var cacheOfOne = FolderSize(first.GitCache);
        Measured.Once(() => BenchWorld.Dotnet(folder, first.GitCache, "restore", "all.sln"));
        var (one, all) = (new List<Run>(), new List<Run>());
        for (var i = 0; i < world.Options.Runs; i++)
        {
            RemoveOutputs(folder);
            one.Add(Measured.Once(() => BenchWorld.Dotnet(first, "build")));
            RemoveOutputs(folder);
            all.Add(Measured.Once(() => BenchWorld.Dotnet(folder, first.GitCache, "build", "all.sln")));
        }

        var (t1, tn) = (Measured.Median(one.Select(r => r.Seconds)), Measured.Median(all.Select(r => r.Seconds)));
        var further = (tn - t1) / (count - 1);
        yield return new ResultRow($"{count} sites, each further one", Seconds(further), $"the first, warm: {Seconds(t1)}", further / t1, 1.1);
        var cache = FolderSize(first.GitCache);
        yield return new ResultRow($"{count} sites, cache", $"{cache >> 20} MB", $"of one site: {cacheOfOne >> 20} MB", (double)cache / cacheOfOne, 1.05);
        yield return Memory($"{count} sites", all);
        BenchWorld.Remove(folder);
    }

    // The lock holds another version; what was learned of the history is there, or, for the second row, nothing is.
    private static IEnumerable<ResultRow> History(BenchWorld world, GitHttpServer server)
    {
        const int commits = 10_000;
        GeneratedUpstreams.MakeLongHistory(Path.Combine(server.Root, "long.git"), commits);
        var site = world.Site(world.Fresh("history"));
        Declare(commits / 100);
        Measured.Once(() => BenchWorld.Dotnet(site, "restore"));
        var lockBefore = File.ReadAllText(site.LockFile);
        Declare(commits / 50);
        var clone = world.Fresh("clone");
        Measured.Once(() => world.Shell(clone, $"git clone -q --bare {server.Url("long.git")} long.git"));
        var look = $"git -C long.git fetch -q origin main && git -C long.git log -1 --first-parent --format=%H -G {GeneratedUpstreams.VersionAt(commits / 50)} main -- version.php";
        var (ours, peers) = Compare(world, () => File.WriteAllText(site.LockFile, lockBefore), () => BenchWorld.Dotnet(site, "restore"), () => world.Shell(clone, look));
        var warm = Measured.Median(ours.Select(r => r.Seconds));
        yield return new ResultRow("version in 10,000 commits, warm", Seconds(warm), $"`git log -G` in a clone: {Seconds(Measured.Median(peers[0].Select(r => r.Seconds)))}", warm, 2);

        var (cold, _) = Compare(world, Forget, () => BenchWorld.Dotnet(site, "restore"));
        yield return new ResultRow("version in 10,000 commits, cold", Seconds(Measured.Median(cold.Select(r => r.Seconds))), $"{cold[0].Requests} requests, {cold[0].Bytes / 1e6:0.0} MB", cold[0].Requests, double.PositiveInfinity);

        void Declare(int commit) => site.Declare(
            $"<MoodleVersion>{world.Upstreams.Version}</MoodleVersion><MoodleRepository>{world.Upstreams.Moodle}</MoodleRepository>",
            $"<MoodlePlugin Include=\"mod_long\" Repository=\"{server.Url("long.git")}\" Version=\"{GeneratedUpstreams.VersionAt(commit)}\" />");

        void Forget()
        {
            File.WriteAllText(site.LockFile, lockBefore);
            BenchWorld.Remove(Path.Combine(site.GitCache, "history"));
            Directory.GetDirectories(site.GitCache, "*long*.git").ToList().ForEach(BenchWorld.Remove);
        }
    }

    private static IEnumerable<ResultRow> Publish(BenchWorld world)
    {
        var site = Built(world);
        var artifacts = Path.Combine(site.Folder, "bin", "artifacts");
        var peer = PeerRepositories(world);
        Measured.Once(() => world.Shell(peer, PeerScripts.CommitSite(site.Output)));
        var (ours, peers) = Compare(
            world,
            () =>
            {
                BenchWorld.Remove(artifacts);
                BenchWorld.Remove(Path.Combine(site.Folder, "bin", "publish"));
                File.Delete(Path.Combine(peer, "site.tar.gz"));
            },
            () => BenchWorld.Dotnet(site, "publish"),
            () => world.Shell(peer, "git -C whole.git archive --format=tar.gz -o ../site.tar.gz HEAD"));
        // The peer's last run began with a clean slate.
        Measured.Once(() => BenchWorld.Dotnet(site, "publish"));
        var (size, peerSize) = (new FileInfo(Directory.GetFiles(artifacts, "*.tar.gz").Single()).Length, new FileInfo(Path.Combine(peer, "site.tar.gz")).Length);
        yield return Row("publish", "`git archive --format=tar.gz`", ours, peers[0], 0.6);
        yield return new ResultRow("publish, size", $"{size / 1e6:0.0} MB", $"{peerSize / 1e6:0.0} MB", (double)size / peerSize, 1.03);
        yield return Memory("publish", ours);
        BenchWorld.Remove(peer);
    }

    // One warm-up, then the counted runs, ours and the peers in turn so that a drift of the machine hits all alike.
    internal static (List<Run> Ours, List<Run>[] Peers) Compare(BenchWorld world, Action before, Func<Process> ours, params Func<Process>[] peers)
    {
        var mine = new List<Run>();
        var theirs = peers.Select(_ => new List<Run>()).ToArray();
        for (var i = -1; i < world.Options.Runs; i++)
        {
            var counted = i >= 0;
            var run = Once(ours);
            mine.AddRange(counted ? [run] : []);
            for (var p = 0; p < peers.Length; p++)
            {
                run = Once(peers[p]);
                theirs[p].AddRange(counted ? [run] : []);
            }
        }

        return (mine, theirs);

        Run Once(Func<Process> command)
        {
            before();
            world.Server?.ResetCounts();
            var run = Measured.Once(command);
            return run with { Requests = world.Server?.Requests ?? 0, Bytes = world.Server?.BytesSent ?? 0 };
        }
    }

    private static SiteProject Built(BenchWorld world, string? version = null)
    {
        var site = world.Site(world.Fresh("built"), version);
        Measured.Once(() => BenchWorld.Dotnet(site, "build"));
        return site;
    }

    private static SiteProject Uncached(SiteProject site)
    {
        site.GitCache = Path.Combine(site.Folder, "cache");
        return site;
    }

    private static string PeerRepositories(BenchWorld world)
    {
        var folder = world.Fresh("peer");
        Measured.Once(() => world.Shell(folder, PeerScripts.BareClones(world.Upstreams)));
        return folder;
    }

    private static string EmptyNoTargets(BenchWorld world)
    {
        var folder = world.Fresh("notargets");
        File.WriteAllText(Path.Combine(folder, "empty.proj"), "<Project Sdk=\"Microsoft.Build.NoTargets/3.7.0\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        Measured.Once(() => NoTargets(folder));
        return folder;
    }

    private static Process NoTargets(string folder) => BenchWorld.Dotnet(folder, folder, "build", "empty.proj");

    private static void RemoveOutputs(string folder)
    {
        foreach (var site in Directory.GetDirectories(folder, "site*"))
        {
            BenchWorld.Remove(Path.Combine(site, "bin"));
            BenchWorld.Remove(Path.Combine(site, "obj"));
        }
    }

    private static long FolderSize(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);

    internal static ResultRow Row(string name, string peer, List<Run> ours, List<Run> theirs, double limit)
    {
        var (mine, other) = (Measured.Median(ours.Select(r => r.Seconds)), Measured.Median(theirs.Select(r => r.Seconds)));
        return new ResultRow(name, Seconds(mine), $"{peer}: {Seconds(other)}", mine / other, limit);
    }

    internal static ResultRow Memory(string name, List<Run> runs)
    {
        var peak = runs.Max(r => r.AnonymousMegabytes);
        return new ResultRow($"{name}, memory", $"{peak:0} MB", "", peak, MemoryLimit);
    }

    internal static string Seconds(double seconds) => Text(seconds, "0.00 s");

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);
}
