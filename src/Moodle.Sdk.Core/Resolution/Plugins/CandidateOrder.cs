using System.Text.RegularExpressions;
using Moodle.Sdk.Resolution.References;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>An order of candidates, lowest first: the first criterion that tells two apart decides.</summary>
internal sealed partial class CandidateOrder(params Comparison<PluginCandidate>[] criteria) : IComparer<PluginCandidate>
{
    public static readonly Comparison<PluginCandidate> NoSlip = Having(c => !c.HasSlip);

    public static readonly Comparison<PluginCandidate> Highest = (a, b) => a.Version.CompareTo(b.Version);

    public static readonly Comparison<PluginCandidate> TagFirst = Having(c => c.IsTag);

    public static readonly Comparison<PluginCandidate> StableBranchFirst = Having(c => c.IsStableBranch);

    /// <summary>The last by name, digits read as numbers.</summary>
    public static readonly Comparison<PluginCandidate> LastByName = (a, b) => NaturalOrder.Instance.Compare(a.ShortName, b.ShortName);

    /// <summary>What settles the order of candidates with one number: the tag that is named as its own release, a name that does not speak of a prerelease.</summary>
    public static readonly Comparison<PluginCandidate>[] Ties =
    [
        Having(c => c.IsTag && c.Release is { } release && PluginVersionPattern.IsSameText(release, c.ShortName)),
        Having(c => !PrereleaseName.IsMatch(c.ShortName)),
        LastByName,
    ];

    // At the beginning of a word: not the rc in archive.
    [GeneratedRegex("(?<![a-z])(?:rc|beta|alpha|pre|dev)", RegexOptions.IgnoreCase)]
    private static partial Regex PrereleaseName { get; }

    /// <summary>Those that have something go before those that have it not.</summary>
    public static Comparison<PluginCandidate> Having(Func<PluginCandidate, bool> has) => (a, b) => has(a).CompareTo(has(b));

    /// <inheritdoc/>
    public int Compare(PluginCandidate? x, PluginCandidate? y) => criteria.Select(c => c(x!, y!)).FirstOrDefault(order => order != 0);
}
