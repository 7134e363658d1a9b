using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources;

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
