using System.Collections.Immutable;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Resolution;

/// <summary>The versions that a site had before: from the lock being replaced, or from the state of the output. Core comes first.</summary>
/// <param name="Components">Core and plugins.</param>
public sealed record SiteVersions(ImmutableArray<ComponentVersion> Components)
{
    /// <summary>The version of a component, or null when the site did not hold it.</summary>
    public ComponentVersion? Find(ComponentName component) => Components.FirstOrDefault(c => c.Component == component);
}

/// <summary>One component's version: its number, and the release text as people know it.</summary>
public sealed record ComponentVersion(ComponentName Component, VersionNumber Version, string? Release);
