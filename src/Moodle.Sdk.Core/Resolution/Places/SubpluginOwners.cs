using System.Collections.Frozen;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>
/// Owners of well-known subplugin types that a Moodle may lack: contributed plugins, and plugins that left Moodle. Only for telling a person what to declare;
/// places come from the owners' own files.
/// </summary>
internal static class SubpluginOwners
{
    private static readonly FrozenDictionary<string, string> ByType = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["assignment"] = "mod_assignment",
        ["atto"] = "editor_atto",
        ["bookingextension"] = "mod_booking",
        ["customcertelement"] = "mod_customcert",
        ["hotpotattempt"] = "mod_hotpot",
        ["hotpotreport"] = "mod_hotpot",
        ["hotpotsource"] = "mod_hotpot",
        ["tinymce"] = "editor_tinymce",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The plugin that is known to own a type, or null.</summary>
    public static string? OwnerOf(string type) => ByType.GetValueOrDefault(type);
}
