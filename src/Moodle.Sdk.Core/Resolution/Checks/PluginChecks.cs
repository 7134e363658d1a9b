using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>What is checked of one declared plugin.</summary>
internal sealed class PluginChecks(CheckedSite site, OpenedComponent plugin, Findings found)
{
    private readonly UpgradeChecks _upgrade = new(site, plugin, found);
    private readonly TreeFiles _files = plugin.Files();

    /// <summary>Runs every check.</summary>
    /// <param name="previous">What the site had before; null when there was nothing.</param>
    public void Run(SiteVersions? previous)
    {
        if (Acceptance.OverCore(site.Core, site.Places, plugin.Component, plugin.Origin) is { } refusal)
        {
            found.Add(refusal);
        }

        if (_upgrade.Run())
        {
            CheckMaturity();
            CheckFiles();
            CheckDescent(previous);
        }
    }

    private void CheckMaturity()
    {
        if (_upgrade.IsReadable("maturity", plugin.Version.Maturity) && !plugin.Version.IsStable)
        {
            found.Add(AcceptanceDiagnostics.PluginNotStable(plugin));
        }
    }

    private void CheckFiles()
    {
        var strings = $"lang/en/{(plugin.Component.Type == "mod" ? plugin.Component.Name : plugin.Component.ToString())}.php";
        if (!_files.HasFile(strings))
        {
            found.Add(AcceptanceDiagnostics.NoLanguageFile(plugin, strings));
        }

        try
        {
            if (plugin.Version.Version.IsSet
                && _files.Read("db/upgrade.php") is { } upgrade
                && Savepoints.Above(upgrade, plugin.Version.Version.Value) is { } savepoint)
            {
                found.Add(AcceptanceDiagnostics.SavepointAboveVersion(plugin, savepoint));
            }
        }
        catch (InvalidDataException e)
        {
            found.Add(AcceptanceDiagnostics.SavepointsNotChecked(plugin, e.Message));
        }
    }

    private void CheckDescent(SiteVersions? previous)
    {
        if (previous?.Find(plugin.Component) is { } before && plugin.Version.Version.IsSet && plugin.Version.Version.Value < before.Version)
        {
            var isAllowed = previous.MayGoDown || site.Declarations.Any(d => d.Component == plugin.Component && d.AllowDowngrade);
            found.Add(isAllowed ? AcceptanceDiagnostics.GoesDownAllowed(plugin, before, previous.From) : AcceptanceDiagnostics.PluginGoesDown(plugin, before, previous));
        }
    }
}
