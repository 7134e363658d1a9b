using Xunit;

namespace Moodle.Sdk.Git.Tests;

/// <summary>The other programs of the machine, on Linux.</summary>
internal static class Processes
{
    /// <summary>No such program is left. One that was killed may take until it is its turn on the processor.</summary>
    public static void AssertGone(string text) =>
        Assert.True(SpinWait.SpinUntil(() => Naming(text).Length == 0, TimeSpan.FromMinutes(1)), string.Join('\n', Naming(text)));

    /// <summary>Those whose command line holds a text.</summary>
    public static string[] Naming(string text) => [.. Directory.GetDirectories("/proc")
        .Where(d => int.TryParse(Path.GetFileName(d), out var id) && id != Environment.ProcessId)
        .Where(d => CommandLine(d).Contains(text, StringComparison.Ordinal))];

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
