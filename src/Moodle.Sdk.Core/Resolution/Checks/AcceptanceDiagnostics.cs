using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>
/// MOODLE1420 to MOODLE1439: what Moodle would refuse, told before a file is written. MOODLE1440 to MOODLE1459: what it would accept, but a person should know.
/// </summary>
internal static class AcceptanceDiagnostics
{
    /// <summary>PHP itself would refuse version.php.</summary>
    public static Diagnostic VersionFileBroken(OpenedComponent plugin, string why) => Error("MOODLE1420", plugin.Origin,
        $"version.php of {plugin.Title} is not valid PHP: {why}.",
        $"Declare another version of {plugin.Declared}.");

    public static Diagnostic NoVersion(OpenedComponent plugin, string? why) => Error("MOODLE1421", plugin.Origin,
        $"version.php of {plugin.Title} gives no $plugin->version{(why is null ? "" : $" that can be read: {why}")}.",
        "Moodle refuses such a plugin; declare another version of it.");

    public static Diagnostic NoComponent(OpenedComponent plugin, string? why) => Error("MOODLE1422", plugin.Origin,
        $"version.php of {plugin.Title} gives no $plugin->component{(why is null ? "" : $" that can be read: {why}")}.",
        "Moodle refuses such a plugin; declare another version of it.");

    /// <summary>The repository holds another plugin than the item says.</summary>
    public static Diagnostic OtherComponent(OpenedComponent plugin, string component)
    {
        var folder = (plugin.Code.From as CodeOrigin.Git)?.Subdirectory;
        return plugin.ShippedBy is not null
            ? Error("MOODLE1423", plugin.Origin,
                $"{plugin.Subject} calls itself {component} in its version.php: Moodle takes it for a misplaced plugin.",
                $"Declare another version of {plugin.Declared}.")
            : Error("MOODLE1423", plugin.Origin,
                $"{plugin.Code.From} holds {component}{(folder is null ? "" : $" in {folder}")}, but the item declares {plugin.Component}.",
                $"Write Include=\"{component}\", or correct the " + plugin.Code.From switch
                {
                    CodeOrigin.Folder => "Path.",
                    CodeOrigin.Archive => "Archive.",
                    _ when folder is not null => "Subdirectory.",
                    _ => $"Repository; of one that holds several plugins, name the Subdirectory, or the Tag, Branch or Commit, where {plugin.Component} lies.",
                });
    }

    /// <summary>An activity module that speaks of <c>$module</c>.</summary>
    public static Diagnostic OldModuleStyle(OpenedComponent core, OpenedComponent plugin) => Error("MOODLE1424", plugin.Origin,
        $"version.php of {plugin.Title} uses $module, which {core.Title} refuses, as every Moodle since 3.0 does.",
        "Declare a version of the plugin that uses $plugin.");

    public static Diagnostic RequiresNewerMoodle(OpenedComponent core, OpenedComponent plugin, string required, bool isWeekly) => Error("MOODLE1425", plugin.Origin,
        $"{plugin.Subject} requires {required}, {(isWeekly ? "a weekly build, " : "")}but the site has {core.Title}.",
        isWeekly
            ? $"The weekly builds (MoodleVersion {core.Version.Branch.Value.Release}+) or the next minor release are enough; or declare an older version of {plugin.Declared}."
            : $"""Declare a version of {plugin.Declared} for this Moodle, or a newer Moodle. Where the lock holds one that is too new, AllowDowngrade="true" on the item lets the rule go below it.""");

    public static Diagnostic RequiresAncientMoodle(OpenedComponent plugin) => Error("MOODLE1426", plugin.Origin,
        $"{plugin.Subject} requires {plugin.Version.Requires.Value}, a version before Moodle 2.0: Moodle takes such a plugin for one that does not work with it.",
        $"Declare a version of {plugin.Declared} that is made for Moodle 2.0 or later (requires of 2010000000 or more).");

    public static Diagnostic Incompatible(OpenedComponent core, OpenedComponent plugin)
    {
        var (branch, from) = (core.Version.Branch.Value, plugin.Version.Incompatible.Value);
        return Error("MOODLE1427", plugin.Origin,
            $"{plugin.Subject} is incompatible with Moodle {from.Release} and later (incompatible = {from}), and the site has {core.Title}, branch {branch}.",
            $"Declare a version of {plugin.Declared} for Moodle {branch.Release}, or an older Moodle.");
    }

