using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE1420 to MOODLE1439: what Moodle would refuse, told before a file is written.</summary>
internal static class AcceptanceProblems
{
    /// <summary>MOODLE1420: PHP itself would refuse version.php.</summary>
    public static Diagnostic VersionFileBroken(ComponentCode plugin, string why) => Error(
        1420,
        plugin,
        $"version.php of {plugin.Title} is not valid PHP: {why}.",
        "Declare another version of the plugin.");

    /// <summary>MOODLE1421: <c>version</c> is missing or not to be read.</summary>
    public static Diagnostic NoVersion(ComponentCode plugin, string? why) => Error(
        1421,
        plugin,
        $"version.php of {plugin.Title} gives no $plugin->version{(why is null ? "" : $" that can be read: {why}")}.",
        "Moodle refuses such a plugin; declare another version of it.");

    /// <summary>MOODLE1422: <c>component</c> is missing or not to be read.</summary>
    public static Diagnostic NoComponent(ComponentCode plugin, string? why) => Error(
        1422,
        plugin,
        $"version.php of {plugin.Title} gives no $plugin->component{(why is null ? "" : $" that can be read: {why}")}.",
        "Moodle refuses such a plugin; declare another version of it.");

    /// <summary>MOODLE1423: the repository holds another plugin than the item says.</summary>
    public static Diagnostic OtherComponent(ComponentCode plugin, string component) => Error(
        1423,
        plugin,
        $"{plugin.Code.From} holds {component}, but the item declares {plugin.Component}.",
        $"""Write Include="{component}", or correct the Repository; of one that holds several plugins, name a Tag, Branch or Commit with {plugin.Component} in its root.""");

    /// <summary>MOODLE1424: an activity module that speaks of <c>$module</c>.</summary>
    public static Diagnostic OldModuleStyle(ComponentCode core, ComponentCode plugin) => Error(
        1424,
        plugin,
        $"version.php of {plugin.Title} uses $module, which {core.Title} refuses, as every Moodle since 3.0 does.",
        "Declare a version of the plugin that uses $plugin.");

    /// <summary>MOODLE1425: the plugin requires a newer Moodle.</summary>
    public static Diagnostic RequiresNewerMoodle(ComponentCode core, ComponentCode plugin, string required) => Error(
        1425,
        plugin,
        $"{plugin.Title} requires {required}, but the site has {core.Title}.",
        "Declare a version of the plugin for this Moodle, or a newer Moodle.");

    /// <summary>MOODLE1426: the plugin is for a Moodle before 2.0.</summary>
    public static Diagnostic RequiresAncientMoodle(ComponentCode plugin, VersionNumber required) => Error(
        1426,
        plugin,
        $"{plugin.Title} requires {required}, a version before Moodle 2.0: Moodle takes such a plugin for one that does not work with it.",
        "Declare a version of the plugin that is made for Moodle 2.0 or later (requires of 2010000000 or more).");

    /// <summary>MOODLE1427: the plugin says that it does not work with this branch of Moodle.</summary>
    public static Diagnostic Incompatible(ComponentCode core, ComponentCode plugin, MoodleBranch branch, MoodleBranch incompatible) => Error(
        1427,
        plugin,
        $"{plugin.Title} is incompatible with Moodle {incompatible.Release} and later (incompatible = {incompatible}), and the site has {core.Title}, branch {branch}.",
        $"Declare a version of the plugin for Moodle {branch.Release}, or an older Moodle.");

    /// <summary>MOODLE1428: a plugin that another one needs is not there.</summary>
    public static Diagnostic DependencyMissing(ComponentCode core, ComponentCode plugin, Dependency dependency, string? where) => Error(
        1428,
        plugin,
        $"{plugin.Title} needs {dependency.Component}{(dependency.AtLeast is { } least ? $" {least} or later" : "")}, which is neither declared{where} nor part of {core.Title}.",
        $"""Declare it: <MoodlePlugin Include="{dependency.Component}" Repository="..." />.""");

    /// <summary>MOODLE1429: a plugin that another one needs is too old.</summary>
    public static Diagnostic DependencyTooOld(ComponentCode core, ComponentCode plugin, Dependency dependency, VersionNumber present, bool isDeclared) => Error(
        1429,
        plugin,
        $"{plugin.Title} needs {dependency.Component} {dependency.AtLeast} or later, but {(isDeclared ? "the site" : core.Title)} has {present}.",
        isDeclared
            ? $"Declare a newer version of {dependency.Component}, or an older one of {plugin.Component}."
            : $"Declare a newer Moodle, or an older version of {plugin.Component}.");

    /// <summary>MOODLE1430: a field on whose form Moodle throws.</summary>
    public static Diagnostic MalformedField(ComponentCode plugin, string field, string why) => Error(
        1430,
        plugin,
        $"$plugin->{field} in version.php of {plugin.Title} has a form on which Moodle stops with an error: {why}.",
        "Declare another version of the plugin.");

    /// <summary>MOODLE1431: a contributed plugin over code that Moodle has at its place.</summary>
    public static Diagnostic OverCore(ComponentCode core, ComponentCode plugin, string place, bool isStandard) => Error(
        1431,
        plugin,
        isStandard
            ? $"{plugin.Component} is a standard plugin of {core.Title}, which has it at {place}."
            : $"The repository {core.Code.From} has code at {place} already, although {core.Title} does not list {plugin.Component} as a standard plugin.",
        isStandard
            ? "Leave the item out: the plugin comes with Moodle."
            : "Leave the item out, or declare a Moodle without that folder.");

    /// <summary>MOODLE1432: Moodle itself would go down.</summary>
    public static Diagnostic CoreGoesDown(ComponentCode core, ComponentVersion before) => Diagnostic.Error(
        1432,
        core.Origin,
        $"{core.Title} is older than what the site had: {before.Release ?? "Moodle"} ({before.Version}). Moodle refuses to run on the database of a newer one.",
        "Declare that version or a later one. To return to a backup of the database, delete the lock file and the obj folder first.",
        core.Component.ToString());

    /// <summary>MOODLE1433: Moodle cannot be upgraded from the version before in one step.</summary>
    public static Diagnostic UpgradePath(ComponentCode core, ComponentVersion before, string required) => Diagnostic.Error(
        1433,
        core.Origin,
        $"{core.Title} can be upgraded to from Moodle {required} or later, but the site had {before.Release} ({before.Version}).",
        $"Upgrade the site to Moodle {required} or later first: declare that version, build, run the upgrade; then declare this one.",
        core.Component.ToString());

    /// <summary>MOODLE1434: a plugin would go down.</summary>
    public static Diagnostic PluginGoesDown(ComponentCode plugin, ComponentVersion before) => Error(
        1434,
        plugin,
        $"{plugin.Title} is older than what the site had: {Text(before)}. Moodle refuses to upgrade a database that knows the newer one.",
        """Declare that version or a later one, or write AllowDowngrade="true" on the item if the database knows no newer one.""");

    private static string Text(ComponentVersion version) =>
        version.Release is null ? version.Version.ToString() : $"{version.Version} ({version.Release})";

    private static Diagnostic Error(int code, ComponentCode plugin, string message, string remedy) =>
        Diagnostic.Error(code, plugin.Origin, message, remedy, plugin.Component.ToString());
}
