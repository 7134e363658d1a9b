using System.Diagnostics;
using System.Globalization;
using System.Text;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// Runs git with a cleaned environment: nothing of the caller's repository leaks in, nothing asks a person, no program is run but those that
/// connect and authenticate. The user's configuration still counts where it is about reaching upstreams.
/// </summary>
internal sealed class GitProcess(GitExecutable git, GitCacheOptions options)
{
    /// <summary>
    /// No repository, so that none that happens to lie around the current folder is found. Nor can one be put there: git runs what a repository's
    /// configuration names, and the temporary folder of Unix belongs to everybody.
    /// </summary>
    public static readonly string Nowhere = OperatingSystem.IsWindows() ? Path.Combine(Path.GetTempPath(), "no-git-repository") : "/dev/null/no-git-repository";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    // What the caller may say about connections and about where the user's own configuration lies. Every other GIT_ variable is dropped.
    private static readonly string[] Kept =
    [
        "GIT_SSH", "GIT_ASKPASS", "GIT_PROXY", "GIT_HTTP_PROXY", "GIT_SSL", "GIT_EXEC_PATH",
        "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
    ];

    // Beats the user's configuration in all that would change what a fetch writes or run a program.
    private static readonly (string Key, string Value)[] Forced =
    [
        ("core.hooksPath", OperatingSystem.IsWindows() ? "NUL" : "/dev/null"),
        ("core.fsmonitor", "false"),
        ("core.autocrlf", "false"),
        ("core.longpaths", "true"),
        // Always a pack, never loose objects; before 2.44 the second key beats the first.
        ("fetch.unpackLimit", "1"),
        ("transfer.unpackLimit", "1"),
        ("pack.indexVersion", "2"),
        ("fetch.recurseSubmodules", "false"),
        ("fetch.writeCommitGraph", "false"),
        ("fetch.prune", "false"),
        ("gc.auto", "0"),
        ("maintenance.auto", "false"),
        ("protocol.version", "2"),
        // A server may think a minute about a large pack, but it says so; one that is silent for two is gone.
        ("http.lowSpeedLimit", "1"),
        ("http.lowSpeedTime", "120"),
        // Old repositories hold commits and trees that fsck rejects. Every object is hashed as it comes in,
        // and what a tree may hold is judged when it is composed.
        ("fetch.fsckObjects", "false"),
    ];

    /// <summary>Runs git to its end.</summary>
    /// <param name="gitFolder">The repository; one that does not exist means none, and none is looked for.</param>
    /// <param name="arguments">Arguments, the command first.</param>
    /// <param name="input">Written to its standard input.</param>
    /// <param name="credentials">Handed over by the environment, never by arguments.</param>
    /// <param name="cancel">Kills git and every program it started.</param>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public (int ExitCode, string Output, string Error) Run(
        string gitFolder, IEnumerable<string> arguments, string input, UpstreamCredentials credentials, CancellationToken cancel)
    {
        using var running = Start(gitFolder, arguments, credentials);
        var output = running.Talk(
            () =>
            {
                running.Say(Utf8.GetBytes(input));
                running.SayNoMore();
                return new StreamReader(running.Hear, Utf8).ReadToEnd();
            },
            cancel);
        var (exitCode, error) = running.End(cancel);
        return (exitCode, output, error);
    }

    /// <summary>Starts git, to be talked to through its standard streams.</summary>
    /// <param name="gitFolder">The repository; one that does not exist means none, and none is looked for.</param>
    /// <param name="arguments">Arguments, the command first.</param>
    /// <param name="credentials">Handed over by the environment, never by arguments.</param>
    /// <exception cref="SystemFaultException">It could not be started.</exception>
    public RunningGit Start(string gitFolder, IEnumerable<string> arguments, UpstreamCredentials credentials) =>
        SystemFault.Guard(SystemFault.Exec, git.Path, () => new RunningGit(Describe(gitFolder, arguments, credentials), credentials));

    private ProcessStartInfo Describe(string gitFolder, IEnumerable<string> arguments, UpstreamCredentials credentials)
    {
        var start = new ProcessStartInfo(git.Path, arguments)
        {
            WorkingDirectory = Directory.Exists(gitFolder) ? gitFolder : Path.GetPathRoot(gitFolder)!,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        Clean(start.Environment);
        start.Environment["GIT_DIR"] = gitFolder;
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GCM_INTERACTIVE"] = "never";
        start.Environment["GIT_ALLOW_PROTOCOL"] = "http:https:ssh:git:file";
        start.Environment["LC_ALL"] = "C";
        start.Environment["LANGUAGE"] = "";
        Configure(start.Environment, credentials);
        return start;
    }

    private void Clean(IDictionary<string, string?> variables)
    {
        if (options.Environment is { } environment)
        {
            variables.Clear();
            foreach (var (name, value) in environment)
            {
                variables[name] = value;
            }
        }

        foreach (var name in variables.Keys.ToArray())
        {
            var isGit = name.StartsWith("GIT_", StringComparison.OrdinalIgnoreCase);
            var isToken = name.StartsWith(options.TokenPrefix, StringComparison.OrdinalIgnoreCase);
            if (isToken || (isGit && !Kept.Any(k => name.StartsWith(k, StringComparison.OrdinalIgnoreCase))))
            {
                variables.Remove(name);
            }
        }
    }

    // Behind what the caller hands over the same way; the last value counts.
    private static void Configure(IDictionary<string, string?> variables, UpstreamCredentials credentials)
    {
        var count = variables.TryGetValue("GIT_CONFIG_COUNT", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var all = credentials.AuthorizationHeader is { } header ? Forced.Append(($"http.{credentials.Scope}.extraHeader", header)) : Forced;
        foreach (var (key, value) in all)
        {
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{count}")] = key;
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{count}")] = value;
            count++;
        }

        variables["GIT_CONFIG_COUNT"] = count.ToString(CultureInfo.InvariantCulture);
    }
}
