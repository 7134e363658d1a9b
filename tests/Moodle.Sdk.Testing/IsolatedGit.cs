using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Testing;

/// <summary>The git command line, deaf to the configuration and the environment of whoever runs the tests.</summary>
public static class IsolatedGit
{
    /// <summary>The moment of the first commit; each later commit of a repository is a minute further.</summary>
    public static readonly DateTimeOffset Epoch = new(2024, 10, 7, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A start of git with the given arguments, isolated.</summary>
    public static ProcessStartInfo Start(string? workingFolder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = workingFolder ?? Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        Isolate(start.Environment);
        return start;
    }

    /// <summary>Takes every git variable out of an environment and closes the user's and the system's configuration.</summary>
    public static void Isolate(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(k => k.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            environment.Remove(name);
        }

        var when = Epoch.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) + " +0000";
        environment["GIT_CONFIG_NOSYSTEM"] = "1";
        environment["GIT_CONFIG_GLOBAL"] = OperatingSystem.IsWindows() ? "NUL" : "/dev/null";
        environment["GIT_TERMINAL_PROMPT"] = "0";
        environment["GIT_AUTHOR_NAME"] = environment["GIT_COMMITTER_NAME"] = "Tester";
        environment["GIT_AUTHOR_EMAIL"] = environment["GIT_COMMITTER_EMAIL"] = "tester@example.invalid";
        environment["GIT_AUTHOR_DATE"] = environment["GIT_COMMITTER_DATE"] = when;
        environment["LC_ALL"] = "C";
    }

    /// <summary>Runs git and gives what it prints, without the final line end.</summary>
    /// <exception cref="InvalidOperationException">git failed; the message holds what it said.</exception>
    public static string Run(string? workingFolder, params string[] arguments) => Run(workingFolder, null, arguments);

    /// <summary>Runs git with bytes on its standard input and gives what it prints, without the final line end.</summary>
    /// <exception cref="InvalidOperationException">git failed; the message holds what it said.</exception>
    public static string Run(string? workingFolder, byte[]? input, string[] arguments)
    {
        var (exitCode, output, error) = TryRun(workingFolder, input, arguments);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"git {string.Join(' ', arguments)} ended with {exitCode} in {workingFolder}: {error}{output}");
    }

    /// <summary>Runs git, whatever comes of it.</summary>
    public static (int ExitCode, string Output, string Error) TryRun(string? workingFolder, byte[]? input, string[] arguments)
    {
        var start = Start(workingFolder, arguments);
        start.StandardOutputEncoding = start.StandardErrorEncoding = Encoding.UTF8;
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEndAsync();
        var error = git.StandardError.ReadToEndAsync();
        using (var stdin = git.StandardInput.BaseStream)
        {
            stdin.Write(input ?? []);
        }

        git.WaitForExit();
        return (git.ExitCode, output.Result.TrimEnd('\n', '\r'), error.Result);
    }
}
