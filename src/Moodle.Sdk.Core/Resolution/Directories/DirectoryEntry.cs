using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>What a plugins directory says of a component.</summary>
/// <param name="Component">The component.</param>
/// <param name="Upstream">The repository of its code.</param>
/// <param name="NamedBy">Which directory says so.</param>
internal sealed record DirectoryEntry(ComponentName Component, UpstreamUrl Upstream, NamedBy NamedBy)
{
    /// <summary>Whether its maintainer stands by the entry, in words; null where the directory does not say.</summary>
    public string? Standing { get; init; }

    /// <summary>Why nobody should expect more of it: withdrawn or archived, in words; null where there is nothing of the kind.</summary>
    public string? Ended { get; init; }

    /// <summary>Its releases that the directory verified.</summary>
    public ImmutableArray<VerifiedRelease> Releases { get; init; } = [];
}

/// <summary>A release that a directory verified.</summary>
/// <param name="Tag">Its tag.</param>
/// <param name="Commit">The commit that was looked at.</param>
internal sealed record VerifiedRelease(string Tag, CommitId Commit);
