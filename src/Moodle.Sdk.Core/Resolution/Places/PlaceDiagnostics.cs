using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.VersionFiles;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>MOODLE1401 to MOODLE1419: plugin types, the places of plugins, and what is left out of Moodle.</summary>
internal static class PlaceDiagnostics
{
    /// <summary>Moodle is older than lib/components.json, or the repository is not Moodle's.</summary>
    public static Diagnostic NoComponentsFile(OpenedComponent core) => Error("MOODLE1401", core.Origin,
        $"{core.Title} of {core.Code.From} has no lib/components.json, which says where plugins go.",
        "Declare Moodle 3.8 or later, which have that file, from a repository of Moodle.",
        "core");

    public static Diagnostic UnreadableComponentsFile(OpenedComponent core, string path, string why) => Error("MOODLE1402", core.Origin,
        $"{path} of {core.Title} cannot be read: {why}.",
        "Declare another commit of Moodle.",
        "core");

    public static Diagnostic UnknownType(OpenedComponent core, OpenedComponent plugin, string? why, IReadOnlyList<string> near) => Error("MOODLE1403", plugin.Origin,
        $"{plugin.Component} is of the plugin type '{plugin.Component.Type}', which neither {core.Title} nor a declared plugin has{(why is null ? "" : $" ({why})")}.",
        $"{(near.Count > 0 ? $"Types with a name near to it: {string.Join(", ", near)}. " : "")}Correct the Include, or declare the plugin that owns the type.");

    public static Diagnostic OwnerNotDeclared(OpenedComponent core, OpenedComponent plugin, string owner, Origin? removal) => Error("MOODLE1404", plugin.Origin,
        $"{plugin.Component} is a subplugin of {owner}, which {(removal is null ? $"{core.Title} does not have" : $"{Item(removal)} takes out of Moodle")} and the site does not declare.",
        $"""{(removal is null ? "D" : "Take that item out, or d")}eclare the owner of the type '{plugin.Component.Type}' too: <MoodlePlugin Include="{owner}" />.""");

    public static Diagnostic NameOfSubsystem(OpenedComponent core, OpenedComponent plugin) => Error("MOODLE1405", plugin.Origin,
        $"{core.Title} ignores {plugin.Component}, since it has a subsystem called '{plugin.Component.Name}'.",
        "Ask the plugin's maintainer for another name, or leave the item out.");

    public static Diagnostic NameIgnored(OpenedComponent core, OpenedComponent plugin) => Error("MOODLE1406", plugin.Origin,
        $"{core.Title} ignores {plugin.Component}, since no plugin's folder may be called '{plugin.Component.Name}'.",
        "Ask the plugin's maintainer for another name, or leave the item out.");

    /// <summary>Two plugins for one folder, or a subplugin that its owner ships already.</summary>
    public static Diagnostic PlaceTaken(OpenedComponent plugin, OpenedComponent other, string place) => Error("MOODLE1407", plugin.Origin,
        $"{plugin.Component} goes to {place}, where {other.Component} has code already.",
        $"Leave out one of the two items, {plugin.Component} or {other.Component}.");

    public static Diagnostic TypeDeprecated(OpenedComponent core, OpenedComponent plugin) => Warning("MOODLE1408", plugin.Origin,
        $"{plugin.Component} is of the plugin type '{plugin.Component.Type}', which {core.Title} lists as deprecated and no longer uses.",
        "Uninstall the plugin in Moodle, then leave the item out.");

    public static Diagnostic TypeDeleted(OpenedComponent core, OpenedComponent plugin) => Error("MOODLE1409", plugin.Origin,
        $"{plugin.Component} is of the plugin type '{plugin.Component.Type}', which {core.Title} lists as deleted: it refuses to upgrade while plugins of it are there.",
        "Leave the item out; uninstall the plugin while the Moodle before is still in use.");

    public static Diagnostic UnreadableSubplugins(OpenedComponent owner, string file, string why) => Error("MOODLE1410", owner.Origin,
        $"{file} of {owner.Title} cannot be read: {why}.",
        "Declare another version of the plugin.");

    public static Diagnostic SubpluginsPhpOnly(OpenedComponent owner, MoodleBranch branch) => Error("MOODLE1411", owner.Origin,
        $"{owner.Title} declares its subplugins in db/subplugins.php alone, on which Moodle {branch.Release} stops with an error (MDL-83703).",
        "Declare a version of the plugin that has db/subplugins.json.");

    public static Diagnostic SubpluginsPhpUnread(OpenedComponent owner) => Warning("MOODLE1412", owner.Origin,
        $"{owner.Title} declares its subplugins in db/subplugins.php alone, which is more than one array of texts and cannot be read without running it.",
        "Declare a version of it that has db/subplugins.json; the subplugins of this one cannot be declared.");

    public static Diagnostic SubpluginKeysUnknown(OpenedComponent owner, MoodleBranch branch) => Warning("MOODLE1413", owner.Origin,
        $"db/subplugins.json of {owner.Title} has no 'plugintypes', and Moodle {branch.Release} does not know 'subplugintypes' (5.0 and later do, MDL-83705): it finds no subplugins there.",
        $"Declare a version of {owner.Component} that is made for Moodle {branch.Release}.");

    public static Diagnostic SubpluginTypeIgnored(OpenedComponent owner, string type, string why) => Warning("MOODLE1414", owner.Origin,
        $"{owner.Title} owns a subplugin type '{type}', which Moodle ignores, since {why}.",
        "Tell the plugin's maintainer; its subplugins of that type cannot be used.");

    /// <param name="owner">The plugin that owns the type.</param>
    /// <param name="type">The type.</param>
    /// <param name="other">The plugin that has the type already; null for Moodle itself.</param>
    public static Diagnostic SubpluginTypeTwice(OpenedComponent owner, string type, ComponentName? other) => Error("MOODLE1415", owner.Origin,
        $"{owner.Title} owns a subplugin type '{type}', which {other?.ToString() ?? "Moodle"} has already: Moodle takes one of them only.",
        other is null ? $"Declare another version of {owner.Component}, or leave it out." : $"Leave out one of the two, {owner.Component} or {other}.");

    public static Diagnostic NothingToRemove(OpenedComponent core, Origin removal, IEnumerable<string> near) => Error("MOODLE1416", removal,
        $"{Item(removal)} names nothing that {core.Title} has.",
        $"{(string.Join(", ", near) is { Length: > 0 } names ? $"Near to it: {names}. " : "")}Correct the Include, or take the item out.");

    public static Diagnostic RemovesEssential(OpenedComponent core, Origin removal, string file) => Error("MOODLE1417", removal,
        $"{Item(removal)} would take {file} out of Moodle, and {core.Title} cannot be without it.",
        "Name the plugins or folders to leave out one by one, or take the item out.");

    /// <summary>An item as it is written in the project, to be named in a message about another one.</summary>
    internal static string Item(Origin item) => $"""<{item.Element} Include="{item.Include}" />""";
}
