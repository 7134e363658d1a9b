using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Locking;

/// <summary>Where a component comes from, and what to blame: the same for core and plugins.</summary>
internal sealed record DeclaredCode(Source Source, Origin Origin)
{
    /// <summary>The declaration of a component that the site declares.</summary>
    public static DeclaredCode Of(SiteDeclaration declaration, ComponentName component)
    {
        if (component.IsCore)
        {
            return new(declaration.Core.Source, declaration.Core.Origin);
        }

        var plugin = declaration.Plugins.First(p => p.Component == component);
        return new(plugin.Source, plugin.Origin);
    }
}
