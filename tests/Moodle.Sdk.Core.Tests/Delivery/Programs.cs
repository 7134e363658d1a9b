using System.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

/// <summary>A test that asks programs of the machine; skipped where one is absent.</summary>
internal sealed class FactWithAttribute : FactAttribute
{
    public FactWithAttribute(params string[] programs) => Skip = Programs.MissingOf(programs);
}

/// <summary>A theory whose first datum names a program; skipped as a whole where one of the named is absent.</summary>
internal sealed class TheoryWithAttribute : TheoryAttribute
{
    public TheoryWithAttribute(params string[] programs) => Skip = Programs.MissingOf(programs);
}

internal static class Programs
{
    public static string? MissingOf(string[] programs)
    {
        var missing = programs.Where(p => !IsThere(p)).ToList();
        return missing.Count == 0 ? null : $"{string.Join(", ", missing)} not on PATH.";
    }

    /// <summary>Runs a program in a folder and gives what it prints; anything but success fails the test.</summary>
    public static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {error.Result}");
        Assert.Equal("", error.Result);
        return output;
    }

    private static bool IsThere(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
