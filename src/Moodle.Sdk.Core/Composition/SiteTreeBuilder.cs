using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>
/// Makes the site tree: core's entries, with each graft's code in the place of whatever core holds there. Nothing is stored.
/// Upstreams are not trusted: what would harm the machine, or cannot be the same on every machine, is refused (MOODLE15xx).
/// </summary>
internal static class SiteTreeBuilder
{
    /// <summary>Composes core and plugins into one tree.</summary>
    /// <param name="core">Moodle itself; its place is empty.</param>
    /// <param name="plugins">The plugins. One may lie within another's place: a subplugin in its owner.</param>
    /// <param name="known">What was listed before in this build.</param>
    /// <param name="findings">Takes warnings.</param>
    /// <returns>The tree, or every reason why these components make none.</returns>
    /// <exception cref="MissingObjectException">A repository of the cache lacks an object.</exception>
    public static Result<SiteTree> Build(Graft core, IReadOnlyCollection<Graft> plugins, TreeListings known, Findings findings) =>
        Build(core, plugins, known, findings, FileSystemRules.Current);

    /// <summary>Composes for a given kind of file system.</summary>
    internal static Result<SiteTree> Build(Graft core, IReadOnlyCollection<Graft> plugins, TreeListings known, Findings findings, FileSystemRules rules)
    {
        var faults = new TreeFaults();
        Graft[] grafts = [core, .. InGraftingOrder(plugins)];
        var sources = grafts.Select(g => g.Store).Distinct().ToImmutableArray();
        foreach (var graft in grafts.Skip(1).Where(g => !NameRules.IsFolder(g.Place, rules)))
        {
            faults.Add(CompositionProblems.BadPlace(graft.Origin, graft.Component, graft.Place));
        }

        if (faults.HasErrors)
        {
            return Result<SiteTree>.Failed(faults.Errors);
        }

        var site = Join(grafts, ReadAll(grafts, sources, rules, known, faults), faults);
        var id = faults.HasErrors ? default : NameAndJudge(site, rules, faults);
        findings.AddRange(faults.Warnings);
        return faults.HasErrors ? Result<SiteTree>.Failed(faults.Errors) : new SiteTree(id, [.. site.Entries], sources);
    }

    // Both go through everything, so they do it side by side.
    private static TreeId NameAndJudge(SiteGrafting site, FileSystemRules rules, TreeFaults faults)
    {
        var id = default(TreeId);
        SideBySide.Run(() => Parallel.Invoke(() => id = TreeHash.Of(site.Entries), () => new SiteRules(site, rules, faults).Judge()));
        return id;
    }

    private static List<SiteEntry>[] ReadAll(
        Graft[] grafts, ImmutableArray<StoreName> sources, FileSystemRules rules, TreeListings known, TreeFaults faults)
    {
        var listings = new List<SiteEntry>[grafts.Length];
        SideBySide.Run(() => Parallel.For(0, grafts.Length, i => listings[i] = TreeListing.Read(grafts[i], sources.IndexOf(grafts[i].Store), rules, known, faults)));
        return listings;
    }

    private static SiteGrafting Join(Graft[] grafts, List<SiteEntry>[] listings, TreeFaults faults)
    {
        var site = new SiteGrafting(grafts[0], listings[0]);
        for (var i = 1; i < grafts.Length; i++)
        {
            if (site.Place(grafts[i], listings[i]) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return site;
    }

    // Owners before the subplugins that lie in them; beyond that the order of names, so that every machine reports alike.
    private static IEnumerable<Graft> InGraftingOrder(IEnumerable<Graft> plugins) =>
        plugins.OrderBy(g => g.Place.AsSpan().Count('/')).ThenBy(g => g.Component);
}
