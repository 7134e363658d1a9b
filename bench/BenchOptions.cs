namespace Moodle.Sdk.Bench;

/// <summary>A plugin of the measured site.</summary>
/// <param name="Component">Its frankenstyle name.</param>
/// <param name="Repository">The upstream's address.</param>
/// <param name="Place">Its folder in the code base, for the peers' scripts.</param>
/// <param name="Tag">The tag (or branch) that the peers clone; the site resolves to the same commit.</param>
/// <param name="Request">How the site declares it, such as <c>Tag="v1"</c>; empty for the one rule.</param>
public sealed record BenchPlugin(string Component, string Repository, string Place, string Tag, string Request);

/// <summary>The upstreams of the measured site.</summary>
/// <param name="Moodle">The address of Moodle's upstream.</param>
/// <param name="Version">The version that is measured, such as 4.5.6.</param>
/// <param name="Previous">The version before it.</param>
/// <param name="Plugins">The plugins.</param>
public sealed record BenchUpstreams(string Moodle, string Version, string Previous, IReadOnlyList<BenchPlugin> Plugins);

/// <summary>The command line of the benchmarks.</summary>
public sealed record BenchOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench [-- options]
          --work FOLDER      where everything is made and measured (default: /dev/shm where it is there, else the temp folder)
          --runs N           counted runs of each command (default 5)
          --sites N          sites in the many-sites solution (default 20)
          --plugins N        plugins of the generated site (default 12)
          --latency MS       the server waits so long before each answer; it and the client get a processor each, and cold
                             tells of processor seconds, requests and bytes as well
          --only A,B         scenarios: cold, warm, noop, update, sites, history, names,
                             needs, list, many, folder, patches, sources, publish
          --before COMMIT    the SDK of another commit instead of the peers: what a change costs, both in turn
          --shape FILE       list of Moodle's files, mode TAB size TAB path, also gzipped (default: a built-in distribution)
          --upstreams FILE   real upstreams instead of generated ones: a line `moodle URL VERSION PREVIOUS`,
                             then a line per plugin `COMPONENT URL PLACE TAG [REQUEST]`
        """;

    public string Work { get; init; } = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "moodle-sdk-bench");

    public int Runs { get; init; } = 5;

    public int Sites { get; init; } = 20;

    public int Plugins { get; init; } = 12;

    /// <summary>Milliseconds; null for an unhindered server.</summary>
    public int? Latency { get; init; }

    public IReadOnlyCollection<string> Only { get; init; } = [];

    public string? Before { get; init; }

    public string? Shape { get; init; }

    public BenchUpstreams? Upstreams { get; init; }

    /// <summary>Reads the options; null when they make no sense.</summary>
    public static BenchOptions? Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
            {
                return null;
            }

            var value = args[i + 1];
            switch (args[i])
            {
                case "--work": options = options with { Work = Path.GetFullPath(value) }; break;
                case "--runs" when int.TryParse(value, out var runs) && runs > 0: options = options with { Runs = runs }; break;
                case "--sites" when int.TryParse(value, out var sites) && sites > 1: options = options with { Sites = sites }; break;
                case "--plugins" when int.TryParse(value, out var plugins) && plugins > 0: options = options with { Plugins = plugins }; break;
                case "--latency" when int.TryParse(value, out var latency) && latency >= 0: options = options with { Latency = latency }; break;
                case "--only": options = options with { Only = value.Split(',') }; break;
                case "--before": options = options with { Before = value }; break;
                case "--shape" when File.Exists(value): options = options with { Shape = value }; break;
                case "--upstreams" when File.Exists(value): options = options with { Upstreams = ReadUpstreams(value) }; break;
                default: return null;
            }
        }

        return options;
    }

    private static BenchUpstreams ReadUpstreams(string file)
    {
        var lines = File.ReadAllLines(file).Select(l => l.Split(' ', 5, StringSplitOptions.RemoveEmptyEntries)).Where(l => l.Length >= 4).ToList();
        var moodle = lines.Single(l => l[0] == "moodle");
        var plugins = lines.Where(l => l[0] != "moodle").Select(l => new BenchPlugin(l[0], l[1], l[2], l[3], l.Length > 4 ? l[4] : $"Tag=\"{l[3]}\""));
        return new BenchUpstreams(moodle[1], moodle[2], moodle[3], [.. plugins]);
    }
}
