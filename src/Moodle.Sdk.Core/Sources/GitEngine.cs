using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Sources;

/// <summary>What talks to upstreams.</summary>
public enum GitEngine
{
    /// <summary>git on the PATH if it is there and not too old, else the embedded engine.</summary>
    Auto,

    /// <summary>git on the PATH: shallow fetches, credential helpers, SSH, proxies.</summary>
    Git,

    /// <summary>The embedded libgit2: the full history of what is asked for, HTTPS with a token.</summary>
    LibGit2,
}

/// <summary>Reads <see cref="GitEngine"/> as projects write it.</summary>
public static class GitEngines
{
    /// <summary>Reads <c>auto</c>, <c>git</c> or <c>libgit2</c>; nothing is <c>auto</c>.</summary>
    public static Result<GitEngine> Parse(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" or "auto" => GitEngine.Auto,
        "git" => GitEngine.Git,
        "libgit2" => GitEngine.LibGit2,
        _ => SourceProblems.UnknownEngine(name),
    };
}
