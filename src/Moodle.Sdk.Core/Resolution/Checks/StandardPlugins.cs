using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.Places;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>The plugins that Moodle contains.</summary>
internal static class StandardPlugins
{
    /// <summary>
    /// The error of a declared plugin that Moodle contains already, unless the site leaves that one out; null otherwise. It takes none of the plugin's code:
    /// where a plugin is not yet chosen, <paramref name="places"/> may be those of no plugin.
    /// </summary>
    public static Diagnostic? Refuse(ComponentCode core, PluginPlaces places, ComponentName plugin, Origin origin) =>
        places.InMoodle(plugin) is { } place ? AcceptanceProblems.OverCore(core, plugin, origin, place, Lists(places.CoreFiles, plugin)) : null;

    // lib/plugins.json (4.4 and later) is for wording only: what is really there is told by the tree, and both differ at times.
    private static bool Lists(CodeFiles core, ComponentName plugin)
    {
        try
        {
            if (core.Read("lib/plugins.json") is not { } content)
            {
                return true;
            }

            using var json = JsonMap.Parse(content);
            return json.ListHas("standard", plugin.Type, plugin.Name);
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }
}
