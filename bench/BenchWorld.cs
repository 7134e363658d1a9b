using System.Diagnostics;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Bench;

/// <summary>The upstreams, their server and the sites that the scenarios build; everything below one folder.</summary>
public sealed class BenchWorld : IDisposable
{
    // What every measured command is started by.
    private static string[] _starter = [];

    private BenchWorld(BenchOptions options, GitHttpServer? server, BenchUpstreams upstreams) =>
        (Options, Server, Upstreams) = (options, server, upstreams);

    public BenchOptions Options { get; }

    /// <summary>The server of generated upstreams; real ones have their own.</summary>
    public GitHttpServer? Server { get; }

    public BenchUpstreams Upstreams { get; }

    public string Work => Options.Work;

    /// <summary>Generates and serves upstreams, or takes the real ones given.</summary>
    public static BenchWorld Prepare(BenchOptions options)
    {
        Directory.CreateDirectory(options.Work);
        if (options.Upstreams is { } real)
        {
            return new BenchWorld(options, null, real);
        }

        var folder = Path.Combine(options.Work, "upstreams");
        Directory.CreateDirectory(folder);
        var server = GitHttpServer.Start(folder);
        Console.Error.WriteLine($"upstreams in {folder}, served at {server.Address}");
        var upstreams = GeneratedUpstreams.Make(folder, server.Address, options.Shape is { } shape ? Shape.Read(shape) : Shape.BuiltIn(), options.Plugins);
        if (options.Latency is { } latency)
        {
            server.Latency = TimeSpan.FromMilliseconds(latency);
            _ = PackedSdk.Instance;
            _starter = ["bash", "-c", "TIMEFORMAT='%U %S'; time \"$@\"", "client", .. PinServer()];
        }

        return new BenchWorld(options, server, upstreams);
    }

    /// <summary>An empty folder below the work folder.</summary>
    public string Fresh(string name)
    {
        var folder = Path.Combine(Work, name);
        Remove(folder);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>Deletes a folder, if it is there.</summary>
    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A site of the measured upstreams in a folder, of the given Moodle, with more items.</summary>
    public SiteProject Site(string folder, string? version = null, string name = "site", string? sdk = null, string more = "")
    {
        var site = new SiteProject(folder, name) { GitCache = Path.Combine(Work, "cache"), SdkVersion = sdk ?? PackedSdk.Instance.Version };
        site.Declare(
            $"<MoodleVersion>{version ?? Upstreams.Version}</MoodleVersion><MoodleRepository>{Upstreams.Moodle}</MoodleRepository>",
            string.Join("\n    ", Upstreams.Plugins.Select(p => $"<MoodlePlugin Include=\"{p.Component}\" Repository=\"{p.Repository}\" {p.Request} />")) + more);
        return site;
    }

    /// <summary>Starts a dotnet verb on a site.</summary>
    public static Process Dotnet(SiteProject site, params string[] arguments) => Dotnet(site.Folder, site.GitCache, arguments);

    /// <summary>Starts a dotnet command as a user's shell would: same SDK package, quiet console.</summary>
    public static Process Dotnet(string folder, string cache, params string[] arguments) => Start("dotnet", folder, arguments, new()
    {
        ["NUGET_PACKAGES"] = PackedSdk.Instance.PackageCache,
        ["MOODLE_GIT_CACHE"] = cache,
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["MSBUILDTERMINALLOGGER"] = "off",
    });

    /// <summary>Starts a shell script with git isolated from the user's configuration.</summary>
    public Process Shell(string folder, string script) => Start("bash", folder, ["-ec", script], new()
    {
        ["GIT_CONFIG_GLOBAL"] = Path.Combine(Work, "gitconfig"),
        ["GIT_CONFIG_NOSYSTEM"] = "1",
        ["GIT_AUTHOR_NAME"] = "bench",
        ["GIT_AUTHOR_EMAIL"] = "bench@example.invalid",
        ["GIT_COMMITTER_NAME"] = "bench",
        ["GIT_COMMITTER_EMAIL"] = "bench@example.invalid",
    });

    /// <inheritdoc/>
    public void Dispose() => Server?.Dispose();

    // The server and its gits run in this process and below it, on processor 0. What puts a client on processor 1; nothing where that cannot be done.
    private static string[] PinServer()
    {
        try
        {
            Measured.Once(() => Start("taskset", "/", ["-a", "-c", "-p", "0", $"{Environment.ProcessId}"], []));
            Measured.Once(() => Start("taskset", "/", ["-c", "1", "true"], []));
            return ["taskset", "-c", "1"];
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Console.Error.WriteLine("server and client are not pinned to a processor each, since there is no taskset or no second processor");
            return [];
        }
    }

    private static Process Start(string program, string folder, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        string[] command = [.. _starter, program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
