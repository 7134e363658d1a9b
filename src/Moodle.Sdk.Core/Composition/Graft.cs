using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Composition;

/// <summary>Puts a component's code at its place, instead of whatever lies there. Moodle itself is the graft that everything begins with.</summary>
/// <param name="Place">Folder in the code base, with slashes, such as <c>mod/attendance</c>; empty for core.</param>
/// <param name="Store">The store that holds its objects.</param>
/// <param name="Objects">Reads its objects. Not owned.</param>
/// <param name="Tree">The tree of its code.</param>
/// <param name="Origin">The declaration to blame.</param>
internal sealed record Graft(ComponentName Component, string Place, StoreName Store, IObjectReader Objects, TreeId Tree, Origin Origin) : TreeEdit(Component, Origin)
{
    /// <summary>The places, of those where its tree names submodules, that other grafts fill.</summary>
    public ImmutableHashSet<string> Filled { get; init; } = [];

    /// <summary>Owners before the subplugins that lie in them; beyond that the order of names, so that every machine reports alike.</summary>
    public static IEnumerable<Graft> InOrder(IEnumerable<Graft> grafts) => grafts.OrderBy(g => g.Place.AsSpan().Count('/')).ThenBy(g => g.Component);

    public override List<SiteEntry> Read(TreeReading reading)
    {
        if (Component.IsCore || NameRules.IsFolder(Place, reading.Rules))
        {
            return TreeListing.Read(this, reading);
        }

        reading.Findings.Add(CompositionDiagnostics.BadPlace(Origin, Component, Place));
        return [];
    }

    public override Diagnostic? Apply(SiteEntries site, List<SiteEntry> read)
    {
        // A submodule of Moodle's that is left out gives way, as any other folder of its does.
        if (site.GraftAt(Place) is { Component.IsCore: false } twin)
        {
            return CompositionDiagnostics.SamePlace(Origin, Component, twin.Component, Place);
        }

        if (site.FileOnTheWayTo(Place) is { } file)
        {
            return CompositionDiagnostics.PlaceIsAFile(Origin, Component, Place, file.Path, file.Part.Component);
        }

        site.Replace(Place, read);
        site.Add(this);
        return null;
    }
}