    /// <summary>A plugin that another one needs is not there.</summary>
    /// <param name="core">Moodle.</param>
    /// <param name="plugin">Who needs it: a plugin of the site, or one of Moodle's own that remains.</param>
    /// <param name="dependency">What is needed.</param>
    /// <param name="where">For which Configurations alone it is declared.</param>
    /// <param name="removal">The item that takes it out of Moodle, if one does.</param>
    public static Diagnostic DependencyMissing(OpenedComponent core, OpenedComponent plugin, Dependency dependency, string? where, Origin? removal,
        IReadOnlyList<ComponentName>? known = null)
    {
        var needs = $"{plugin.Subject} needs {dependency.Component}{(dependency.AtLeast is { } least ? $" {least} or later" : "")}, which";
        var item = known is null ? $"""<MoodlePlugin Include="{dependency.Component}" />"""
            : $"""{string.Join(' ', known.Select(plugin => $"<MoodlePlugin Include=\"{plugin}\" />"))} (a plugins directory knows {(known.Count == 1 ? "it" : "them")}), or let needed plugins be added: MoodleTransitivePlugins=true""";
        return removal is null
            ? Error("MOODLE1428", plugin.Origin,
                $"{needs} is neither declared{where} nor part of {core.Title}.",
                $"Declare {(known?.Count > 1 ? "it with what it needs itself" : "it")}: {item}.")
            : Error("MOODLE1428", plugin.Declared.IsCore ? removal : plugin.Origin,
                $"{needs} {PlaceDiagnostics.Item(removal)} takes out of Moodle and which is not declared{where}.",
                $"Take that item out, {(plugin.Declared.IsCore ? $"leave {plugin.Component} out too, " : "")}or declare it: {item}.",
                plugin.Declared.ToString());
    }

    public static Diagnostic DependencyTooOld(OpenedComponent core, OpenedComponent plugin, Dependency dependency, OpenedComponent present) => Error(
        "MOODLE1429", plugin.Declared.IsCore ? present.Origin : plugin.Origin,
        $"{plugin.Subject} needs {dependency.Component} {dependency.AtLeast} or later, but {(present.Declared.IsCore ? core.Title : "the site")} has {present.Version.Version.Value}.",
        $"Declare a newer {(present.Declared.IsCore ? "Moodle" : $"version of {present.Declared}")}"
        + $"{(plugin.Declared.IsCore ? "" : $", or an older {(present.Declared.IsCore ? "version" : "one")} of {plugin.Declared}")}.",
        plugin.Declared.ToString());

    public static Diagnostic MalformedField(OpenedComponent plugin, string field, string why) => Error("MOODLE1430", plugin.Origin,
        $"$plugin->{field} in version.php of {plugin.Title} has a form on which Moodle stops with an error: {why}.",
        $"Declare another version of {plugin.Declared}.");

    public static Diagnostic OverCore(OpenedComponent core, ComponentName plugin, Origin origin, string place) => Error("MOODLE1431", origin,
        $"{core.Title} of {core.Code.From} already contains {plugin}, at {place}.",
        $"""Leave the item out, or add <MoodleCoreRemove Include="{plugin}" /> to have the declared plugin in place of Moodle's.""");

    public static Diagnostic CoreGoesDown(OpenedComponent core, ComponentVersion before, SiteVersions all) => Error("MOODLE1432", core.Origin,
        $"{core.Title} is older than what {Had(all.From)}: {before.Release ?? "Moodle"} ({before.Version}). Moodle never goes down: its upgrade refuses the database of a newer one.",
        $"Declare that version or a later one. {Allowance(all, "build once with -p:MoodleAllowDowngrade=true")}",
        "core");

    /// <summary>Moodle cannot be upgraded from the version before in one step.</summary>
    public static Diagnostic UpgradePath(OpenedComponent core, ComponentVersion before, string required) => Error("MOODLE1433", core.Origin,
        $"Only from Moodle {required} or later can a site be upgraded to {core.Title}, and this one had {before.Release} ({before.Version}).",
        $"Upgrade the site to Moodle {required} or later first: declare that version, build, run the upgrade; then declare this one.",
        "core");

