using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>
/// What is checked of one plugin. Source of the rules: upgrade_plugins and upgrade_plugins_modules in lib/upgradelib.php,
/// lib/classes/plugininfo/base.php and core_plugin_manager::resolve_requirements.
/// </summary>
internal sealed class PluginChecks(CheckedSite site, ComponentCode plugin, Findings found)
{
    // Below it Moodle says: not compatible with Moodle 2.x or later.
    private static readonly VersionNumber Moodle2 = new(2010000000);

    private readonly CodeFiles _files = plugin.Files();

    /// <summary>Runs every check.</summary>
    /// <param name="before">The plugin as the site had it; null when it had it not.</param>
    public void Run(ComponentVersion? before)
    {
        var place = site.Places.PlaceOf(plugin.Component);
        if (site.Places.CoreFiles.Find(place) is not null)
        {
            found.Add(AcceptanceProblems.OverCore(site.Core, plugin, place, new StandardPlugins(site.Places.CoreFiles).Lists(plugin.Component)));
        }

        if (plugin.Version.SyntaxError is { } broken)
        {
            found.Add(AcceptanceProblems.VersionFileBroken(plugin, broken));
            return;
        }

        if (!IsTheDeclaredOne())
        {
            return;
        }

        CheckMoodle();
        CheckDependencies();
        CheckMaturity();
        CheckFiles();
        CheckDescent(before);
    }

    // Of another plugin than the declared one nothing else is worth saying.
    private bool IsTheDeclaredOne()
    {
        var (version, component) = (plugin.Version.Version, plugin.Version.Component);
        if (plugin.Version.IsOldModuleStyle && plugin.Component.Type == "mod")
        {
            found.Add(AcceptanceProblems.OldModuleStyle(site.Core, plugin));
        }

        if (!version.IsSet || version.Value.Value == 0)
        {
            found.Add(AcceptanceProblems.NoVersion(plugin, version.WhyUnreadable));
        }

        if (string.IsNullOrEmpty(component.Value))
        {
            found.Add(AcceptanceProblems.NoComponent(plugin, component.WhyUnreadable));
        }
        else if (component.Value != plugin.Component.ToString())
        {
            found.Add(AcceptanceProblems.OtherComponent(plugin, component.Value));
            return false;
        }

        return true;
    }

    private void CheckMoodle()
    {
        var (core, branch) = (site.Core, site.Core.Version.Branch);
        var refusal = RequiresOther(core);
        if (IsReadable("incompatible", plugin.Version.Incompatible) && branch.IsSet && branch.Value.CompareTo(plugin.Version.Incompatible.Value) >= 0)
        {
            refusal = AcceptanceProblems.Incompatible(core, plugin, branch.Value, plugin.Version.Incompatible.Value);
        }

        // A plugin that Moodle refuses need not be warned of for the same reason.
        var isSupported = !IsReadable("supported", plugin.Version.Supported) || !branch.IsSet || plugin.Version.Supported.Value!.Contains(branch.Value);
        var finding = refusal ?? (isSupported ? null : AcceptanceWarnings.NotSupported(plugin, plugin.Version.Supported.Value!, branch.Value));
        if (finding is not null)
        {
            found.Add(finding);
        }
    }

    private Diagnostic? RequiresOther(ComponentCode core)
    {
        var requires = plugin.Version.Requires;
        return !IsReadable("requires", requires) || requires.Value.Value <= 0 ? null
            : requires.Value > core.Version.Version.Value ? AcceptanceProblems.RequiresNewerMoodle(core, plugin, MoodleLines.Describe(requires.Value))
            : requires.Value < Moodle2 ? AcceptanceProblems.RequiresAncientMoodle(plugin, requires.Value)
            : null;
    }

    private void CheckDependencies()
    {
        if (!IsReadable("dependencies", plugin.Version.Dependencies))
        {
            return;
        }

        foreach (var dependency in plugin.Version.Dependencies.Value)
        {
            if (!ComponentName.TryParse(dependency.Component, out var name) || site.Find(name) is not { } present)
            {
                found.Add(AcceptanceProblems.DependencyMissing(site.Core, plugin, dependency, Elsewhere(name)));
            }
            else if (dependency.AtLeast is { } least)
            {
                CheckDependency(dependency, least, present.Version, site.IsDeclared(name));
            }
        }
    }

    private void CheckDependency(Dependency dependency, VersionNumber least, Field<VersionNumber> present, bool isDeclared)
    {
        if (!present.IsSet)
        {
            found.Add(AcceptanceWarnings.DependencyNotChecked(plugin, dependency, $"its version cannot be read: {present.WhyUnreadable ?? "the field is absent"}"));
        }
        else if (present.Value < least)
        {
            found.Add(AcceptanceProblems.DependencyTooOld(site.Core, plugin, dependency, present.Value, isDeclared));
        }
    }

    private string? Elsewhere(ComponentName? name) =>
        site.Declarations.FirstOrDefault(d => d.Component == name) is { Configurations: { IsEmpty: false } only }
            ? $" for this Configuration (only for {string.Join(", ", only)})"
            : null;

    private void CheckMaturity()
    {
        if (IsReadable("maturity", plugin.Version.Maturity) && !plugin.Version.IsStable)
        {
            found.Add(AcceptanceWarnings.PluginNotStable(plugin, plugin.Version.Maturity.Value));
        }
    }

    private void CheckFiles()
    {
        var strings = $"lang/en/{(plugin.Component.Type == "mod" ? plugin.Component.Name : plugin.Component.ToString())}.php";
        if (!_files.HasFile(strings))
        {
            found.Add(AcceptanceWarnings.NoLanguageFile(plugin, strings));
        }

        try
        {
            if (plugin.Version.Version.IsSet
                && _files.Read("db/upgrade.php") is { } upgrade
                && Savepoints.Above(upgrade, plugin.Version.Version.Value) is { } savepoint)
            {
                found.Add(AcceptanceWarnings.SavepointAboveVersion(plugin, savepoint));
            }
        }
        catch (InvalidDataException e)
        {
            found.Add(AcceptanceWarnings.SavepointsNotChecked(plugin, e.Message));
        }
    }

    private void CheckDescent(ComponentVersion? before)
    {
        if (before is not null && plugin.Version.Version.IsSet && plugin.Version.Version.Value < before.Version)
        {
            var isAllowed = site.Declarations.Any(d => d.Component == plugin.Component && d.AllowDowngrade);
            found.Add(isAllowed ? AcceptanceWarnings.PluginGoesDownAllowed(plugin, before) : AcceptanceProblems.PluginGoesDown(plugin, before));
        }
    }

    private bool IsReadable<T>(string name, Field<T> field)
    {
        if (field.WhyUnreadable is { } why)
        {
            // Of these two Moodle throws on a form that it does not know (plugininfo/base.php, load_disk_version).
            found.Add(field.IsMalformed && name is ("supported" or "incompatible")
                ? AcceptanceProblems.MalformedField(plugin, name, why)
                : AcceptanceWarnings.FieldNotChecked(plugin, name, why));
        }

        return field.IsSet;
    }
}
