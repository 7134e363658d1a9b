using System.Runtime.ExceptionServices;
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
    public static void Judge(IReadOnlyList<LockableTree> site, Findings findings) => Judge(site, findings, FileSystemRules.Current);

    /// <summary>Judges for a given kind of file system.</summary>
    internal static void Judge(IReadOnlyList<LockableTree> site, Findings findings, FileSystemRules rules)
    {
        foreach (var tree in site.Where(t => t.IsNew))
        {
            try
            {
                var faults = new TreeFaults();
                Judge(Graft(tree), site, rules, faults);
                findings.AddRange(faults.Errors.Concat(faults.Warnings));
            }
            catch (AggregateException several)
            {
                // Folders are read side by side; callers handle what a reader throws.
                ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
            }
        }
    }

    private static void Judge(Graft graft, IReadOnlyList<LockableTree> site, FileSystemRules rules, TreeFaults faults)
    {
        if (graft.Place.Length > 0 && !NameRules.IsFolder(graft.Place, rules))
        {
            faults.Add(CompositionProblems.BadPlace(graft.Origin, graft.Component, graft.Place));
            return;
        }

        var alone = new SiteGrafting(graft, TreeListing.Read(graft, 0, rules, faults));
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

    private static Graft Graft(LockableTree tree) => new(tree.Component, tree.Place, tree.Upstream, tree.Objects, tree.Tree, tree.Origin);
}
