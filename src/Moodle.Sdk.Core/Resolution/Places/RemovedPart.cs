using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>A file or folder of Moodle's tree that the site leaves out.</summary>
/// <param name="Path">Path from the root, with slashes.</param>
/// <param name="Origin">The MoodleCoreRemove item.</param>
internal sealed record RemovedPart(string Path, Origin Origin)
{
    // Without these nothing runs, or the SDK could not say what Moodle would accept.
    private static readonly string[] Essential = ["version.php", "lib/setup.php", "lib/components.json", "admin/environment.xml"];

    /// <summary>Finds in Moodle's tree what is to be left out: ordered by path, none within another.</summary>
    /// <param name="core">Moodle.</param>
    /// <param name="whole">Moodle's own places, nothing being left out.</param>
    /// <param name="removals">What is declared.</param>
    /// <returns>The parts, or MOODLE1416 and MOODLE1417.</returns>
    public static Result<ImmutableArray<RemovedPart>> Find(OpenedComponent core, PluginPlaces whole, IReadOnlyCollection<CoreRemoval> removals)
    {
        var (parts, errors) = (new List<RemovedPart>(), new List<Diagnostic>());
        foreach (var removal in removals)
        {
            if (PathOf(removal, whole) is not { } path)
            {
                errors.Add(PlaceDiagnostics.NothingToRemove(core, removal.Origin, Near(removal, whole)));
                continue;
            }

            var part = new RemovedPart(path, removal.Origin);
            parts.Add(part);
            if (Essential.Concat(Essential.Select(whole.Layout.InCode)).FirstOrDefault(e => part.Covers(e) && whole.CoreFiles.HasFile(e)) is { } essential)
            {
                errors.Add(PlaceDiagnostics.RemovesEssential(core, removal.Origin, essential));
            }
        }

        var distinct = parts.DistinctBy(p => p.Path).OrderBy(p => p.Path, StringComparer.Ordinal).ToList();
        return errors.Count > 0
            ? Result<ImmutableArray<RemovedPart>>.Failed(errors)
            : distinct.Where(p => !distinct.Any(o => o != p && o.Covers(p.Path))).ToImmutableArray();
    }

    /// <summary>Whether a path is this one or lies within it.</summary>
    public bool Covers(string path) => path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal);

    private static string? PathOf(CoreRemoval removal, PluginPlaces whole) => removal is CoreRemoval.Plugin plugin
        ? whole.InMoodle(plugin.Component)
        : Paths(removal, whole).FirstOrDefault(p => whole.CoreFiles.Find(p) is not null);

    // As it is written; or under public/, where only that is there.
    private static IEnumerable<string> Paths(CoreRemoval removal, PluginPlaces whole)
    {
        var written = ((CoreRemoval.Path)removal).Place;
        return new[] { written, whole.Layout.InCode(written) }.Distinct();
    }

    // Of Moodle's plugins, or of what lies in the same folder.
    private static IEnumerable<string> Near(CoreRemoval removal, PluginPlaces whole) => removal is CoreRemoval.Plugin plugin
        ? NearNames.To(plugin.Component.ToString(), whole.Types.SelectMany(t => whole.CoreFiles.FoldersIn(t.Folder).Select(name => $"{t.Name}_{name}")))
        : from path in Paths(removal, whole)
          let folder = path[..(path.LastIndexOf('/') + 1)]
          from name in NearNames.To(path[folder.Length..], whole.CoreFiles.NamesIn(folder.TrimEnd('/')))
          select folder + name;
}
