using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>Composes a site out of its lock and the git cache, without network and without writing a file.</summary>
internal static class SiteComposer
{
    /// <summary>
    /// Opens the locked code of the declaration's Configuration, checks that the lock tells the truth of it and that Moodle would accept it, and composes the tree.
    /// </summary>
    /// <param name="declaration">What is declared; its Configuration decides which plugins take part.</param>
    /// <param name="siteLock">The commits.</param>
    /// <param name="cache">Holds them.</param>
    /// <param name="previous">What the output holds by its state; null when it holds nothing.</param>
    /// <param name="known">What was listed before in this build.</param>
    /// <param name="findings">Takes the warnings.</param>
    /// <param name="cancel">Stops between steps.</param>
    /// <returns>The site, to be disposed by the caller; or every error that stands in its way.</returns>
    public static Result<ComposedSite> Compose(
        SiteDeclaration declaration, SiteLock siteLock, IGitCache cache, SiteVersions? previous, TreeListings known, Findings findings, CancellationToken cancel)
    {
        IReadOnlyCollection<StoreName> damaged;
        MissingObjectException missing;
        using (var code = new LockedCode(cache))
        {
            try
            {
                var found = new Findings();
                var site = Compose(declaration, siteLock, code, previous, known, found, cancel);
                findings.AddRange(found.All.Where(f => f.Severity == Severity.Warning && !declaration.Plugins.Any(p => p.Silences(f))));
                return site;
            }
            catch (MissingObjectException e)
            {
                (damaged, missing) = (code.Damaged, e);
            }
        }

        // Put aside once its readers are closed, so that the next restore fetches it anew.
        foreach (var store in damaged)
        {
            cache.Discard(store, cancel);
        }

        return LockedCodeProblems.CacheDamaged(missing);
    }

    private static Result<ComposedSite> Compose(
        SiteDeclaration declaration, SiteLock siteLock, LockedCode code, SiteVersions? previous, TreeListings known, Findings found, CancellationToken cancel)
    {
        code.Read(declaration, siteLock, found, cancel);
        if (found.HasErrors)
        {
            return Result<ComposedSite>.Failed(found.Errors);
        }

        var placed = PluginPlaces.Of(code.Core, code.Plugins, found);
        if (!placed.TryGet(out var places))
        {
            return Result<ComposedSite>.Failed(placed.Errors);
        }

        cancel.ThrowIfCancellationRequested();
        CheckPlaces(siteLock, code, places, found);
        Acceptance.Check(code.Core, code.Plugins, places, previous, declaration.Plugins, found);
        if (found.HasErrors)
        {
            return Result<ComposedSite>.Failed(found.Errors);
        }

        cancel.ThrowIfCancellationRequested();
        return SiteTreeBuilder
            .Build(Graft(code.Core, places), [.. code.Plugins.Select(p => Graft(p, places))], known, found)
            .Then<ComposedSite>(tree => new ComposedSite(tree, code.HandOver(tree, cancel), siteLock, Versions(code), [.. places.Roots], code.All.Max(c => ((CodeOrigin.Git)c.Code.From).Commit.Time)));
    }

    private static void CheckPlaces(SiteLock siteLock, LockedCode code, PluginPlaces places, Findings found)
    {
        foreach (var plugin in code.Plugins)
        {
            var (locked, place) = (siteLock.Find(plugin.Component)!, places.PlaceOf(plugin.Component));
            if (locked.Place != place)
            {
                found.Add(LockedCodeProblems.OtherPlace(locked, code.Core, plugin, place));
            }
        }
    }

    private static Graft Graft(ComponentCode code, PluginPlaces places) =>
        new(code.Component, places.PlaceOf(code.Component), code.Code.Store, code.Objects, code.Code.Tree, code.Origin);

    private static SiteVersions Versions(LockedCode code) => new(
        [.. code.All.Select(c => new ComponentVersion(c.Component, c.Version.Version.Value, c.Version.Release.Value))]);
}
