using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE1420 to MOODLE1439: what Moodle would refuse, told before a file is written.</summary>
internal static class AcceptanceProblems
{
    /// <summary>MOODLE1420: PHP itself would refuse version.php.</summary>
    public static Diagnostic VersionFileBroken(ComponentCode plugin, string why) => Error(
        1420,
        plugin,
        $"version.php of {plugin.Title} is not valid PHP: {why}.",
        $"Declare another version of {plugin.Declared}.");

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
        plugin.ShippedBy is null
            ? $"{plugin.Code.From} holds {component}{(Folder(plugin) is { } folder ? $" in {folder}" : "")}, but the item declares {plugin.Component}."
            : $"{plugin.Subject} calls itself {component} in its version.php: Moodle takes it for a misplaced plugin.",
        plugin.ShippedBy is not null ? $"Declare another version of {plugin.Declared}."
        : Folder(plugin) is not null ? $"""Write Include="{component}", or correct the Subdirectory."""
        : $"""Write Include="{component}", or correct the Repository; of one that holds several plugins, name the Subdirectory, or the Tag, Branch or Commit, where {plugin.Component} lies.""");

    private static string? Folder(ComponentCode plugin) => (plugin.Code.From as CodeOrigin.Git)?.Subdirectory;

    /// <summary>MOODLE1424: an activity module that speaks of <c>$module</c>.</summary>
    public static Diagnostic OldModuleStyle(ComponentCode core, ComponentCode plugin) => Error(
        1424,
        plugin,
        $"version.php of {plugin.Title} uses $module, which {core.Title} refuses, as every Moodle since 3.0 does.",
        "Declare a version of the plugin that uses $plugin.");

    /// <summary>MOODLE1425: the plugin requires a newer Moodle.</summary>
    public static Diagnostic RequiresNewerMoodle(ComponentCode core, ComponentCode plugin, string required, bool isWeekly) => Error(
        1425,
        plugin,
        $"{plugin.Subject} requires {required}, {(isWeekly ? "a weekly build, " : "")}but the site has {core.Title}.",
        isWeekly
            ? $"The weekly builds (MoodleVersion {core.Version.Branch.Value.Release}+) or the next minor release are enough; or declare an older version of {plugin.Declared}."
            : $"Declare a version of {plugin.Declared} for this Moodle, or a newer Moodle.");

    /// <summary>MOODLE1426: the plugin is for a Moodle before 2.0.</summary>
    public static Diagnostic RequiresAncientMoodle(ComponentCode plugin, VersionNumber required) => Error(
        1426,
        plugin,
        $"{plugin.Subject} requires {required}, a version before Moodle 2.0: Moodle takes such a plugin for one that does not work with it.",
        $"Declare a version of {plugin.Declared} that is made for Moodle 2.0 or later (requires of 2010000000 or more).");

    /// <summary>MOODLE1427: the plugin says that it does not work with this branch of Moodle.</summary>
    public static Diagnostic Incompatible(ComponentCode core, ComponentCode plugin, MoodleBranch branch, MoodleBranch incompatible) => Error(
        1427,
        plugin,
        $"{plugin.Subject} is incompatible with Moodle {incompatible.Release} and later (incompatible = {incompatible}), and the site has {core.Title}, branch {branch}.",
        $"Declare a version of {plugin.Declared} for Moodle {branch.Release}, or an older Moodle.");

    /// <summary>MOODLE1428: a plugin that another one needs is not there.</summary>
    /// <param name="core">Moodle.</param>
    /// <param name="plugin">Who needs it: a plugin of the site, or one of Moodle's own that remains.</param>
    /// <param name="dependency">What is needed.</param>
    /// <param name="where">For which Configurations alone it is declared.</param>
    /// <param name="removal">The item that takes it out of Moodle, if one does.</param>
    public static Diagnostic DependencyMissing(ComponentCode core, ComponentCode plugin, Dependency dependency, string? where, Origin? removal) => Error(
        1428,
        plugin.Declared.IsCore ? plugin with { Origin = removal! } : plugin,
        $"{plugin.Subject} needs {dependency.Component}{(dependency.AtLeast is { } least ? $" {least} or later" : "")}, which "
            + (removal is null ? $"is neither declared{where} nor part of {core.Title}." : $"{PlaceProblems.Item(removal)} takes out of Moodle and which is not declared{where}."),
        $"{(removal is null ? "" : $"Take that item out, {(plugin.Declared.IsCore ? $"leave {plugin.Component} out too, " : "")}or d")}"
            + $"""{(removal is null ? "D" : "")}eclare it: <MoodlePlugin Include="{dependency.Component}" Repository="..." />.""");

    /// <summary>MOODLE1429: a plugin that another one needs is too old.</summary>
    public static Diagnostic DependencyTooOld(ComponentCode core, ComponentCode plugin, Dependency dependency, ComponentCode present) => Error(
        1429,
        plugin.Declared.IsCore ? plugin with { Origin = present.Origin } : plugin,
        $"{plugin.Subject} needs {dependency.Component} {dependency.AtLeast} or later, but {(present.Declared.IsCore ? core.Title : "the site")} has {present.Version.Version.Value}.",
        $"Declare a newer {(present.Declared.IsCore ? "Moodle" : $"version of {present.Declared}")}"
            + $"{(plugin.Declared.IsCore ? "" : $", or an older {(present.Declared.IsCore ? "version" : "one")} of {plugin.Declared}")}.");

    /// <summary>MOODLE1430: a field on whose form Moodle throws.</summary>
    public static Diagnostic MalformedField(ComponentCode plugin, string field, string why) => Error(
        1430,
        plugin,
        $"$plugin->{field} in version.php of {plugin.Title} has a form on which Moodle stops with an error: {why}.",
        $"Declare another version of {plugin.Declared}.");

    /// <summary>MOODLE1431: a contributed plugin over code that Moodle has at its place.</summary>
    public static Diagnostic OverCore(ComponentCode core, ComponentName plugin, Origin origin, string place) => Diagnostic.Error(
        1431,
        origin,
        $"{core.Title} of {core.Code.From} already contains {plugin}, at {place}.",
        $"""Leave the item out, or add <MoodleCoreRemove Include="{plugin}" /> to have the declared plugin in place of Moodle's.""",
        plugin.ToString());

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
        Diagnostic.Error(code, plugin.Origin, message, remedy, plugin.Declared.ToString());
}