    public static Diagnostic PluginGoesDown(OpenedComponent plugin, ComponentVersion before, SiteVersions all) => Error("MOODLE1434", plugin.Origin,
        $"{plugin.Title} is older than what {Had(all.From)}: {before.Version}{(before.Release is null ? "" : $" ({before.Release})")}. Moodle never goes down: it refuses to upgrade a database that knows the newer one.",
        $"Declare that version or a later one. {Allowance(all, """write AllowDowngrade="true" on the item""")}",
        plugin.Component.ToString());

    public static Diagnostic NotSupported(OpenedComponent core, OpenedComponent plugin)
    {
        var (branch, (low, high)) = (core.Version.Branch.Value, plugin.Version.Supported.Value!);
        return Warning("MOODLE1440", plugin.Origin,
            $"{plugin.Title} supports {(low == high ? $"only Moodle {low.Release}" : $"Moodle {low.Release} to {high.Release}")}"
            + $" (supported = [{low}, {high}]), but the site has Moodle {branch.Release} ({branch}).",
            """Look for a version of the plugin for this Moodle, or write NoWarn="MOODLE1440" on the item.""");
    }

    public static Diagnostic PluginNotStable(OpenedComponent plugin) => Warning("MOODLE1441", plugin.Origin,
        $"{plugin.Title} is not stable: its maturity is {plugin.Version.MaturityName}.",
        """Declare a stable version, or write NoWarn="MOODLE1441" on the item.""");

    public static Diagnostic CoreNotStable(OpenedComponent core) => Warning("MOODLE1442", core.Origin,
        $"{core.Title} is not stable: its maturity is {core.Version.MaturityName}. Its upgrade asks for --allow-unstable, and nobody makes sure that it can be upgraded later.",
        "Use it for trying out only, or declare a released version.",
        "core");

    public static Diagnostic SavepointAboveVersion(OpenedComponent plugin, VersionNumber savepoint) => Warning("MOODLE1443", plugin.Origin,
        $"db/upgrade.php of {plugin.Title} has a savepoint above the plugin's version: {savepoint}. Moodle's upgrade may stop there with an error.",
        "Declare another version of the plugin, and tell its maintainer.");

    /// <summary>Told by the restore before the build that deletes its code, and by that build: one text, so that both together say it once.</summary>
    public static Diagnostic PluginDropped(OpenedComponent core, ComponentName plugin) => Warning("MOODLE1444", core.Origin,
        $"{plugin} is no longer part of the site, and a build deletes its code in the output. Moodle should uninstall it, with its tables and settings, while that is still there.",
        $"Before that build, run in the site: php admin/cli/uninstall_plugins.php --plugins={plugin} --run. Where the code is gone already, declare it once more, build, and begin anew.",
        plugin.ToString());

    public static Diagnostic NoLanguageFile(OpenedComponent plugin, string path) => Warning("MOODLE1445", plugin.Origin,
        $"{plugin.Title} has no {path}, which Moodle asks of every plugin.",
        "Declare another version of the plugin, and tell its maintainer.");

    /// <summary>A field of version.php depends on running PHP, or is not what Moodle expects.</summary>
    public static Diagnostic FieldNotChecked(OpenedComponent plugin, string field, string why) => Warning("MOODLE1446", plugin.Origin,
        $"$plugin->{field} of {plugin.Title} was not checked: {why}.",
        """Look at version.php yourself, and write NoWarn="MOODLE1446" on the item.""");

    public static Diagnostic UpgradePathNotChecked(OpenedComponent core, string why) => Warning("MOODLE1447", core.Origin,
        $"Whether the site can be upgraded to {core.Title} in one step was not checked: {why}.",
        "See admin/environment.xml and the release notes of that Moodle.",
        "core");

    public static Diagnostic GoesDownAllowed(OpenedComponent component, ComponentVersion before, KnownFrom from) => Warning("MOODLE1448", component.Origin,
        $"{component.Title} is older than what the site had, {before.Version}, and {(from == KnownFrom.LockOfCleaned ? "its output has been cleaned, which" : component.Component.IsCore ? "MoodleAllowDowngrade" : "AllowDowngrade")} lets it pass. Moodle never goes down: it refuses to upgrade a database that knows the newer one.",
        "Restore a backup of the database from before the newer version, if it was ever upgraded to it.",
        component.Component.ToString());

    public static Diagnostic DependencyNotChecked(OpenedComponent plugin, Dependency dependency, string why) => Warning("MOODLE1449", plugin.Origin,
        $"{plugin.Subject} needs {dependency.Component} {dependency.AtLeast} or later, which was not checked: {why}.",
        """Look at its version.php yourself, and write NoWarn="MOODLE1449" on the item.""",
        plugin.Declared.ToString());

    public static Diagnostic SavepointsNotChecked(OpenedComponent plugin, string why) => Warning("MOODLE1450", plugin.Origin,
        $"db/upgrade.php of {plugin.Title} was not checked for savepoints: {why}.",
        """Look at the plugin's upgrade steps yourself, and write NoWarn="MOODLE1450" on the item.""");

    /// <summary>Whether a finding is about the step from one state of the site to the next: it is told once, not by every build.</summary>
    public static bool IsOfAChange(Diagnostic finding) => finding.Id is "MOODLE1444" or "MOODLE1447" or "MOODLE1448";

    /// <summary>Whether a finding is about a plugin that the site no longer has.</summary>
    public static bool IsOfALeavingPlugin(Diagnostic finding) => finding.Code == 1444;

    private static string Had(KnownFrom from) => from == KnownFrom.Folder ? "lies in the output folder" : "the site had";

    // A lock and a folder that no record speaks of are not what dotnet clean can take away.
    private static string Allowance(SiteVersions all, string allow) =>
        $"Where the database knows no newer one (a backup, a new site), {(all.CleanCommand is { } clean ? $"clean the output first ({clean}), or " : all.From == KnownFrom.Folder ? "name another OutputPath, or " : "")}{allow}.";
}
