using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Moodle.Sdk.Git.Cache;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Transports;

/// <summary>A git that is on the PATH, and recent enough.</summary>
/// <param name="Path">Full path of the program.</param>
internal sealed partial record GitExecutable(string Path)
{
    // GIT_CONFIG_COUNT, by which configuration and tokens are handed over, came with 2.31.
    private static readonly Version Oldest = new(2, 31);

    private static readonly ConcurrentDictionary<string, Version> Versions = new();

    /// <summary>Looks git up on the PATH.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while it was asked for its version, and it is gone.</exception>
    public static GitResult<GitExecutable> Find(GitCacheOptions options, CancellationToken cancel)
    {
        var name = OperatingSystem.IsWindows() ? "git.exe" : "git";
        // A relative folder of the PATH means another program in each project.
        var files = (options.Variable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .Where(System.IO.Path.IsPathFullyQualified)
            .Select(folder => System.IO.Path.Combine(folder, name))
            .Where(File.Exists)
            .ToList();
        // As a shell does: what is no program is passed over, and told where there is nothing else.
        return (files.Find(IsProgram) ?? files.FirstOrDefault()) is { } file ? At(file, options.AnswerLimit, cancel) : new GitFault(GitFaultKind.GitNotFound, "");
    }

    /// <summary>Says that a program does not answer.</summary>
    public static string NoAnswer(string program, TimeSpan limit) => string.Create(CultureInfo.InvariantCulture, $"'{program}' has not answered in {limit.TotalSeconds:0} s");

    private static GitResult<GitExecutable> At(string file, TimeSpan limit, CancellationToken cancel)
    {
        try
        {
            if (!Versions.TryGetValue(file, out var version))
            {
                var (exitCode, output, error) = AskVersion(file, limit, cancel);
                if (exitCode != 0 || VersionText.Match(output) is not { Success: true } match)
                {
                    return new GitFault(GitFaultKind.GitNotStarted, $"'{file}': it does not say its version, but: {GitMessages.Read(output + error).Words} (exit code {exitCode})");
                }

                Versions[file] = version = Version.Parse(match.Groups[1].ValueSpan);
            }

            return version < Oldest ? new GitFault(GitFaultKind.GitTooOld, version.ToString()) { Path = file } : new GitExecutable(file);
        }
        catch (SystemFaultException e)
        {
            return CacheFaults.Of(e, file);
        }
        catch (TimeoutException)
        {
            return new GitFault(GitFaultKind.GitSilent, NoAnswer(file + " --version", limit));
        }
    }

    private static bool IsProgram(string file) =>
        OperatingSystem.IsWindows()
        || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    private static (int ExitCode, string Output, string Error) AskVersion(string file, TimeSpan limit, CancellationToken cancel)
    {
        ProcessStartInfo Describe() => new(file, ["--version"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var git = SystemFault.Guard(SystemFault.Exec, file, () => new RunningGit(Describe(), UpstreamCredentials.None));
        var answer = git.Ask("", limit, cancel);
        if (ParentWatch.SaysNotStarted(answer.ExitCode))
        {
            // What was to become git has words alone for why it could not; the system has a number.
            using var direct = SystemFault.Guard(SystemFault.Exec, file, () => Process.Start(Describe())!);
            direct.Kill();
        }

        return answer;
    }

    // Its other words may hold numbers too: which version of a library it lacks.
    [GeneratedRegex(@"^git version (\d+\.\d+(\.\d+)?)")]
    private static partial Regex VersionText { get; }
}
