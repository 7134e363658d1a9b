using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Composition;

/// <summary>
/// Judges the trees of components one by one, by the rules of composing: so that what no site can hold never gets into a lock. Whether components fit
/// together is seen only when a site is composed, in each Configuration.
/// </summary>
internal static class ComponentTrees
{
    /// <summary>Judges trees on their way into a lock; what is wrong goes to the findings (MOODLE15xx).</summary>
    /// <param name="all">Every component of the lock to be: what lies within another's place takes the place of what that one holds there.</param>
    /// <param name="known">Takes the listings, for the build that follows.</param>
    /// <param name="rules">What the file system makes of names.</param>
    /// <exception cref="Git.MissingObjectException">A repository of the cache lacks an object.</exception>
    public static void Judge(IEnumerable<Graft> judged, IReadOnlyCollection<Graft> all, TreeListings known, Findings findings, FileSystemRules rules)
    {
        foreach (var graft in judged)
        {
            Judge(graft, all, new TreeReading(rules, known, new TreeFindings(findings)));
        }
    }

    private static void Judge(Graft graft, IReadOnlyCollection<Graft> all, TreeReading reading)
    {
        var alone = new SiteEntries();
        _ = graft.Apply(alone, graft.Read(reading));
        if (reading.Findings.HasErrors)
        {
            return;
        }

        // What another component takes the place of is never written.
        foreach (var other in all.Where(g => g.Place.Length > graft.Place.Length))
        {
            _ = other.Apply(alone, []);
        }

        new SiteRules(alone, reading.Rules, reading.Findings).Judge();
    }
}
