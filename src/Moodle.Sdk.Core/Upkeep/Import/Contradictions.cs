using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>What a project has otherwise than the folder that is imported into it. The project's declarations stay.</summary>
internal static class Contradictions
{
    /// <summary>The components of which the project has another commit.</summary>
    /// <param name="declared">What the project declares.</param>
    /// <param name="siteLock">What that has become; null before its first restore.</param>
    /// <param name="found">What was found.</param>
    public static IReadOnlyList<Diagnostic> Of(SiteDeclaration declared, SiteLock? siteLock, IEnumerable<ImportedComponent> found) =>
    [
        .. from component in found.OfType<ImportedComponent.OfGit>()
           let there = declared.Find(component.Found.Component)
           where there is { Source: Source.OfGit source } && IsOther(source.Request, siteLock?.Find(there.Component), component.Commit)
           select ImportDiagnostics.Contradicts(
               there.RequestOrigin, there.Component.ToString(), ((Source.OfGit)there.Source).Request.ToString(), $"{component.Commit.Tag?.ShortName ?? component.Commit.Commit.ToString()} ({component.Found.Number})"),
    ];

    private static bool IsOther(CodeRequest request, LockedComponent? locked, FoundCommit found) => (locked?.Code, request) switch
    {
        (LockedCode.Git git, _) => git.Commit != found.Commit,
        (_, CodeRequest.Tag tag) => tag.Name != found.Tag?.ShortName,
        (_, CodeRequest.Commit commit) => !found.Commit.ToString().StartsWith(commit.Hex, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
