using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Composition;

/// <summary>
/// Makes the site tree: Moodle's entries, changed by an ordered list of edits. Nothing is stored.
/// Upstreams are not trusted: what would harm the machine, or cannot be the same on every machine, is refused (MOODLE15xx).
/// </summary>
internal static class SiteTreeBuilder
{
    /// <summary>Reads what all edits bring along, applies them in their order, then names and judges the whole.</summary>
    /// <param name="core">Moodle itself; its place is empty.</param>
    /// <param name="known">What was listed before in this build.</param>
    /// <param name="findings">Takes warnings, and every reason why these components make no tree.</param>
    /// <param name="rules">Those of this machine where none are given.</param>
    /// <returns>The tree; null when they make none.</returns>
    /// <exception cref="MissingObjectException">A repository of the cache lacks an object.</exception>
    public static SiteTree? Build(Graft core, IReadOnlyCollection<TreeEdit> edits, TreeListings known, Findings findings, FileSystemRules? rules = null)
    {
        rules ??= FileSystemRules.Current;
        var found = new TreeFindings(findings);
        TreeEdit[] all = [core, .. edits];
        var site = Apply(all, new TreeReading(rules, known, found));
        var id = found.HasErrors ? default : NameAndJudge(site, rules, found);
        return found.HasErrors ? null : new SiteTree(id, [.. site.All]) { Recipe = TreeRecipe.Of(id, all) };
    }

    private static SiteEntries Apply(TreeEdit[] edits, TreeReading reading)
    {
        var read = new List<SiteEntry>[edits.Length];
        ParallelWork.For(edits.Length, i => read[i] = edits[i].Read(reading));
        var site = new SiteEntries();
        for (var i = 0; i < edits.Length && !reading.Findings.HasErrors; i++)
        {
            if (edits[i].Apply(site, read[i]) is { } refused)
            {
                reading.Findings.Add(refused);
            }
        }

        return site;
    }

    // Both go through everything, so they do it at once.
    private static TreeId NameAndJudge(SiteEntries site, FileSystemRules rules, TreeFindings findings)
    {
        var id = default(TreeId);
        ParallelWork.Invoke(() => id = TreeHash.Of(site.All), () => new SiteRules(site, rules, findings).Judge());
        return id;
    }
}
