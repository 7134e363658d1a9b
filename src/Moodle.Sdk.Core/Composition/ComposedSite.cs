using System.Collections.Immutable;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Composition;

/// <summary>A site composed and accepted: its tree, what the tree was made of, and the readers of its blobs.</summary>
/// <param name="Tree">The site tree of this Configuration.</param>
/// <param name="Objects">Reads the tree's blobs. Not owned.</param>
/// <param name="Lock">The lock it was composed from.</param>
/// <param name="Versions">The versions of the components in the tree.</param>
/// <param name="PluginRoots">The folders that this Moodle looks for plugins in, subplugins' included.</param>
/// <param name="NewestCommit">The time of the newest commit in it: the time of every file in an archive.</param>
internal sealed record ComposedSite(SiteTree Tree, SiteObjects Objects, SiteLock Lock, SiteVersions Versions, ImmutableArray<string> PluginRoots, DateTimeOffset NewestCommit)
{
    /// <summary>The plugins in it that come from folders on disk, as they lay there.</summary>
    public ImmutableArray<OpenedComponent> FromFolders { get; init; } = [];

    /// <summary>Moodle's release without its build, such as <c>4.5.6</c> or <c>4.5.6+</c>: the part of <c>$release</c> before the parenthesis.</summary>
    public string MoodleRelease => (Lock.Core.Release ?? Lock.Core.Version.ToString()).Split('(')[0].Trim();

    public CommitId MoodleCommit => ((LockedCode.Git)Lock.Core.Code).Commit;
}
