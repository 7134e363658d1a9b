using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>What is checked of Moodle itself: that it is stable, and that the site can be upgraded to it.</summary>
internal static class CoreChecks
{
    private const string EnvironmentXml = "admin/environment.xml";

    /// <summary>Checks Moodle against what the site had before.</summary>
    public static void Check(CheckedSite site, SiteVersions? previous, bool mayGoDown, Findings found)
    {
        var core = site.Core;
        if (!core.Version.IsStable)
        {
            found.Add(AcceptanceDiagnostics.CoreNotStable(core));
        }

        if (previous?.Find(core.Component) is not { } before || before.Version == core.Version.Version.Value)
        {
            return;
        }

        if (before.Version > core.Version.Version.Value)
        {
            found.Add(mayGoDown || previous.MayGoDown
                ? AcceptanceDiagnostics.GoesDownAllowed(core, before, previous.From)
                : AcceptanceDiagnostics.CoreGoesDown(core, before, previous));
        }
        else if (CheckPath(site, before) is { } finding)
        {
            found.Add(finding);
        }
    }

    private static Diagnostic? CheckPath(CheckedSite site, ComponentVersion before)
    {
        var core = site.Core;
        if (before.Release is null || !core.Version.Release.IsSet)
        {
            return AcceptanceDiagnostics.UpgradePathNotChecked(core, $"the release {(before.Release is null ? "before" : "of this Moodle")} is not known");
        }

        try
        {
            if (site.Places.CoreFiles.Read(site.Places.Layout.InCode(EnvironmentXml)) is not { } content)
            {
                return AcceptanceDiagnostics.UpgradePathNotChecked(core, $"it has no {EnvironmentXml}");
            }

            var required = UpgradeRequirements.Read(content).Of(ReleaseNumber.Of(core.Version.Release.Value!));
            return required is not null && ReleaseNumber.Of(before.Release).CompareTo(required) < 0
                ? AcceptanceDiagnostics.UpgradePath(core, before, required.ToString())
                : null;
        }
        catch (InvalidDataException e)
        {
            return AcceptanceDiagnostics.UpgradePathNotChecked(core, $"{EnvironmentXml} cannot be read: {e.Message}");
        }
    }
}
