using System.Diagnostics;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Delivery;

/// <summary>The programs that users unpack and check archives with.</summary>
internal static class Programs
{
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
}
