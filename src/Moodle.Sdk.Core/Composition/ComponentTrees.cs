using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;

namespace Moodle.Sdk.Composition;

/// <summary>
/// Judges the trees of components one by one, by the rules of composing: so that what no site can hold never gets into a lock. Whether components fit
/// together is seen only when a site is composed, in each Configuration.
/// </summary>
public static class ComponentTrees
{
    /// <summary>The judge to restore with (MOODLE15xx).</summary>
    /// <param name="known">Takes the listings, for the build that follows.</param>
    public static TreeJudge JudgeWith(TreeListings known) => (site, findings) => Judge(site, known, findings, FileSystemRules.Current);

    /// <summary>Judges for a given kind of file system.</summary>
    internal static void Judge(IReadOnlyList<LockableTree> site, TreeListings known, Findings findings, FileSystemRules rules)
    {
        foreach (var tree in site.Where(t => t.IsNew))
        {
            var faults = new TreeFaults();
            SideBySide.Run(() => Judge(Graft(tree), site, rules, known, faults));
            findings.AddRange(faults.Errors.Concat(faults.Warnings));
        }
    }

    private static void Judge(Graft graft, IReadOnlyList<LockableTree> site, FileSystemRules rules, TreeListings known, TreeFaults faults)
    {
        if (graft.Place.Length > 0 && !NameRules.IsFolder(graft.Place, rules))
        {
            faults.Add(CompositionProblems.BadPlace(graft.Origin, graft.Component, graft.Place));
            return;
        }

        var alone = new SiteGrafting(graft, TreeListing.Read(graft, 0, rules, known, faults));
        if (faults.HasErrors)
        {
            return;
        }

        // What another component takes the place of is never written.
        foreach (var other in site.Where(t => t.Place.Length > graft.Place.Length))
        {
            _ = alone.Place(Graft(other), []);
        }

        new SiteRules(alone, rules, faults).Judge();
    }

    private static Graft Graft(LockableTree tree) => new(tree.Component, tree.Place, tree.Store, tree.Objects, tree.Tree, tree.Origin);
}
