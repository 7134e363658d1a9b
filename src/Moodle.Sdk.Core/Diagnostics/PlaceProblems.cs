using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE1401 to MOODLE1419: plugin types, the places of plugins, and what is left out of Moodle.</summary>
internal static class PlaceProblems
{
    /// <summary>MOODLE1401: Moodle is older than lib/components.json, or the repository is not Moodle's.</summary>
    public static Diagnostic NoComponentsFile(ComponentCode core) => Diagnostic.Error(
        1401,
        core.Origin,
        $"{core.Title} of {core.Code.From} has no lib/components.json, which says where plugins go.",
        "Declare Moodle 3.8 or later, the first with that file, and a repository that is Moodle's.",
        core.Component.ToString());

    /// <summary>MOODLE1402: lib/components.json is there but not to be read.</summary>
    public static Diagnostic UnreadableComponentsFile(ComponentCode core, string path, string why) => Diagnostic.Error(
        1402,
        core.Origin,
        $"{path} of {core.Title} cannot be read: {why}.",
        $"Declare another commit of Moodle.",
        core.Component.ToString());

    /// <summary>MOODLE1403: neither Moodle nor a declared plugin has the plugin's type.</summary>
    public static Diagnostic UnknownType(ComponentCode core, ComponentCode plugin, string type, string? why, IReadOnlyList<string> near) => Error(
        1403,
        plugin,
        $"{plugin.Component} is of the plugin type '{type}', which neither {core.Title} nor a declared plugin has{(why is null ? "" : $" ({why})")}.",
        near.Count > 0
            ? $"Types with a name near to it: {string.Join(", ", near)}. Correct the Include, or declare the plugin that owns the type."
            : "Correct the Include, or declare the plugin that owns the type.");

    /// <summary>MOODLE1404: the type belongs to a known plugin, which is not declared.</summary>
    public static Diagnostic OwnerNotDeclared(ComponentCode core, ComponentCode plugin, string type, string owner, Origin? removal) => Error(
        1404,
        plugin,
        $"{plugin.Component} is a subplugin of {owner}, which {(removal is null ? $"{core.Title} does not have" : $"{Item(removal)} takes out of Moodle")} and the site does not declare.",
        $"""{(removal is null ? "D" : "Take that item out, or d")}eclare the owner of the type '{type}' too: <MoodlePlugin Include="{owner}" Repository="..." />.""");

    /// <summary>MOODLE1405: a module with the name of a subsystem; Moodle ignores it.</summary>
    public static Diagnostic NameOfSubsystem(ComponentCode core, ComponentCode plugin) => Error(
        1405,
        plugin,
        $"{core.Title} ignores {plugin.Component}, since it has a subsystem called '{plugin.Component.Name}'.",
        "Ask the plugin's maintainer for another name, or leave the item out.");

    /// <summary>MOODLE1406: a plugin with the name of a folder that Moodle takes for no plugin.</summary>
    public static Diagnostic NameIgnored(ComponentCode core, ComponentCode plugin) => Error(
        1406,
        plugin,
        $"{core.Title} ignores {plugin.Component}, since no plugin's folder may be called '{plugin.Component.Name}'.",
        "Ask the plugin's maintainer for another name, or leave the item out.");

    /// <summary>MOODLE1407: two plugins for one folder, or a subplugin that its owner ships already.</summary>
    public static Diagnostic PlaceTaken(ComponentCode plugin, string other, string place) => Error(
        1407,
        plugin,
        $"{plugin.Component} goes to {place}, where {other} has code already.",
        $"Leave out one of the two items, {plugin.Component} or {other}.");

    /// <summary>MOODLE1408: the type is on its way out of Moodle.</summary>
    public static Diagnostic TypeDeprecated(ComponentCode core, ComponentCode plugin, string type) => Diagnostic.Warning(
        1408,
        plugin.Origin,
        $"{plugin.Component} is of the plugin type '{type}', which {core.Title} lists as deprecated and no longer uses.",
        "Uninstall the plugin in Moodle, then leave the item out.",
        plugin.Component.ToString());

