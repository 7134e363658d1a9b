using Microsoft.Extensions.FileSystemGlobbing;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Delivery;

/// <summary>The site tree less what publishing leaves out. It has an id of its own, which names the artifacts.</summary>
public static class DeliveredTree
{
    // The globbing library wants rooted paths; none is looked up on disk.
    private const string Root = "/";

    /// <summary>
    /// Leaves out what matches. Patterns are MSBuild's: a path from the root of the code base, <c>*</c> for part of a name, <c>**</c> for any
    /// folders, either slash; case counts. A pattern that matches a folder leaves out all in it. One that matches nothing is no fault.
    /// </summary>
    /// <param name="site">The site tree.</param>
    /// <param name="excludes">The patterns, besides <see cref="PublishExcludes.Default"/>.</param>
    /// <param name="origin">The declaration of the patterns.</param>
    /// <returns>The delivered tree, MOODLE1706 when nothing is left, or MOODLE1707 for each pattern that cannot be read.</returns>
    public static Result<SiteTree> Of(SiteTree site, IReadOnlyCollection<string> excludes, Origin? origin = null)
    {
        var matcher = new Matcher(StringComparison.Ordinal);
        var bad = new List<Diagnostic>();
        foreach (var exclude in excludes.Concat(PublishExcludes.Default))
        {
            Add(matcher, exclude, origin, bad);
        }

        if (bad.Count > 0)
        {
            return Result<SiteTree>.Failed(bad);
        }

        var left = matcher.Match(Root, site.Entries.Select(e => Root + e.Path)).Files.Select(f => f.Path).ToHashSet(StringComparer.Ordinal);
        var entries = site.Entries.RemoveAll(e => left.Contains(e.Path));
        return entries.IsEmpty
            ? DeliveryProblems.NothingToDeliver(excludes, origin)
            : site with { Id = TreeHash.Of(entries), Entries = entries };
    }

    private static void Add(Matcher matcher, string exclude, Origin? origin, List<Diagnostic> bad)
    {
        var pattern = exclude.Replace('\\', '/').Trim().Trim('/');
        pattern = pattern.StartsWith("./", StringComparison.Ordinal) ? pattern[2..] : pattern;
        if (pattern.Length == 0)
        {
            bad.Add(DeliveryProblems.BadExclude(exclude, "it names nothing.", origin));
            return;
        }

        if (pattern.Split('/').Any(part => part is ".." or "." || (part != "**" && part.Contains("**", StringComparison.Ordinal))))
        {
            bad.Add(DeliveryProblems.BadExclude(exclude, "'.' and '..' lead nowhere in a tree, and ** stands between slashes.", origin));
            return;
        }

        matcher.AddInclude(pattern);
        matcher.AddInclude(pattern + "/**");
    }
}
