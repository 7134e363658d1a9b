using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>Makes the site tree: core's entries, with each graft's code in the place of whatever core holds there. Nothing is stored.</summary>
public static class SiteTreeBuilder
{
    /// <summary>Composes core and plugins into one tree.</summary>
    /// <param name="core">Moodle itself; its place is empty.</param>
    /// <param name="plugins">The plugins. One may lie within another's place: a subplugin in its owner.</param>
    /// <param name="findings">Takes warnings.</param>
    /// <returns>The tree, or every reason (MOODLE15xx) why these components make none.</returns>
    /// <exception cref="MissingObjectException">A repository of the cache lacks an object.</exception>
    public static Result<SiteTree> Build(Graft core, IReadOnlyCollection<Graft> plugins, Findings findings)
    {
        var found = new Findings();
        Graft[] grafts = [core, .. InGraftingOrder(plugins)];
        var sources = grafts.Select(g => g.Upstream).Distinct().ToImmutableArray();

        var listings = new List<SiteEntry>[grafts.Length];
        Parallel.For(0, grafts.Length, i => listings[i] = TreeListing.Read(grafts[i], sources.IndexOf(grafts[i].Upstream), found));

        var site = listings[0];
        for (var i = 1; i < grafts.Length; i++)
        {
            SiteGrafting.Place(grafts[i], listings[i], site);
        }

        findings.AddRange(found.All.Where(d => d.Severity == Severity.Warning));
        return found.HasErrors
            ? Result<SiteTree>.Failed(found.Errors)
            : new SiteTree(TreeHash.Of(site), [.. site], sources);
    }

    // Owners before the subplugins that lie in them; beyond that the order of names, so that every machine reports alike.
    private static IEnumerable<Graft> InGraftingOrder(IEnumerable<Graft> plugins) =>
        plugins.OrderBy(g => g.Place.AsSpan().Count('/')).ThenBy(g => g.Component);
}
