using System.Globalization;
using System.Text.RegularExpressions;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Tests;

/// <summary>Asserts what a command told about the lines of a project.</summary>
internal static partial class Told
{
    /// <summary>Exactly these diagnostics, each at its line of the project and beginning with its text. Ports of addresses are left out.</summary>
    public static void Exactly((int Line, string Beginning)[] expected, CliResult result)
    {
        var told = result.Diagnostics
            .Select(d => Place.Match(Port.Replace(d, "127.0.0.1/")))
            .Select(m => (Line: int.Parse("0" + m.Groups[1].Value, CultureInfo.InvariantCulture), Text: m.Groups[2].Value))
            .OrderBy(d => d.Line)
            .ToArray();
        var isTold = told.Length == expected.Length && expected.Zip(told).All(p => p.First.Line == p.Second.Line && p.Second.Text.StartsWith(p.First.Beginning, StringComparison.Ordinal));
        Assert.True(isTold, $"Expected:\n{string.Join('\n', expected)}\nTold:\n{string.Join('\n', told)}\nOutput:\n{result.Output}");
    }

    [GeneratedRegex(@"\.moodleproj\((\d+),\d+\): (.*)$")]
    private static partial Regex Place { get; }

    [GeneratedRegex(@"127\.0\.0\.1:\d+/")]
    private static partial Regex Port { get; }
}
