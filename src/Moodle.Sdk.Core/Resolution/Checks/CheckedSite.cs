using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>The components that are checked together, and what is found at each place once they are.</summary>
internal sealed class CheckedSite
{
    private readonly Dictionary<ComponentName, ComponentCode> _plugins;
    private readonly Dictionary<ComponentName, VersionFile?> _shipped = [];

    public CheckedSite(
        ComponentCode core, IReadOnlyCollection<ComponentCode> plugins, PluginPlaces places, IReadOnlyCollection<PluginDeclaration> declarations)
    {
        (Core, Places, Declarations) = (core, places, declarations);
        _plugins = plugins.ToDictionary(p => p.Component);
    }

    /// <summary>Moodle.</summary>
    public ComponentCode Core { get; }

    /// <summary>Where the plugins go.</summary>
    public PluginPlaces Places { get; }

    /// <summary>Every declared plugin, of every Configuration.</summary>
    public IReadOnlyCollection<PluginDeclaration> Declarations { get; }

    /// <summary>True when the plugin is one of the site's own, not of Moodle's.</summary>
    public bool IsDeclared(ComponentName plugin) => _plugins.ContainsKey(plugin);

    /// <summary>The version.php of a plugin in the composed site: declared, shipped inside a declared one, or Moodle's own. Null when it is not there.</summary>
    public VersionFile? Find(ComponentName plugin)
    {
        if (_plugins.TryGetValue(plugin, out var declared))
        {
            return declared.Version;
        }

        if (!_shipped.TryGetValue(plugin, out var shipped))
        {
            shipped = Places.TryPlaceOf(plugin) is { } place ? ReadShipped(place) : null;
            _shipped.Add(plugin, shipped);
        }

        return shipped;
    }

    private VersionFile? ReadShipped(string place)
    {
        try
        {
            return VersionFileAt(place) is { } content ? VersionFileReader.Read(content) : null;
        }
        catch (InvalidDataException e)
        {
            return new VersionFile { Version = Field<VersionNumber>.Unreadable(e.Message) };
        }
    }

    private byte[]? VersionFileAt(string place)
    {
        foreach (var outer in _plugins.Values)
        {
            var at = Places.PlaceOf(outer.Component) + "/";
            if (place.StartsWith(at, StringComparison.Ordinal))
            {
                return outer.Files().Read($"{place[at.Length..]}/version.php");
            }
        }

        return Places.CoreFiles.Read(place + "/version.php");
    }
}
