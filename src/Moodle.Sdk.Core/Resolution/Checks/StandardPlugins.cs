using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Places;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>
/// Moodle's lib/plugins.json (4.4 and later). Only for wording: what is really there is told by the tree, and both differ at times.
/// </summary>
internal sealed class StandardPlugins(CodeFiles core)
{
    /// <summary>Whether Moodle lists the plugin as a standard one; true also when it has no list that can be read.</summary>
    public bool Lists(ComponentName plugin)
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
