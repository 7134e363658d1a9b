using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>Lists every file and link of a component's tree under its place.</summary>
internal static class TreeListing
{
    /// <summary>Reads the whole tree, in git's order.</summary>
    /// <param name="graft">The component.</param>
    /// <param name="source">Index of its upstream in the site tree.</param>
    /// <param name="findings">Takes what is wrong with the tree.</param>
    public static List<SiteEntry> Read(Graft graft, int source, Findings findings)
    {
        var entries = new List<SiteEntry>();
        Read(graft, graft.Tree, graft.Place.Length == 0 ? "" : graft.Place + '/', source, entries, findings);
        return entries;
    }

    private static void Read(Graft graft, TreeId tree, string prefix, int source, List<SiteEntry> entries, Findings findings)
    {
        foreach (var entry in graft.Objects.ReadTree(tree))
        {
            var path = prefix + entry.Name;
            switch (entry.Mode)
            {
                case EntryMode.Tree:
                    Read(graft, new TreeId(entry.Id), path + '/', source, entries, findings);
                    break;
                case EntryMode.Submodule:
                    findings.Add(CompositionProblems.Submodule(graft.Origin, graft.Component.ToString(), path));
                    break;
                default:
                    entries.Add(new SiteEntry(path, entry.Mode, new BlobId(entry.Id), source));
                    break;
            }
        }
    }
}
