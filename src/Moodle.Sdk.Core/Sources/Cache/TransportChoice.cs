using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Transports;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>Chooses what talks to upstreams, by what is asked for and what the machine has.</summary>
internal sealed class TransportChoice(IReadOnlyDictionary<string, string>? environment)
{
    private static readonly StringComparer VariableNames = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private readonly Lazy<GitExecutable?> _git = new(() => GitExecutable.Find(Variable(environment, "PATH")));

    /// <summary>Why the engine cannot be had; null when it can.</summary>
    public Diagnostic? Problem(GitEngine engine) => engine != GitEngine.Git ? null
        : _git.Value is not { } git ? SourceProblems.GitNotFound()
        : git.IsRecentEnough ? null
        : SourceProblems.GitTooOld(git.Path, git.Version.ToString());

    /// <summary>The transport of an engine that has no problem.</summary>
    public IGitTransport Choose(GitEngine engine) =>
        engine != GitEngine.LibGit2 && _git.Value is { IsRecentEnough: true } git
            ? new GitProcessTransport(git, environment, name => Variable(environment, name))
            : new LibGit2Transport(name => Variable(environment, name));

    private static string? Variable(IReadOnlyDictionary<string, string>? environment, string name) => environment is null
        ? Environment.GetEnvironmentVariable(name)
        : environment.FirstOrDefault(v => VariableNames.Equals(v.Key, name)).Value;
}
