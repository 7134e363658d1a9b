using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>What is looked for in the history of an upstream.</summary>
/// <param name="Component">The component.</param>
/// <param name="Files">Its files in the folder.</param>
/// <param name="Tree">Their tree, with modes as far as they are known.</param>
/// <param name="Version">Its version number; null where it cannot be read.</param>
internal sealed record WantedCode(ComponentName Component, FoundFiles Files, TreeId Tree, VersionNumber? Version)
{
    /// <summary>The path of its version.php in the upstream.</summary>
    public string VersionFile { get; init; } = ComponentReader.VersionFileName;

    /// <summary>The folder of the upstream that it is; null for the whole.</summary>
    public string? Subdirectory { get; init; }

    /// <summary>The refs that it may be found by.</summary>
    public Func<RemoteRef, bool> MayBeAt { get; init; } = _ => true;

    /// <summary>The branches whose past is looked through.</summary>
    public Func<RemoteRef, bool> MayBeInPastOf { get; init; } = _ => true;

    /// <summary>True where a tag of the version is the release, whatever the folder changed of it: nothing else is looked for then.</summary>
    public bool TrustsTags { get; init; }
}

/// <summary>The commit that a component is of.</summary>
/// <param name="Upstream">Where it is from.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Tag">A tag that leads to it, or null.</param>
/// <param name="Branch">A branch that it lies in; null where a tag is known, or none.</param>
/// <param name="Subdirectory">The folder of the commit that the component is; null for the whole.</param>
/// <param name="Distance">How many files differ.</param>
/// <param name="Equal">How many do not; null where none differs.</param>
/// <param name="HasVersion">Whether it has the version number of the folder.</param>
internal sealed record FoundCommit(UpstreamUrl Upstream, CommitId Commit, RemoteRef? Tag, RemoteRef? Branch, string? Subdirectory, int Distance, int? Equal, bool HasVersion);
