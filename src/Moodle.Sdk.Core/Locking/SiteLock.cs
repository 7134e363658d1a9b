using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Locking;

/// <summary>The commits of a site: Moodle and every declared plugin, of every Configuration.</summary>
/// <param name="Components">Ordered: core first, then by name.</param>
public sealed record SiteLock(ImmutableArray<LockedComponent> Components)
{
    /// <summary>Moodle itself.</summary>
    public LockedComponent Core => Components[0];

    /// <summary>The entry of a component, or null.</summary>
    public LockedComponent? Find(ComponentName component) => Components.FirstOrDefault(c => c.Component == component);
}

/// <summary>One component as it was resolved, with what a person needs to review it.</summary>
public sealed record LockedComponent
{
    /// <summary>Its name.</summary>
    public required ComponentName Component { get; init; }

    /// <summary>Hash of what was declared; another hash means: resolve anew.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What was declared, for people: <c>version 4.5.*</c>, <c>compatible with 4.5</c>.</summary>
    public required string Requested { get; init; }

    /// <summary>Full name of the ref that led to the commit; null for a commit by id.</summary>
    public required string? Reference { get; init; }

    /// <summary>The commit.</summary>
    public required CommitId Commit { get; init; }

    /// <summary>The tree of the component's code within the commit.</summary>
    public required TreeId Tree { get; init; }

    /// <summary><c>version</c> of its version.php.</summary>
    public required VersionNumber Version { get; init; }

    /// <summary><c>release</c> of its version.php, if any.</summary>
    public required string? Release { get; init; }

    /// <summary>Moodle's branch, such as 405; of core alone.</summary>
    public MoodleBranch? Branch { get; init; }

    /// <summary>Folder in the code base, such as <c>mod/attendance</c>; empty for core.</summary>
    public required string Place { get; init; }

    /// <summary>Where it comes from.</summary>
    public required UpstreamUrl Upstream { get; init; }

    /// <summary>Why this commit was chosen, when a rule chose it; one short line.</summary>
    public string? Reason { get; init; }

    /// <summary>True when somebody changed the entry by hand since it was written: what it records must be read anew from its commit.</summary>
    public bool IsEdited { get; init; }
}
