using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.OwnFiles;

namespace Moodle.Sdk.Composition;

/// <summary>Composes a site out of its lock and the git cache, without network and without writing a file.</summary>
internal static class SiteComposer
{
    /// <summary>
    /// Opens the locked code of the declaration's Configuration, checks that the lock tells the truth of it and that Moodle would accept it, and composes the tree.
    /// </summary>
    /// <param name="declaration">What is declared; its Configuration decides which plugins take part.</param>
    /// <param name="objects">Takes the readers of the site's stores. Not owned.</param>
    /// <param name="previous">What the output holds, by its state or by what lies there; null when it holds nothing.</param>
    /// <param name="own">The site's own files.</param>
    /// <param name="known">What was listed before in this build.</param>
    /// <param name="findings">Takes the warnings and every error that stands in the way.</param>
    /// <returns>The site; null when there are errors.</returns>
    public static ComposedSite? Compose(
        SiteDeclaration declaration, SiteLock siteLock, IGitCache cache, SiteObjects objects, SiteVersions? previous, ImmutableArray<OwnContent> own, TreeListings known, Findings findings, CancellationToken cancel)
    {
        try
        {
            return Compose(declaration, siteLock, new OpenedSite(cache, objects), cache, previous, own, known, findings, cancel);
        }
        catch (MissingObjectException missing)
        {
            findings.Add(LockedCodeDiagnostics.CacheDamaged(missing));
        }
        catch (SystemFaultException refused)
        {
            findings.Add(SourceDiagnostics.StoreNotReadable(refused.Fault));
        }

        return null;
    }

    /// <summary>A component at its place, and its submodules at theirs.</summary>
    public static IEnumerable<Graft> Grafts(OpenedComponent c, PluginPlaces places)
    {
        var place = places.PlaceOf(c.Component);
        var submodules = c.Submodules.Select(s => new Graft(c.Component, place.Length == 0 ? s.Path : $"{place}/{s.Path}", StoreName.Of(s.Submodule.Upstream), s.Objects, s.Tree, c.Origin)).ToList();
        Graft[] all = [new(c.Component, place, c.Code.Store, c.Objects, c.Code.Tree, c.Origin), .. submodules];
        return all.Select(graft => graft with { Filled = [.. submodules.Select(s => s.Place)] });
    }

    private static ComposedSite? Compose(
        SiteDeclaration declaration, SiteLock siteLock, OpenedSite opened, IGitCache cache, SiteVersions? previous, ImmutableArray<OwnContent> own, TreeListings known, Findings findings, CancellationToken cancel)
    {
        opened.Open(declaration, siteLock, findings, cancel);
        if (findings.HasErrors || Acceptance.Accept(opened.Core, opened.Plugins, previous, declaration, findings) is not { } places)
        {
            return null;
        }

        CheckPlaces(siteLock, opened, places, findings);
        if (findings.HasErrors)
        {
            return null;
        }

        cancel.ThrowIfCancellationRequested();
        var overlay = OwnFiles(opened, places, own, cache, findings, cancel);
        if (findings.HasErrors)
        {
            return null;
        }

        return SiteTreeBuilder.Build(Grafts(opened.Core, places).First(), [.. Edits(opened, places), .. overlay], known, findings) is { } tree
            ? new ComposedSite(tree, opened.Objects, siteLock, Versions(opened), [.. places.Roots], opened.All.Max(c => c.Time))
            {
                FromFolders = [.. opened.Plugins.Where(p => p.Code.From is CodeOrigin.Folder)],
            }
            : null;
    }

    // What is left out of Moodle goes before plugins come: one of them may take its place.
    private static TreeEdit[] Edits(OpenedSite opened, PluginPlaces places) =>
    [
        .. Grafts(opened.Core, places).Skip(1),
        .. places.Removed.Select(part => new Removal(part.Path, part.Origin)),
        .. Graft.InOrder(opened.Plugins.SelectMany(p => Grafts(p, places))),
    ];

    // What is the site's own goes in last, by its place in the whole.
    private static IEnumerable<Overlay> OwnFiles(OpenedSite opened, PluginPlaces places, ImmutableArray<OwnContent> own, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var byPath = new SortedDictionary<string, OwnContent>(StringComparer.Ordinal);
        foreach (var file in own)
        {
            findings.AddRange(file.WhyRefused is { } secret ? [secret] : []);
            var plugin = file.Declared.Plugin;
            if (plugin is not null && opened.Plugins.All(p => p.Component != plugin))
            {
                findings.Add(OwnFileDiagnostics.NoPlugin(file.Declared));
            }
            else if (!byPath.TryAdd(plugin is null ? file.Target : $"{places.PlaceOf(plugin)}/{file.Target}", file))
            {
                findings.Add(OwnFileDiagnostics.SameTarget(file.Declared, file.Target, own.First(o => o.Target == file.Target && o.Declared.Plugin == plugin).Declared));
            }
        }

        if (byPath.Count == 0 || findings.HasErrors)
        {
            return [];
        }

        var made = cache.Make(byPath.Select(f => MadeFile.Of(f.Key, f.Value.Mode, f.Value.Content)), null, cancel);
        if (!made.TryGet(out var tree) || opened.Objects.Open(StoreName.Made) is not { } objects)
        {
            findings.AddRange(made.Fault?.At(null) ?? [SourceDiagnostics.MadeIsGone(byPath.Values.First().Declared.Origin)]);
            return [];
        }

        var files = byPath.ToImmutableDictionary(f => f.Key, f => f.Value.Declared, StringComparer.Ordinal);
        return [new(objects, tree, byPath.Values.First().Declared.Origin, files)];
    }

    private static void CheckPlaces(SiteLock siteLock, OpenedSite opened, PluginPlaces places, Findings findings)
    {
        foreach (var plugin in opened.Plugins)
        {
            var (locked, place) = (siteLock.Find(plugin.Component)!, places.PlaceOf(plugin.Component));
            if (locked.Place != place)
            {
                findings.Add(LockedCodeDiagnostics.OtherPlace(siteLock, locked, opened.Core, plugin, place));
            }
        }
    }

    private static SiteVersions Versions(OpenedSite opened) => new(
        [.. opened.All.Select(c => new ComponentVersion(c.Component, c.Version.Version.Value, c.Version.Release.Value))]);
}
