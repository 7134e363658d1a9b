using System.Text.RegularExpressions;
using Moodle.Sdk.Resolution.References;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>One thing by which of two candidates one goes before the other.</summary>
/// <param name="Compare">Greater than zero when the first goes before the second.</param>
/// <param name="WhyBelow">Says of the first why the second goes before it.</param>
internal sealed record Criterion(Comparison<PluginCandidate> Compare, Func<PluginCandidate, PluginCandidate, string> WhyBelow)
{
    public static readonly Criterion NoSlip = Having(c => !c.HasSlip, (c, _) => $"its number {c.Version} is a slip of the pen: too many digits, or dated more than a year after its commit");

    public static readonly Criterion Highest = new((a, b) => a.Version.CompareTo(b.Version), (c, above) => $"its version {c.Version} is lower than that of {above.Name}");

    public static readonly Criterion TagFirst = Having(c => c.IsTag, (_, above) => $"{above.Name} goes before a branch head");

    public static readonly Criterion StableBranchFirst = Having(c => c.IsStableBranch, (_, above) => $"{above.Name} is a stable branch with the same number");

    /// <summary>The tag that is named as its own release.</summary>
    public static readonly Criterion NamedAsItsRelease =
        Having(c => c.IsTag && c.Release is { } release && PluginVersionPattern.IsSameText(release, c.ShortName), (_, above) => $"{above.Name} has the same number and is named as its release");

    /// <summary>A name that does not speak of a prerelease.</summary>
    public static readonly Criterion NoPrereleaseName =
        Having(c => !Prerelease.Names.IsMatch(c.ShortName), (_, above) => $"its name says that it is a prerelease of {above.Name}");

    /// <summary>The last by name, digits read as numbers.</summary>
    public static readonly Criterion LastByName =
        new((a, b) => NaturalOrder.Instance.Compare(a.ShortName, b.ShortName), (_, above) => $"{above.Name} has the same number and comes after it by name");

    /// <summary>What settles the order of candidates with one number.</summary>
    public static readonly Criterion[] Ties = [NamedAsItsRelease, NoPrereleaseName, LastByName];

    /// <summary>Those that have something go before those that have it not.</summary>
    public static Criterion Having(Func<PluginCandidate, bool> has, Func<PluginCandidate, PluginCandidate, string> whyBelow) =>
        new((a, b) => has(a).CompareTo(has(b)), whyBelow);
}

/// <summary>An order of candidates that can say why one is below another: the first criterion that tells them apart decides.</summary>
internal sealed class CandidateOrder(params Criterion[] criteria) : IComparer<PluginCandidate>
{
    /// <inheritdoc/>
    public int Compare(PluginCandidate? x, PluginCandidate? y) => criteria.Select(c => c.Compare(x!, y!)).FirstOrDefault(order => order != 0);

    /// <summary>Why the first is below the second.</summary>
    public string WhyBelow(PluginCandidate below, PluginCandidate above) =>
        criteria.FirstOrDefault(c => c.Compare(below, above) != 0)?.WhyBelow(below, above) ?? $"as good as {above.Name}";
}

/// <summary>The words by which tags are named as prereleases.</summary>
internal static partial class Prerelease
{
    /// <summary>rc, beta, alpha, pre and dev at the beginning of a word: not the rc in <c>archive</c>.</summary>
    [GeneratedRegex("(?<![a-z])(?:rc|beta|alpha|pre|dev)", RegexOptions.IgnoreCase)]
    public static partial Regex Names { get; }
}
