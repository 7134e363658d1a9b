using System.Globalization;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Bench;

/// <summary>Plugins that a site knows by name, and a plugins directory of full size that names their repositories.</summary>
public static class NamedPlugins
{
    // What the community's directory held in November 2026.
    private const int DirectoryEntries = 6_329;
    private const int Releases = 4;

    /// <summary>Makes so many plugins of 40 to 150 files, each for itself.</summary>
    public static IReadOnlyList<BenchPlugin> Make(GitHttpServer server, int count) => Make(server, "named", count, (_, _) => []);

    /// <summary>
    /// Makes so many plugins of which the first needs all others: each needs two more, of the release before its own. The newest of every seventh needs more than there is, so another must be taken.
    /// </summary>
    public static IReadOnlyList<BenchPlugin> MakeNeeding(GitHttpServer server, int count) => Make(server, "needed", count, (n, release) =>
        Enumerable.Range((2 * n) + 1, 2).Where(other => other < count).Select(other => (other, n % 7 == 3 && release == Releases ? Releases + 1 : Math.Max(1, release - 1))));

    /// <summary>Makes the directory: these plugins among thousands of others. Gives its address.</summary>
    public static string MakeDirectory(GitHttpServer server, IReadOnlyList<BenchPlugin> plugins)
    {
        // Addresses change with the port of the server.
        BenchWorld.Remove(Path.Combine(server.Root, "directory.git"));
        var repository = TestRepository.Create(Path.Combine(server.Root, "directory.git"), "main");
        foreach (var plugin in plugins)
        {
            Write(plugin.Component, plugin.Repository);
        }

        string[] types = ["mod", "block", "local", "qtype", "theme", "tool", "filter", "report", "format", "auth"];
        foreach (var n in Enumerable.Range(plugins.Count, DirectoryEntries - plugins.Count))
        {
            var component = $"{types[n % types.Length]}_other{n}";
            Write(component, $"https://git.example.invalid/moodle-{component}");
        }

        repository.Commit("Directory");
        repository.Git("gc", "-q");
        return server.Url("directory.git");

        void Write(string component, string source) => repository.Write(
            $"plugins/{component[..component.IndexOf('_')]}/{component}.yml",
            $"component: {component}\nsource: {source}\ntier: 0\nstatus: active\ndescription: A plugin of the benchmarks.\nmetrics:\n  archived: false\n  stars: {component.Length}\n");
    }

    /// <summary>Writes a list in the format of Moodle's own directory, so many plugins with 30 versions each, this one last. Gives its path.</summary>
    public static string WriteList(string file, BenchPlugin plugin, int count)
    {
        using var list = new StreamWriter(file);
        list.Write("{\"timestamp\":1,\"plugins\":[");
        foreach (var n in Enumerable.Range(1, count))
        {
            var (component, source) = n == count ? (plugin.Component, plugin.Repository) : ($"local_other{n}", $"https://git.example.invalid/moodle-local_other{n}.git");
            var versions = Enumerable.Range(1, 30).Select(v =>
                $"{{\"id\":{v},\"version\":\"{2024101000 + v}\",\"release\":\"v{v}\",\"maturity\":200,\"downloadurl\":\"https:\\/\\/moodle.example.invalid\\/plugins\\/download.php\\/{v}\\/{component}_moodle45_{2024101000 + v}.zip\","
                + $"\"downloadmd5\":\"8d8ae64822f38d278420776f8b42eaa5\",\"vcssystem\":\"git\",\"vcssystemother\":null,\"vcsrepositoryurl\":\"{source.Replace("/", "\\/")}\",\"vcsbranch\":\"main\",\"vcstag\":\"v{v}\",\"timecreated\":1700000000,"
                + "\"supportedmoodles\":[{\"version\":2024042200,\"release\":\"4.4\"},{\"version\":2024100700,\"release\":\"4.5\"}]}");
            list.Write($"{(n > 1 ? "," : "")}{{\"id\":{n},\"name\":\"Plugin {n}\",\"component\":\"{component}\",\"source\":\"{source.Replace("/", "\\/")}\",\"doc\":null,\"timelastreleased\":1700000000,\"versions\":[{string.Join(',', versions)}]}}");
        }

        list.Write("]}");
        return file;
    }

    private static IReadOnlyList<BenchPlugin> Make(GitHttpServer server, string name, int count, Func<int, int, IEnumerable<(int Plugin, int Release)>> needs)
    {
        var plugins = Enumerable.Range(0, count).Select(n => new BenchPlugin($"local_{name}{n}", server.Url($"{name}{n}.git"), $"local/{name}{n}", $"v{Releases}", "")).ToList();
        foreach (var (plugin, n) in plugins.Select((p, n) => (p, n)))
        {
            GeneratedUpstreams.MakeOnce(Path.Combine(server.Root, $"{name}{n}.git"), folder => MakePlugin(folder, plugin.Component, n, release => needs(n, release)
                .ToDictionary(need => plugins[need.Plugin].Component, need => Number(need.Release))));
        }

        return plugins;
    }

    private static void MakePlugin(string folder, string component, int seed, Func<int, IReadOnlyDictionary<string, string>> needs)
    {
        var repository = TestRepository.Create(folder, "main");
        var shape = Shape.Plugin(new Random(seed), 40 + (seed % 12 * 10));
        repository.Commits(Releases, n =>
        {
            foreach (var file in shape.Where((_, i) => n == 0 || i % 10 == n))
            {
                repository.Write(file.Path, CodeText.For(component + file.Path, file.Size, n));
            }

            var version = new PluginVersion(Number(n + 1)) { Release = $"v{n + 1}", Supported = (405, 405), Dependencies = needs(n + 1) };
            repository.Write("version.php", version.ToPhp(component)).Write($"lang/en/{component}.php", "<?php\n$string['pluginname'] = 'Plugin';\n");
        });
        foreach (var release in Enumerable.Range(1, Releases))
        {
            repository.Tag($"v{release}", $"main~{Releases - release}", annotated: false);
        }
    }

    private static string Number(int release) => string.Create(CultureInfo.InvariantCulture, $"{2024101000 + release}");
}
