using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>Whether Moodle would accept these components together. Decided before a file is written, on every restore and every build.</summary>
internal static class Acceptance
{
    /// <summary>
    /// The error of a declared plugin that Moodle contains already, unless the site leaves that one out; null otherwise. It takes none of the plugin's code:
    /// where a plugin is not yet chosen, <paramref name="places"/> may be those of no plugin.
    /// </summary>
    public static Diagnostic? OverCore(OpenedComponent core, PluginPlaces places, ComponentName plugin, Origin origin) =>
        places.InMoodle(plugin) is { } place ? AcceptanceDiagnostics.OverCore(core, plugin, origin, place) : null;

    /// <summary>Finds the places of components and checks that Moodle would accept them there.</summary>
    /// <returns>The places; null when there are errors, which are then among the findings.</returns>
    public static PluginPlaces? Accept(
        OpenedComponent core, IReadOnlyCollection<OpenedComponent> plugins, SiteVersions? previous, SiteDeclaration declaration, Findings findings)
    {
        // It was when it was chosen: only the site's own changes can have made it otherwise.
        if (ComponentReader.WhyNotMoodle(core.Version) is { } why && core.Code.From is CodeOrigin.Git git)
        {
            findings.Add(ResolutionDiagnostics.NotMoodle(core.Origin, git.Upstream, git.Commit.Id, why, isChanged: true));
            return null;
        }

        if (findings.Take(PluginPlaces.Of(core, plugins, [.. declaration.ActiveRemovals], findings)) is not { } places)
        {
            return null;
        }

        Check(core, plugins, places, previous, declaration.Plugins, findings, declaration.Core.AllowDowngrade);
        return findings.HasErrors ? null : places;
    }

    /// <summary>Checks the components; errors and warnings go to the findings (MOODLE1420 to MOODLE1459).</summary>
    /// <param name="core">Moodle.</param>
    /// <param name="plugins">The plugins that are to be part of the site.</param>
    /// <param name="places">Their places.</param>
    /// <param name="previous">What the site had before: the lock being replaced, at restore; the output's state, at build, or what lies there. Null when there was nothing.</param>
    /// <param name="declarations">Every declared plugin: says which may go down.</param>
    /// <param name="findings">Takes what was found, and knows what is silenced. Where it has errors already, no plugin is said to be dropped.</param>
    /// <param name="coreMayGoDown"><c>MoodleAllowDowngrade</c>.</param>
    /// <exception cref="MissingObjectException">The cache lacks an object.</exception>
    public static void Check(
        OpenedComponent core,
        IReadOnlyCollection<OpenedComponent> plugins,
        PluginPlaces places,
        SiteVersions? previous,
        IReadOnlyCollection<PluginDeclaration> declarations,
        Findings findings,
        bool coreMayGoDown = false)
    {
        var site = new CheckedSite(core, plugins, places, declarations);
        CoreChecks.Check(site, previous, coreMayGoDown, findings);
        foreach (var plugin in plugins)
        {
            new PluginChecks(site, plugin, findings).Run(previous);
        }

        foreach (var plugin in site.Shipped)
        {
            new UpgradeChecks(site, plugin, findings).Run();
        }

        if (!places.Removed.IsEmpty)
        {
            foreach (var plugin in site.OfMoodle())
            {
                new UpgradeChecks(site, plugin, findings).CheckDependencies();
            }
        }

        // Where something is refused the site stays as it was, and nothing is dropped.
        if (!findings.HasErrors)
        {
            ReportDropped(site, previous, findings);
        }
    }

    // A plugin that has become part of Moodle is not dropped.
    private static void ReportDropped(CheckedSite site, SiteVersions? previous, Findings findings)
    {
        foreach (var before in previous?.Components ?? [])
        {
            if (!before.Component.IsCore && site.Find(before.Component) is null)
            {
                findings.Add(AcceptanceDiagnostics.PluginDropped(site.Core, before.Component));
            }
        }
    }
}
