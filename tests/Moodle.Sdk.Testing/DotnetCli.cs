using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Moodle.Sdk.Testing;

/// <summary>What a dotnet command printed and returned.</summary>
/// <param name="ExitCode">0 for success.</param>
/// <param name="Output">Standard output and standard error as they came.</param>
/// <param name="StandardOutput">Standard output alone, for commands that print JSON.</param>
public sealed record CliResult(int ExitCode, string Output, string StandardOutput)
{
    /// <summary>The distinct lines that hold a warning or an error with a MOODLE code.</summary>
    public IReadOnlyList<string> Diagnostics =>
        [.. Output.Split('\n').Select(line => line.Trim()).Where(line => line.Contains(" MOODLE", StringComparison.Ordinal) && line.Contains(": ", StringComparison.Ordinal)).Distinct()];
}

/// <summary>Runs the real dotnet CLI, shut off from the machine: no reused nodes or servers, no settings of the calling test host.</summary>
public static class DotnetCli
{
    // What a dotnet test host hands down to its children and what would lead them to another SDK.
    private static readonly string[] Inherited =
        ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_HOST_PATH", "VSTEST_CONNECTION_TIMEOUT", "CI", "MOODLE_GIT_CACHE", "SOURCE_DATE_EPOCH"];

    /// <summary>Starts a command without waiting for it.</summary>
    /// <param name="folder">The current directory.</param>
    /// <param name="arguments">The arguments, as written in a shell without quoting.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="toInterrupt">
    /// Whether <see cref="RunningCli.Interrupt"/> will be used, on Linux alone: a shell starts what it runs in the background deaf to Ctrl-C,
    /// and all that comes of it stays so, the tests among it.
    /// </param>
    public static RunningCli Start(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, bool toInterrupt = false)
    {
        string[] program = toInterrupt ? ["/usr/bin/env", "--default-signal=INT,HUP,TERM", "dotnet"] : ["dotnet"];
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. arguments]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in Inherited)
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        return new RunningCli(Process.Start(start)!);
    }

    /// <summary>Runs a command to its end.</summary>
    public static CliResult Run(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using var running = Start(folder, arguments, environment);
        return running.Wait();
    }
}

/// <summary>A dotnet command that is running.</summary>
public sealed class RunningCli : IDisposable
{
    private readonly StringBuilder _all = new();
    private readonly StringBuilder _standard = new();

    internal RunningCli(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, line) => Collect(line.Data, isStandard: true);
        process.ErrorDataReceived += (_, line) => Collect(line.Data, isStandard: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
    }

    /// <summary>The process.</summary>
    public Process Process { get; }

    /// <summary>Waits for the end.</summary>
    public CliResult Wait()
    {
        Process.WaitForExit();
        lock (_all)
        {
            return new CliResult(Process.ExitCode, _all.ToString(), _standard.ToString());
        }
    }

    /// <summary>Kills the process and its children at once, as a crash would.</summary>
    public void Kill() => Process.Kill(entireProcessTree: true);

    /// <summary>Asks the process to end, as Ctrl-C does, or tells it another signal; it was started for it. Its children are not told: a service manager would not tell them either.</summary>
    public void Interrupt(PosixSignal signal = PosixSignal.SIGINT) => Send(signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGHUP => 1, PosixSignal.SIGTERM => 15, _ => throw new ArgumentOutOfRangeException(nameof(signal)) });

    /// <summary>Kills the process alone; its children do not hear of it.</summary>
    public void KillAlone() => Send(9);

    /// <summary>Kills what still runs.</summary>
    public void Dispose()
    {
        if (!Process.HasExited)
        {
            Kill();
        }

        Process.Dispose();
    }

    private void Send(int signal)
    {
        if (Signal(Process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"Process {Process.Id} cannot be told signal {signal}.");
        }
    }

    private void Collect(string? line, bool isStandard)
    {
        if (line is null)
        {
            return;
        }

        lock (_all)
        {
            _all.AppendLine(line);
            if (isStandard)
            {
                _standard.AppendLine(line);
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);
}
