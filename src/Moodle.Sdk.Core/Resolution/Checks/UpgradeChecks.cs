using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>
/// What Moodle's upgrade checks of every plugin, whether it is declared or shipped in another. Source of the rules: upgrade_plugins and
/// upgrade_plugins_modules in lib/upgradelib.php, lib/classes/plugininfo/base.php and core_plugin_manager::resolve_requirements.
/// </summary>
internal sealed class UpgradeChecks(CheckedSite site, OpenedComponent plugin, Findings found)
{
    // Below it Moodle says: not compatible with Moodle 2.x or later.
    private static readonly VersionNumber Moodle2 = new(2010000000);

    /// <summary>Runs every check. False when nothing else of the plugin is worth saying.</summary>
    public bool Run()
    {
        if (plugin.Version.SyntaxError is { } broken)
        {
            Report(AcceptanceDiagnostics.VersionFileBroken(plugin, broken));
            return false;
        }

        if (!IsItself())
        {
            return false;
        }

        CheckMoodle();
        CheckDependencies();
        return true;
    }

    // Of another plugin than is expected there nothing else is worth saying.
    private bool IsItself()
    {
        var (version, component) = (plugin.Version.Version, plugin.Version.Component);
        if (plugin.Version.IsOldModuleStyle && plugin.Component.Type == "mod")
        {
            Report(AcceptanceDiagnostics.OldModuleStyle(site.Core, plugin));
        }

        if (!version.IsSet || version.Value.Value == 0)
        {
            Report(AcceptanceDiagnostics.NoVersion(plugin, version.WhyUnreadable));
        }

        if (string.IsNullOrEmpty(component.Value))
        {
            Report(AcceptanceDiagnostics.NoComponent(plugin, component.WhyUnreadable));
        }
        else if (component.Value != plugin.Component.ToString())
        {
            Report(AcceptanceDiagnostics.OtherComponent(plugin, component.Value));
            return false;
        }

        return true;
    }

    private void CheckMoodle()
    {
        var (core, branch) = (site.Core, site.Core.Version.Branch.Value);
        var refusal = RequiresOther(core);
        if (IsReadable("incompatible", plugin.Version.Incompatible) && plugin.Version.IsIncompatibleWith(branch))
        {
            refusal = AcceptanceDiagnostics.Incompatible(core, plugin);
        }

        // A plugin that Moodle refuses need not be warned of for the same reason, nor one that nobody can choose.
        var isUnsupported = IsReadable("supported", plugin.Version.Supported) && !plugin.Version.Supported.Value!.Contains(branch) && plugin.ShippedBy is null;
        if ((refusal ?? (isUnsupported ? AcceptanceDiagnostics.NotSupported(core, plugin) : null)) is { } finding)
        {
            Report(finding);
        }
    }

    private Diagnostic? RequiresOther(OpenedComponent core)
    {
        var (requires, has) = (plugin.Version.Requires, core.Version.Version.Value);
        return !IsReadable("requires", requires) || requires.Value.Value <= 0 ? null
            : plugin.Version.NeedsNewer(has) ? AcceptanceDiagnostics.RequiresNewerMoodle(
                core, plugin, MoodleLines.Describe(requires.Value), core.Version.IsStable && MoodleLines.IsWeeklyAfter(has, requires.Value))
            : requires.Value < Moodle2 ? AcceptanceDiagnostics.RequiresAncientMoodle(plugin)
            : null;
    }

    /// <summary>Checks that what the plugin needs is there. Of one of Moodle's own plugins only what the site leaves out can be missing.</summary>
    public void CheckDependencies()
    {
        if (!IsReadable("dependencies", plugin.Version.Dependencies))
        {
            return;
        }

        foreach (var dependency in plugin.Version.Dependencies.Value)
        {
            var removal = ComponentName.TryParse(dependency.Component, out var name) ? site.Places.RemovalOf(name)?.Origin : null;
            if (plugin.Declared.IsCore && removal is null)
            {
                continue;
            }

            if (name is null || site.Find(name) is not { } present)
            {
                found.Add(AcceptanceDiagnostics.DependencyMissing(site.Core, plugin, dependency, Elsewhere(name), removal));
            }
            else if (dependency.AtLeast is { } least)
            {
                CheckDependency(dependency, least, present);
            }
        }
    }

    private void CheckDependency(Dependency dependency, VersionNumber least, OpenedComponent present)
    {
        if (present.Version.Version is { IsSet: false, WhyUnreadable: var why })
        {
            found.Add(AcceptanceDiagnostics.DependencyNotChecked(plugin, dependency, $"its version cannot be read: {why ?? "the field is absent"}"));
        }
        else if (present.Version.Version.Value < least)
        {
            found.Add(AcceptanceDiagnostics.DependencyTooOld(site.Core, plugin, dependency, present));
        }
    }

    private string? Elsewhere(ComponentName? name) =>
        site.Declarations.FirstOrDefault(d => d.Component == name) is { Configurations: { IsEmpty: false } only }
            ? $" for this Configuration (only for {string.Join(", ", only)})"
            : null;

    // Where one of the plugins that lie in another is refused for what only another version of that one mends, the rest of them need not be told.
    private void Report(Diagnostic finding)
    {
        if (plugin.ShippedBy is null || finding.Severity == Severity.Warning || !found.All.Any(f => f.Code == finding.Code && f.Component == finding.Component))
        {
            found.Add(finding);
        }
    }

    /// <summary>Whether a field has a value; tells why where it has one that could not be read.</summary>
    public bool IsReadable<T>(string name, Field<T> field)
    {
        if (field.WhyUnreadable is { } why)
        {
            // Of these two Moodle throws on a form that it does not know (plugininfo/base.php, load_disk_version).
            var isRefused = field.IsMalformed && name is ("supported" or "incompatible");
            Report(isRefused ? AcceptanceDiagnostics.MalformedField(plugin, name, why) : AcceptanceDiagnostics.FieldNotChecked(plugin, name, why));
        }

        return field.IsSet;
    }
}
