using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources.OwnFiles;

namespace Moodle.Sdk.Composition;

/// <summary>Puts the site's own files into the code base, last of all.</summary>
/// <param name="Objects">Reads their blobs. Not owned.</param>
/// <param name="Tree">The tree of them all, by their paths from the root of the code base.</param>
/// <param name="Origin">The declaration to blame for what no file is to blame for.</param>
/// <param name="Files">The items, by the paths of their files; one that is not there may take any place.</param>
internal sealed record Overlay(IObjectReader Objects, TreeId Tree, Origin Origin, ImmutableDictionary<string, OwnFile> Files) : TreeEdit(ComponentName.Core, Origin)
{
    public override List<SiteEntry> Read(TreeReading reading) => TreeListing.Read(new Graft(Component, "", StoreName.Made, Objects, Tree, Origin), reading);

    public override Diagnostic? Apply(SiteEntries site, List<SiteEntry> read)
    {
        site.Stores[StoreName.Made] = Objects;
        foreach (var entry in read)
        {
            var file = Files.GetValueOrDefault(entry.Path);
            var there = site.FileOnTheWayTo(entry.Path);
            if (file is not null && there is not null && there.Path != entry.Path)
            {
                return OwnFileDiagnostics.InTheWay(file, entry.Path, there.Path);
            }

            if (file is not null && site.HasFolder(entry.Path))
            {
                return OwnFileDiagnostics.InTheWay(file, entry.Path, entry.Path + '/');
            }

            if (file is { Overwrites: false } && there is not null)
            {
                return OwnFileDiagnostics.Occupied(file, entry.Path, there.Part.Component);
            }

            site.Put(entry);
        }

        return null;
    }
}
