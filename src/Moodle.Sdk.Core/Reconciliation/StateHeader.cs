using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Reconciliation;

/// <summary>What a state says of the site besides its files: enough for a build that changes nothing to say what it says without composing.</summary>
public sealed record StateHeader
{
    /// <summary>
    /// Everything that the tree is a function of: a hash over the lock's bytes, the declaration, the Configuration and the SDK's version.
    /// Opaque here; equal keys mean equal trees.
    /// </summary>
    public required string SiteKey { get; init; }

    /// <summary>The site tree, or the delivered tree of a published folder.</summary>
    public required TreeId Tree { get; init; }

    /// <summary>Moodle's release, such as <c>4.5.6</c>.</summary>
    public required string MoodleRelease { get; init; }

    /// <summary>Moodle's commit.</summary>
    public required CommitId MoodleCommit { get; init; }

    /// <summary>The versions of the components in the tree, which the next build's are compared with.</summary>
    public required SiteVersions Versions { get; init; }

    /// <summary>The folders that plugins lie in, such as <c>mod</c> or <c>public/mod</c>, as this Moodle maps its plugin types.</summary>
    public required ImmutableArray<string> PluginRoots { get; init; }

    /// <summary>Warnings about the site itself, told again by every build that has nothing to do; not those of what a change brought with it.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>The header of a composed site, without warnings.</summary>
    internal static StateHeader Of(ComposedSite site, string key) => new()
    {
        SiteKey = key,
        Tree = site.Tree.Id,
        MoodleRelease = site.MoodleRelease,
        MoodleCommit = site.MoodleCommit,
        Versions = site.Versions,
        PluginRoots = site.PluginRoots,
    };
}
