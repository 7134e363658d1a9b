using System.Collections.Frozen;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>
/// Moodle's lib/components.json: its plugin types with their folders, and the names of its subsystems.
/// Source: lib/classes/component.php, fetch_plugintypes and fetch_component_source.
/// </summary>
/// <param name="Types">The types by name.</param>
/// <param name="Subsystems">Names that no activity module and no subplugin type may have.</param>
internal sealed record ComponentsFile(FrozenDictionary<string, PluginType> Types, FrozenSet<string> Subsystems)
{
    private const string AtRoot = "lib/components.json";

    private static readonly (string Key, TypeStanding Standing)[] Keys =
    [
        ("plugintypes", TypeStanding.Current),
        ("deprecatedplugintypes", TypeStanding.Deprecated),
        ("deletedplugintypes", TypeStanding.Deleted),
    ];

    /// <summary>Reads the file of a Moodle.</summary>
    public static Result<ComponentsFile> Read(OpenedComponent core, TreeFiles files, MoodleLayout layout)
    {
        // Commits on the way to 5.1 had the file under public/ and its values without that prefix; in releases it stays at the root and says public/ itself.
        var path = files.HasFile(AtRoot) ? AtRoot : layout.InCode(AtRoot);
        try
        {
            if (files.Read(path) is not { } content)
            {
                return PlaceDiagnostics.NoComponentsFile(core);
            }

            return Read(new MoodleJson(content), path == AtRoot ? new MoodleLayout(false) : layout);
        }
        catch (InvalidDataException e)
        {
            return PlaceDiagnostics.UnreadableComponentsFile(core, path, e.Message);
        }
    }

    private static ComponentsFile Read(MoodleJson json, MoodleLayout prefixing)
    {
        var types = new Dictionary<string, PluginType>(StringComparer.Ordinal);
        foreach (var (key, standing) in Keys)
        {
            foreach (var (name, value) in json.Entries(key))
            {
                var folder = prefixing.InCode(value ?? "");
                if (!PluginType.IsFolder(folder) || !types.TryAdd(name, new PluginType(name, folder, standing)))
                {
                    throw new InvalidDataException($"the plugin type '{name}' has no usable folder or is listed twice");
                }
            }
        }

        return types.Count == 0
            ? throw new InvalidDataException("it lists no plugin types")
            : new ComponentsFile(
                types.ToFrozenDictionary(StringComparer.Ordinal),
                json.Entries("subsystems").Select(s => s.Name).ToFrozenSet(StringComparer.Ordinal));
    }
}
