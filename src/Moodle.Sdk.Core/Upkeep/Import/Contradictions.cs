using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Upkeep.Import.Lists;

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

    /// <summary>The components that a list has otherwise than the project.</summary>
    /// <param name="declared">What the project declares.</param>
    /// <param name="siteLock">What that has become; null before its first restore.</param>
    /// <param name="list">The list.</param>
    /// <param name="plugins">Its plugins.</param>
    public static IEnumerable<Diagnostic> Of(SiteDeclaration declared, SiteLock? siteLock, ImportedList list, IEnumerable<ListedPlugin> plugins) =>
        from plugin in siteLock is not null && list.Core is { } core ? plugins.Prepend(new(core, core.Request, null)) : plugins
        let there = plugin.Component is { } component ? declared.Find(component) : null
        where there is not null && IsOther(there.Source, siteLock?.Find(there.Component)?.Code as LockedCode.Git, plugin)
        select ImportDiagnostics.ContradictsList(there.RequestOrigin, there.Component.ToString(), there.Source.ToString(),
            $"{plugin.Request}{(plugin.Entry.Repository is { } repository ? $" of {repository}" : "")}".Trim(), plugin.Entry.Line);

    private static bool IsOther(Source source, LockedCode.Git? locked, ListedPlugin listed) =>
        source is not Source.OfGit git || (git is Source.Git { Upstream: var upstream } && listed.Entry.Repository is { } repository && !repository.Equals(upstream))
        || (listed.Request switch
        {
            CodeRequest.Commit commit when locked is not null => !locked.Commit.ToString().StartsWith(commit.Hex, StringComparison.OrdinalIgnoreCase),
            { } request and not CodeRequest.Version => git.IsExact && git.Request.ToString() != request.ToString(),
            _ => false,
        });

    private static bool IsOther(CodeRequest request, LockedComponent? locked, FoundCommit found) => (locked?.Code, request) switch
    {
        (LockedCode.Git git, _) => git.Commit != found.Commit,
        (_, CodeRequest.Tag tag) => tag.Name != found.Tag?.ShortName,
        (_, CodeRequest.Commit commit) => !found.Commit.ToString().StartsWith(commit.Hex, StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
