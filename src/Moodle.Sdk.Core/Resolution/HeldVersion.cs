using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution;

/// <summary>The version of a plugin that a lock holds, or an output's record: what is chosen anew is never below it.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Release">Its release text, if any.</param>
/// <param name="Commit">Its commit; null when only an output's record is known.</param>
/// <param name="Reference">Full name of the ref that led to the commit, or null.</param>
/// <param name="Upstream">Where the commit is from; null as the commit is.</param>
internal sealed record HeldVersion(VersionNumber Version, string? Release, CommitId? Commit = null, string? Reference = null, UpstreamUrl? Upstream = null)
{
    /// <summary>The tree of its code in the lock; null when only an output's record is known.</summary>
    public TreeId? Tree { get; init; }

    /// <summary>The archive that it was taken from; null for another source.</summary>
    public Source.Archive? Archive { get; init; }

    /// <summary>True when the commit stays, unless a new branch of Moodle asks for another choice.</summary>
    public bool Stays { get; init; }

    /// <summary>The commits of its customisation, where they stay; null to look for them.</summary>
    public CommitSeries? Series { get; init; }

    /// <summary>The lock's entry, where somebody changed it by hand: then that is to blame. Null otherwise.</summary>
    public Origin? Edited { get; init; }

    /// <summary>True when a choice may be below it after all: the output that held it has been cleaned.</summary>
    public bool MayGoDown { get; init; }
}
