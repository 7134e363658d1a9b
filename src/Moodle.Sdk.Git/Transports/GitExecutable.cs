using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Git.Transports;

/// <summary>git as it is found on the PATH.</summary>
/// <param name="Path">Full path of the program.</param>
/// <param name="Version">Its version.</param>
internal sealed partial record GitExecutable(string Path, Version Version)
{
    // GIT_CONFIG_COUNT, by which configuration and tokens are handed over, came with 2.31.
    private static readonly Version Oldest = new(2, 31);
    private static readonly ConcurrentDictionary<string, Version?> Versions = new();

    /// <summary>False when it lacks what is needed here.</summary>
    public bool IsRecentEnough => Version >= Oldest;

    /// <summary>Looks git up on a PATH; null when it is not there or does not say its version.</summary>
    public static GitExecutable? Find(string? path)
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        // A relative folder of the PATH means another program in each project.
        var file = (path ?? "").Split(System.IO.Path.PathSeparator)
            .Where(System.IO.Path.IsPathFullyQualified)
            .Select(folder => System.IO.Path.Combine(folder, name))
            .FirstOrDefault(IsProgram);
        return file is not null && Versions.GetOrAdd(file, AskVersion) is { } version ? new GitExecutable(file, version) : null;
    }

    private static bool IsProgram(string file) =>
        File.Exists(file)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);

    private static Version? AskVersion(string file)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo(file, "--version") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            var match = VersionText.Match(output);
            return match.Success ? Version.Parse(match.Value) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex VersionText { get; }
}
