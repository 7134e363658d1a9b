using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Places;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>The components that are checked together, and what is found at each place once they are.</summary>
internal sealed class CheckedSite
{
    private readonly Dictionary<ComponentName, OpenedComponent> _plugins;
    private readonly Dictionary<ComponentName, OpenedComponent?> _moodles = [];

    public CheckedSite(
        OpenedComponent core, IReadOnlyCollection<OpenedComponent> plugins, PluginPlaces places, IReadOnlyCollection<PluginDeclaration> declarations)
    {
        (Core, Places, Declarations) = (core, places, declarations);
        _plugins = plugins.ToDictionary(p => p.Component);
        Shipped = [.. plugins.SelectMany(p => Within(p, p.Files(), places.PlaceOf(p.Component) + "/", places.DeclaredTypes)).Where(p => _plugins.TryAdd(p.Component, p))];
    }

    public OpenedComponent Core { get; }

    public PluginPlaces Places { get; }

    /// <summary>Every declared plugin, of every Configuration.</summary>
    public IReadOnlyCollection<PluginDeclaration> Declarations { get; }

    /// <summary>The plugins that lie inside the declared ones.</summary>
    public ImmutableArray<OpenedComponent> Shipped { get; }

    /// <summary>Moodle's own plugins, less what the site leaves out.</summary>
    public IEnumerable<OpenedComponent> OfMoodle() => Within(Core, Places.CoreFiles, "", Places.Types);

    /// <summary>A plugin of the composed site: declared, shipped inside a declared one, or Moodle's own. Null when it is not there.</summary>
    public OpenedComponent? Find(ComponentName plugin)
    {
        if (!_plugins.TryGetValue(plugin, out var found) && !_moodles.TryGetValue(plugin, out found))
        {
            _moodles[plugin] = found = Places.TryPlaceOf(plugin) is { Length: > 0 } place ? Core.Shipped(plugin, Places.CoreFiles, place) : null;
        }

        return found;
    }

    // As Moodle finds them: fetch_plugins in lib/classes/component.php. What it does not take for a plugin it passes over.
    private static IEnumerable<OpenedComponent> Within(OpenedComponent outer, TreeFiles files, string at, IEnumerable<PluginType> types) =>
        from type in types
        where type.Standing == TypeStanding.Current && type.Folder.StartsWith(at, StringComparison.Ordinal)
        let folder = type.Folder[at.Length..]
        from name in files.FoldersIn(folder)
        let plugin = ComponentName.TryParse($"{type.Name}_{name}", out var component) && !PluginPlaces.IsIgnored(component)
            ? outer.Shipped(component, files, $"{folder}/{name}")
            : null
        where plugin is not null
        select plugin;
}
