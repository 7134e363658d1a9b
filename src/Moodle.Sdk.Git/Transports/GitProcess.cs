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

    // What the caller may say about connections and about where the user's own configuration lies. Every other GIT_ variable is dropped.
    private static readonly string[] Kept =
    [
        "GIT_SSH", "GIT_PROXY", "GIT_HTTP_PROXY", "GIT_SSL", "GIT_EXEC_PATH",
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
        // No prompt: neither a program that asks, nor a credential helper that does.
        ("core.askPass", ""),
        ("credential.interactive", "false"),
        // Where an upstream leads is looked at first: git would send the header with the token along.
        ("http.followRedirects", "false"),
        // How long a server is waited for is for SilenceWatch to say.
        ("http.lowSpeedTime", "0"),
        // Old repositories hold commits and trees that fsck rejects. Every object is hashed as it comes in,
        // and what a tree may hold is judged when it is composed.
        ("fetch.fsckObjects", "false"),
    ];

    private readonly Lock _gate = new();
    private GitResult<UserConfiguration>? _configuration;

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
        return running.Ask(input, null, cancel);
    }

    /// <summary>What the user's configuration says about upstreams, read once.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public GitResult<UserConfiguration> Configuration(CancellationToken cancel)
    {
        lock (_gate)
        {
            return _configuration ??= ReadConfiguration(cancel);
        }
    }

    /// <summary>Starts git, to be talked to through its standard streams.</summary>
    /// <param name="gitFolder">The repository; one that does not exist means none, and none is looked for.</param>
    /// <param name="arguments">Arguments, the command first.</param>
    /// <param name="credentials">Handed over by the environment, never by arguments.</param>
    /// <exception cref="SystemFaultException">It could not be started.</exception>
    public RunningGit Start(string gitFolder, IEnumerable<string> arguments, UpstreamCredentials credentials) =>
        Start(Describe(gitFolder, arguments, credentials), credentials);

    private RunningGit Start(ProcessStartInfo start, UpstreamCredentials credentials) =>
        SystemFault.Guard(SystemFault.Exec, git.Path, () => new RunningGit(start, credentials));

    /// <summary>Starts git's helper that connects over HTTP; null for an upstream that is reached otherwise.</summary>
    public RunningGit? TryConnect(UpstreamCredentials credentials) =>
        credentials.Scope is null ? null : Start(Nowhere, Connect(credentials), credentials);

    /// <summary>What git tells of the answer on a connection that it makes over HTTP.</summary>
    /// <exception cref="OperationCanceledException">Cancelled, and git is gone.</exception>
    public HttpAnswer Hear(UpstreamCredentials credentials, CancellationToken cancel)
    {
        var start = Describe(Nowhere, Connect(credentials), credentials);
        start.Environment["GIT_TRACE_CURL"] = "1";
        // A page is to be read as it comes.
        Configure(start.Environment, [($"http.{credentials.Address}.extraHeader", "Accept-Encoding: identity")]);
        using var running = Start(start, credentials);
        return HttpAnswer.Traced(running.Ask("list\n\n", null, cancel).Error);
    }

    private static string[] Connect(UpstreamCredentials credentials) =>
        [$"remote-{new Uri(credentials.Address).Scheme}", credentials.Address, credentials.Address];

    private GitResult<UserConfiguration> ReadConfiguration(CancellationToken cancel)
    {
        string[] arguments = ["config", "--null", "--get-regexp", UserConfiguration.Read];
        try
        {
            using var running = Start(Nowhere, arguments, UpstreamCredentials.None);
            var (exitCode, output, error) = running.Ask("", options.AnswerLimit, cancel);
            // Exit code 1 says that there is no such key.
            return exitCode is 0 or 1 ? UserConfiguration.Parse(output) : GitMessages.Read(error);
        }
        catch (TimeoutException)
        {
            return new GitFault(GitFaultKind.GitSilent, GitExecutable.NoAnswer($"{git.Path} {arguments[0]}", options.AnswerLimit));
        }
    }

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
        start.Environment["GIT_ALLOW_PROTOCOL"] = "http:https:ssh:file";
        start.Environment["SSH_ASKPASS_REQUIRE"] = "never";
        // The user's own tracing (trace2.eventTarget, trace2.configParams) would write the header with the token into its file.
        start.Environment["GIT_TRACE2"] = start.Environment["GIT_TRACE2_EVENT"] = start.Environment["GIT_TRACE2_PERF"] = "0";
        start.Environment["LC_ALL"] = "C";
        start.Environment["LANGUAGE"] = "";
        if (_configuration?.Value?.SshInBatchMode(start.Environment) is { } ssh)
        {
            start.Environment["GIT_SSH_COMMAND"] = ssh;
        }

        Configure(start.Environment, [.. Forced, .. credentials.Settings]);
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
            if (isToken || name.Equals("SSH_ASKPASS", StringComparison.OrdinalIgnoreCase) || (isGit && !Kept.Any(k => name.StartsWith(k, StringComparison.OrdinalIgnoreCase))))
            {
                variables.Remove(name);
            }
        }
    }

    // Behind what the caller hands over the same way; the last value counts.
    private static void Configure(IDictionary<string, string?> variables, IEnumerable<(string Key, string Value)> settings)
    {
        var count = variables.TryGetValue("GIT_CONFIG_COUNT", out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var n) ? Math.Max(n, 0) : 0;
        foreach (var (key, value) in settings)
        {
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_KEY_{count}")] = key;
            variables[string.Create(CultureInfo.InvariantCulture, $"GIT_CONFIG_VALUE_{count}")] = value;
            count++;
        }

        variables["GIT_CONFIG_COUNT"] = count.ToString(CultureInfo.InvariantCulture);
    }
}
