using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE1440 to MOODLE1459: what Moodle would accept, but a person should know.</summary>
internal static class AcceptanceWarnings
{
    /// <summary>MOODLE1440: the plugin does not claim to support this branch of Moodle.</summary>
    public static Diagnostic NotSupported(ComponentCode plugin, SupportedRange supported, MoodleBranch branch) => Warning(
        1440,
        plugin,
        $"{plugin.Title} supports {Range(supported)} (supported = [{supported.Low}, {supported.High}]), but the site has Moodle {branch.Release} ({branch}).",
        """Look for a version of the plugin for this Moodle, or write NoWarn="MOODLE1440" on the item.""");

    /// <summary>MOODLE1441: the plugin is not stable.</summary>
    public static Diagnostic PluginNotStable(ComponentCode plugin, int maturity) => Warning(
        1441,
        plugin,
        $"{plugin.Title} is not stable: its maturity is {Name(maturity)}.",
        """Declare a stable version, or write NoWarn="MOODLE1441" on the item.""");

    /// <summary>MOODLE1442: this Moodle is a prerelease.</summary>
    public static Diagnostic CoreNotStable(ComponentCode core, int maturity) => Diagnostic.Warning(
        1442,
        core.Origin,
        $"{core.Title} is not stable: its maturity is {Name(maturity)}. Its upgrade asks for --allow-unstable, and it has no upgrade path that is cared for.",
        "Use it for trying out only, or declare a released version.",
        core.Component.ToString());

    /// <summary>MOODLE1443: db/upgrade.php has a savepoint above the version, on which Moodle's upgrade stops.</summary>
    public static Diagnostic SavepointAboveVersion(ComponentCode plugin, VersionNumber savepoint) => Warning(
        1443,
        plugin,
        $"db/upgrade.php of {plugin.Title} has a savepoint above the plugin's version: {savepoint}. Moodle's upgrade may stop there with an error.",
        "Declare another version of the plugin, and tell its maintainer.");

    /// <summary>MOODLE1444: a plugin that the site had is no longer part of it.</summary>
    public static Diagnostic PluginDropped(ComponentCode core, ComponentVersion before) => Diagnostic.Warning(
        1444,
        core.Origin,
        $"{before.Component} {before.Version} is no longer part of the site. Moodle should uninstall it, with its tables and settings, while its code is still there.",
        $"In the site as it was before, run: php admin/cli/uninstall_plugins.php --plugins={before.Component} --run",
        before.Component.ToString());

    /// <summary>MOODLE1445: the file with the plugin's name in English is missing.</summary>
    public static Diagnostic NoLanguageFile(ComponentCode plugin, string path) => Warning(
        1445,
        plugin,
        $"{plugin.Title} has no {path}, which Moodle asks of every plugin.",
        "Declare another version of the plugin, and tell its maintainer.");

    /// <summary>MOODLE1446: a field of version.php depends on running PHP, or is not what Moodle expects.</summary>
    public static Diagnostic FieldNotChecked(ComponentCode plugin, string field, string why) => Warning(
        1446,
        plugin,
        $"$plugin->{field} of {plugin.Title} was not checked: {why}.",
        """Look at version.php yourself, and write NoWarn="MOODLE1446" on the item.""");

    /// <summary>MOODLE1447: the upgrade path could not be checked.</summary>
    public static Diagnostic UpgradePathNotChecked(ComponentCode core, string why) => Diagnostic.Warning(
        1447,
        core.Origin,
        $"Whether the site can be upgraded to {core.Title} in one step was not checked: {why}.",
        "See admin/environment.xml and the release notes of that Moodle.",
        core.Component.ToString());

    /// <summary>MOODLE1448: a plugin goes down, and the item allows it.</summary>
    public static Diagnostic PluginGoesDownAllowed(ComponentCode plugin, ComponentVersion before) => Warning(
        1448,
        plugin,
        $"{plugin.Title} is older than what the site had, {before.Version}, and AllowDowngrade lets it pass. Moodle refuses to upgrade a database that knows the newer one.",
        "Restore a backup of the database from before the newer version, if it was ever upgraded to it.");

    /// <summary>MOODLE1449: the version of a plugin that another one needs depends on running PHP.</summary>
    public static Diagnostic DependencyNotChecked(ComponentCode plugin, Dependency dependency, string why) => Warning(
        1449,
        plugin,
        $"{plugin.Subject} needs {dependency.Component} {dependency.AtLeast} or later, which was not checked: {why}.",
        """Look at it yourself, and write NoWarn="MOODLE1449" on the item.""");

    /// <summary>MOODLE1450: db/upgrade.php is too large to be looked into.</summary>
    public static Diagnostic SavepointsNotChecked(ComponentCode plugin, string why) => Warning(
        1450,
        plugin,
        $"db/upgrade.php of {plugin.Title} was not checked for savepoints: {why}.",
        "Look at the plugin's upgrade steps yourself, and write NoWarn=\"MOODLE1450\" on the item.");

    /// <summary>Whether a finding is about the step from one state of the site to the next: it is told once, not by every build.</summary>
    public static bool IsOfAChange(Diagnostic finding) => finding.Code is 1444 or 1447 or 1448;

    private static string Range(SupportedRange supported) => supported.Low.CompareTo(supported.High) == 0
        ? $"only Moodle {supported.Low.Release}"
        : $"Moodle {supported.Low.Release} to {supported.High.Release}";

    private static string Name(int maturity) => maturity switch
    {
        (int)Maturity.Alpha => "MATURITY_ALPHA",
        (int)Maturity.Beta => "MATURITY_BETA",
        (int)Maturity.ReleaseCandidate => "MATURITY_RC",
        _ => $"{maturity}",
    };

    private static Diagnostic Warning(int code, ComponentCode plugin, string message, string remedy) =>
        Diagnostic.Warning(code, plugin.Origin, message, remedy, plugin.Declared.ToString());
}
