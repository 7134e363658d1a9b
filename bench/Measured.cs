using System.Diagnostics;
using System.Globalization;

namespace Moodle.Sdk.Bench;

/// <summary>One run of a command.</summary>
/// <param name="Seconds">Wall time.</param>
/// <param name="AnonymousMegabytes">The highest resident memory of the process, mapped files not counted; 0 where the system does not tell.</param>
/// <param name="ProcessorSeconds">User and system time of the process and all below it; 0 where bash does not count them.</param>
public readonly record struct Run(double Seconds, double AnonymousMegabytes, double ProcessorSeconds)
{
    /// <summary>What the server was asked.</summary>
    public int Requests { get; init; }

    /// <summary>What it sent, of listings and packs.</summary>
    public long Bytes { get; init; }
}

/// <summary>Runs whole processes and measures them from outside.</summary>
public static class Measured
{
    /// <summary>Runs a command once. Throws when it fails: a failed run has no time.</summary>
    public static Run Once(Func<Process> start)
    {
        var watch = Stopwatch.StartNew();
        using var process = start();
        var peak = 0.0;
        using var sampling = new CancellationTokenSource();
        var sampler = Task.Run(() =>
        {
            while (!sampling.IsCancellationRequested)
            {
                peak = Math.Max(peak, AnonymousMegabytes(process.Id));
                Thread.Sleep(15);
            }
        });
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        watch.Stop();
        sampling.Cancel();
        sampler.Wait();
        return process.ExitCode == 0
            ? new Run(watch.Elapsed.TotalSeconds, peak, ProcessorSeconds(errors.Result))
            : throw new InvalidOperationException($"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}\n{output.Result}{errors.Result}");
    }

    /// <summary>The middle one of several runs; of an even number the lower middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[(sorted.Length - 1) / 2];
    }

    // The last line is that of bash's time, where a command is started by it.
    private static double ProcessorSeconds(string errors)
    {
        var times = errors.TrimEnd().Split('\n')[^1].Split(' ');
        return times.Length == 2 && double.TryParse(times[0], CultureInfo.InvariantCulture, out var user) && double.TryParse(times[1], CultureInfo.InvariantCulture, out var system)
            ? user + system
            : 0;
    }

    // RssAnon leaves out mapped packs and assemblies, which the system can drop at any time.
    private static double AnonymousMegabytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("RssAnon:", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
