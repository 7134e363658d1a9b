using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>Which folders of a running site are plugins, and where Moodle looks for them.</summary>
internal sealed class FoundPlaces
{
    private readonly FoundFolder _folder;
    private readonly IReadOnlyCollection<string> _nested;
    private readonly PluginPlaces? _places;
    private readonly Dictionary<ComponentName, string> _taken = [];

    /// <summary>The places of a Moodle.</summary>
    /// <param name="core">Moodle at its commit.</param>
    /// <param name="folder">All that was found.</param>
    /// <param name="nested">The folders that have a repository of their own.</param>
    public FoundPlaces(OpenedComponent core, FoundFolder folder, IReadOnlyCollection<string> nested)
    {
        (_folder, _nested) = (folder, nested);
        _places = PluginPlaces.Of(core, [], [], new()).TryGet(out var places) ? places : null;
    }

    /// <summary>What to say of a plugin that lies elsewhere than Moodle looks for it; null where it does not.</summary>
    public string? NoteOf(FoundComponent plugin) => _places?.TryPlaceOf(plugin.Component) is { } place && place != plugin.Place ? $"it lies in the wrong folder: the build puts it at {place}" : null;

    /// <summary>The plugins among the files that a component's commit does not have, and the folders that are copies of something.</summary>
    public (List<FoundComponent> Plugins, List<LeftOut> Copies) In(FoundComponent owner, Differences differs)
    {
        var prefix = owner.Place.Length == 0 ? "" : owner.Place + '/';
        var folders = differs.Added.Keys.Where(path => path.EndsWith("/version.php", StringComparison.Ordinal)).Select(path => prefix + path[..^"/version.php".Length])
            .Concat(_nested.Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && !_taken.ContainsValue(n))).Distinct().Select(f => (Folder: f, Component: ComponentIn(f))).OrderBy(f => f.Folder, StringComparer.Ordinal).ToList();
        var (plugins, copies, others) = (new List<FoundComponent>(), new List<LeftOut>(), folders.Where(f => f.Component is not null).Select(f => f.Folder).ToList());
        // Those at their places first: what lies elsewhere under the same name is a copy.
        foreach (var (folder, component) in folders.OrderBy(f => f.Component is { } c && _places?.TryPlaceOf(c) == f.Folder ? 0 : 1))
        {
            var isInner = !_nested.Contains(folder) && plugins.Select(p => p.Place).Concat(copies.Select(c => c.Path)).Any(outer => folder.StartsWith($"{outer}/", StringComparison.Ordinal));
            if (isInner)
            {
                continue;
            }

            if (component is { IsCore: true })
            {
                copies.Add(new(folder, "another Moodle"));
            }
            else if (component is not null && (_taken.ContainsKey(component) || IsOfMoodle(component, folder)))
            {
                copies.Add(new(folder, $"a copy of {component}, which lies at {_taken.GetValueOrDefault(component) ?? _places!.PlaceOf(component)}"));
            }
            else if (component is not null)
            {
                _taken[component] = folder;
                plugins.Add(FoundComponent.In(_folder, component, folder, ComponentReader.VersionFileName, [.. _nested, .. others.Where(f => !f.StartsWith($"{folder}/", StringComparison.Ordinal))]));
            }
        }

        return (plugins, copies);
    }

    // A plugin of Moodle's own that lies at its place too.
    private bool IsOfMoodle(ComponentName component, string folder) => _places?.InMoodle(component) is { } place && place != folder && _folder.Find($"{place}/version.php") is not null;

    // As version.php says; one that says nothing is known by its place, as old plugins are.
    private ComponentName? ComponentIn(string folder)
    {
        var version = VersionFileReader.Read(_folder.Find($"{folder}/version.php")!.Read());
        var (slash, name) = (folder.LastIndexOf('/'), folder[(folder.LastIndexOf('/') + 1)..]);
        return ComponentReader.IsOfMoodle(version) ? ComponentName.Core
            : version.Component is { IsSet: true, Value: { } said } ? ComponentName.TryParse(said, out var component) ? component : null
            : version.Version.IsSet && slash > 0 && _places?.Types.FirstOrDefault(t => t.Folder == folder[..slash]) is { } type && ComponentName.TryParse($"{type.Name}_{name}", out var placed) ? placed
            : null;
    }
}
