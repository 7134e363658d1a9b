using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Locking;

/// <summary>The plugins of a lock that nobody declares and others need.</summary>
internal static class RequiredPlugins
{
    /// <summary>The declaration with them, where the site lets them be added; without a lock as it is.</summary>
    public static SiteDeclaration Complete(this SiteDeclaration declaration, SiteLock? siteLock) => siteLock is null || !declaration.AddsRequired
        ? declaration
        : declaration.With(
            from locked in siteLock.Components
            where !locked.RequiredBy.IsEmpty && declaration.Find(locked.Component) is null
            select new PluginDeclaration
            {
                Component = locked.Component,
                Source = new Source.Unnamed(new CodeRequest.Compatible()),
                Origin = (locked.RequiredBy.Select(declaration.Find).FirstOrDefault(needing => needing is not null) ?? declaration.Core).Origin,
                RequiredBy = locked.RequiredBy,
            });

    /// <summary>The declaration with further plugins.</summary>
    public static SiteDeclaration With(this SiteDeclaration declaration, IEnumerable<PluginDeclaration> plugins) =>
        declaration with { Plugins = [.. declaration.Plugins.Concat(plugins).OrderBy(p => p.Component)] };
}