    /// <summary>MOODLE1409: the type has left Moodle, which refuses to upgrade while its plugins are there.</summary>
    public static Diagnostic TypeDeleted(ComponentCode core, ComponentCode plugin, string type) => Error(
        1409,
        plugin,
        $"{plugin.Component} is of the plugin type '{type}', which {core.Title} lists as deleted: it refuses to upgrade while plugins of it are there.",
        "Leave the item out; uninstall the plugin while the Moodle before is still in use.");

    /// <summary>MOODLE1410: an owner's db/subplugins.json cannot be read.</summary>
    public static Diagnostic UnreadableSubplugins(ComponentCode owner, string file, string why) => Error(
        1410,
        owner,
        $"{file} of {owner.Title} cannot be read: {why}.",
        "Declare another version of the plugin.");

    /// <summary>MOODLE1411: an owner has db/subplugins.php alone, which breaks Moodle 5.0 and later.</summary>
    public static Diagnostic SubpluginsPhpOnly(ComponentCode owner, MoodleBranch branch) => Error(
        1411,
        owner,
        $"{owner.Title} declares its subplugins in db/subplugins.php alone, on which Moodle {branch.Release} stops with an error (MDL-83703).",
        "Declare a version of the plugin that has db/subplugins.json.");

    /// <summary>MOODLE1412: an owner's subplugin types could not be found out, or this Moodle does not know them.</summary>
    public static Diagnostic SubpluginsPhpUnread(ComponentCode owner) => Diagnostic.Warning(
        1412,
        owner.Origin,
        $"{owner.Title} declares its subplugins in db/subplugins.php alone, which is more than one array of texts and cannot be read without running it.",
        "Its subplugins cannot be declared; a version of it with db/subplugins.json would do.",
        owner.Component.ToString());

    /// <summary>MOODLE1413: an owner uses only keys that came with Moodle 5.0.</summary>
    public static Diagnostic SubpluginKeysUnknown(ComponentCode owner, MoodleBranch branch) => Diagnostic.Warning(
        1413,
        owner.Origin,
        $"db/subplugins.json of {owner.Title} has no 'plugintypes', and Moodle {branch.Release} does not know 'subplugintypes' (5.0 and later do, MDL-83705): it finds no subplugins there.",
        $"Declare a version of {owner.Component} that is made for Moodle {branch.Release}.",
        owner.Component.ToString());

    /// <summary>MOODLE1414: Moodle ignores a subplugin type of an owner.</summary>
    public static Diagnostic SubpluginTypeIgnored(ComponentCode owner, string type, string why) => Diagnostic.Warning(
        1414,
        owner.Origin,
        $"{owner.Title} owns a subplugin type '{type}', which Moodle ignores, since {why}.",
        "Tell the plugin's maintainer; its subplugins of that type cannot be used.",
        owner.Component.ToString());

    /// <summary>MOODLE1415: a subplugin type that Moodle or another plugin has already.</summary>
    public static Diagnostic SubpluginTypeTwice(ComponentCode owner, string type, string other) => Error(
        1415,
        owner,
        $"{owner.Title} owns a subplugin type '{type}', which {other} has already: Moodle takes one of them only.",
        $"Leave out one of the two, {owner.Component} or {other}.");

    /// <summary>MOODLE1416: what the site is to leave out is not there.</summary>
    public static Diagnostic NothingToRemove(ComponentCode core, Origin removal, IEnumerable<string> near) => Diagnostic.Error(
        1416,
        removal,
        $"{Item(removal)} names nothing that {core.Title} has.",
        $"{(string.Join(", ", near) is { Length: > 0 } names ? $"Near to it: {names}. " : "")}Correct the Include, or take the item out.");

    /// <summary>MOODLE1417: what the site is to leave out holds a file that no site can be without.</summary>
    public static Diagnostic RemovesEssential(ComponentCode core, Origin removal, string file) => Diagnostic.Error(
        1417,
        removal,
        $"{Item(removal)} would take {file} out of Moodle, and {core.Title} cannot be without it.",
        "Name the plugins or folders to leave out one by one, or take the item out.");

    /// <summary>An item as it is written in the project, to be named in a message about another one.</summary>
    internal static string Item(Origin item) => $"""<{item.Element} Include="{item.Include}" />""";

    private static Diagnostic Error(int code, ComponentCode plugin, string message, string remedy) =>
        Diagnostic.Error(code, plugin.Origin, message, remedy, plugin.Component.ToString());
}
