using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Delivery;

/// <summary>The site tree less what publishing leaves out. It has an id of its own, which names the artifacts.</summary>
internal static class DeliveredTree
{
    /// <summary>
    /// Leaves out what matches. Patterns are MSBuild's: a path from the root of the code base, <c>*</c> for part of a name, <c>**</c> for any
    /// folders, either slash; case counts. A pattern that matches a folder leaves out all in it. One that matches nothing is no error.
    /// </summary>
    /// <param name="excludes">The patterns, besides <see cref="PublishExcludes.Default"/>.</param>
    /// <returns>The delivered tree, MOODLE1706 when nothing is left, or MOODLE1707 for each pattern that cannot be read.</returns>
    public static Result<SiteTree> Of(SiteTree site, IReadOnlyCollection<string> excludes, Origin? origin = null)
    {
        var patterns = new List<PathPattern>();
        var bad = new List<Diagnostic>();
        foreach (var exclude in excludes.Concat(PublishExcludes.Default))
        {
            if (PathPattern.Parse(exclude, out var pattern) is { } reason)
            {
                bad.Add(DeliveryDiagnostics.BadExclude(exclude, reason, origin));
            }

            patterns.Add(pattern);
        }

        if (bad.Count > 0)
        {
            return Result<SiteTree>.Failed(bad);
        }

        var excluded = new PathPatterns(patterns);
        var entries = site.Entries.RemoveAll(e => excluded.Match(e.Path));
        return entries.IsEmpty
            ? DeliveryDiagnostics.NothingToDeliver(excludes, origin)
            : site with { Id = TreeHash.Of(entries), Entries = entries };
    }
}
