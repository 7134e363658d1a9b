using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Reconciliation;

/// <summary>What a state says of the site besides its files: enough for a build that changes nothing to say what it says without composing.</summary>
/// <param name="SiteKey">From <see cref="Reconciliation.SiteKey"/>: equal keys mean equal trees.</param>
/// <param name="Tree">The site tree, or the delivered tree of a published folder.</param>
/// <param name="MoodleRelease">Such as <c>4.5.6</c>.</param>
/// <param name="MoodleCommit">Moodle's commit.</param>
/// <param name="Versions">The versions of the components in the tree, which the next build's are compared with.</param>
/// <param name="PluginRoots">The folders that plugins lie in, such as <c>mod</c> or <c>public/mod</c>, as this Moodle maps its plugin types.</param>
/// <param name="Warnings">Of the site itself, told again by every build that has nothing to do; not those of what a change brought with it.</param>
public sealed record StateHeader(
    string SiteKey,
    TreeId Tree,
    string MoodleRelease,
    CommitId MoodleCommit,
    SiteVersions Versions,
    ImmutableArray<string> PluginRoots,
    ImmutableArray<Diagnostic> Warnings)
{
    /// <summary>The header of a composed site, without warnings.</summary>
    internal static StateHeader Of(ComposedSite site, string key) =>
        new(key, site.Tree.Id, site.MoodleRelease, site.MoodleCommit, site.Versions, site.PluginRoots, Warnings: []);
}
