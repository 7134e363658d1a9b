using System.Collections.Immutable;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Resolution;

/// <summary>Where it is known from what a site had before; what helps against a version that goes down is another thing for each.</summary>
public enum KnownFrom
{
    /// <summary>The record of the output's builds.</summary>
    Record,

    /// <summary>The version.php files in an output that has no record.</summary>
    Folder,

    /// <summary>The lock being replaced.</summary>
    Lock,

    /// <summary>The lock being replaced, of a site whose output <c>dotnet clean</c> has taken away: it may go down.</summary>
    LockOfCleaned,
}

/// <summary>The versions that a site had before. Core comes first.</summary>
/// <param name="Components">Core and plugins.</param>
public sealed record SiteVersions(ImmutableArray<ComponentVersion> Components)
{
    /// <summary>Where they are known from.</summary>
    public KnownFrom From { get; init; }

    /// <summary>What cleans the output whose record they are known from; null where none is.</summary>
    public string? CleanCommand { get; init; }

    /// <summary>Whether a lower version is no error.</summary>
    internal bool MayGoDown => From == KnownFrom.LockOfCleaned;

    /// <summary>The version of a component, or null when the site did not hold it.</summary>
    public ComponentVersion? Find(ComponentName component) => Components.FirstOrDefault(c => c.Component == component);
}

/// <summary>One component's version: its number, and the release text as people know it.</summary>
public sealed record ComponentVersion(ComponentName Component, VersionNumber Version, string? Release);
