using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using static Moodle.Sdk.Git.Tests.CacheFixture;

namespace Moodle.Sdk.Git.Tests.Bounds;

/// <summary>What a conversation came to, in a process of its own: the fault, and what it cost that process and its children.</summary>
/// <param name="Kind">Why it failed; null when it did not.</param>
/// <param name="Words">The fault's words.</param>
/// <param name="Megabytes">Most memory that the process had at one time.</param>
/// <param name="ProcessorSeconds">Processor time of the process and its children.</param>
internal sealed record Cost(GitFaultKind? Kind, string Words, long Megabytes, double ProcessorSeconds);

/// <summary>The entry of this assembly beside its tests: <c>list|fetch|look|use|prune engine url cache patience [commit ...]</c>.</summary>
internal static partial class Program
{
    public static async Task<int> Main(string[] arguments)
    {
        using var cache = GitCache.Open(Options(arguments[3]) with
        {
            Engine = Enum.Parse<GitEngine>(arguments[1]),
            Environment = CacheFixture.Environment(),
            Patience = TimeSpan.FromSeconds(double.Parse(arguments[4], CultureInfo.InvariantCulture)),
            RetryDelays = [TimeSpan.Zero, TimeSpan.Zero],
        }).Value!;
        FetchTarget[] commits = [.. arguments[5..].Select(c => Target(c))];
        var fault = arguments[0] switch
        {
            "list" => (await cache.ListRefsAsync(Url(arguments[2]), default)).Fault,
            "use" => await UseAsync(cache, Url(arguments[2]), commits),
            "prune" => cache.Remove(cache.Contents().Value!.Stores, DateTime.UtcNow.AddDays(-1), default).Fault,
            "look" => (await cache.FetchFilesAsync(Url(arguments[2]), commits, ["version.php"], default)).Fault,
            _ => (await cache.FetchAsync(Url(arguments[2]), commits, FetchDepth.Tip, default)).Fault,
        };
        cache.Dispose();
        // What rusage says of memory is that of the process which started this one, if it had more.
        var peak = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var cost = new Cost(fault?.Kind, fault?.Words ?? "", long.Parse(peak, CultureInfo.InvariantCulture) >> 10, Usage.SecondsOf(0) + Usage.SecondsOf(-1));
        Console.WriteLine(JsonSerializer.Serialize(cost));
        return 0;
    }

    /// <summary>Runs it.</summary>
    public static async Task<Cost> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        return await RunAsync(start);
    }

    /// <summary>Runs it as another user.</summary>
    /// <param name="user">Id of the user.</param>
    /// <param name="group">Id of the only group.</param>
    /// <param name="umask">The umask, in octal.</param>
    /// <param name="arguments">The arguments.</param>
    public static Task<Cost> RunAsAsync(int user, int group, string umask, params string[] arguments) => RunAsync(new ProcessStartInfo(
        "setpriv",
        [$"--reuid={user}", $"--regid={group}", "--clear-groups", "sh", "-c", $"umask {umask}; exec dotnet exec \"$@\"", "sh", typeof(Program).Assembly.Location, .. arguments])
    {
        RedirectStandardOutput = true,
        Environment = { ["HOME"] = "/" },
    });

    // What verbs do with a cache: restore fetches and marks, sources that are no repositories are made.
    private static async Task<GitFault?> UseAsync(GitCache cache, UpstreamUrl upstream, FetchTarget[] commits)
    {
        var fetched = await cache.FetchAsync(upstream, commits, FetchDepth.Tip, default);
        fetched.Value?.Dispose();
        return fetched.Fault ?? commits.Select(c => cache.Keep(upstream, c.Commit!)).FirstOrDefault(fault => fault is not null);
    }

    private static async Task<Cost> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<Cost>(output)!;
    }

    // The first fields of struct rusage.
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        private long _userSeconds;
        private long _userMicroseconds;
        private long _systemSeconds;
        private long _systemMicroseconds;

        public static double SecondsOf(int who)
        {
            _ = getrusage(who, out var of);
            return of._userSeconds + of._systemSeconds + ((of._userMicroseconds + of._systemMicroseconds) / 1e6);
        }
    }

    [LibraryImport("libc")]
    private static partial int getrusage(int who, out Usage usage);
}
