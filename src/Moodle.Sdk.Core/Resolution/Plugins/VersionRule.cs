using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.References;
using static Moodle.Sdk.Resolution.Plugins.CandidateOrder;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Chooses for a declared Version: a text or number is taken as it is, a glob or range takes the highest match that fits this Moodle.</summary>
internal sealed class VersionRule(PluginDeclaration plugin, PluginVersionPattern pattern, Fitness moodle, HeldVersion? held)
{
    private readonly Comparison<PluginCandidate>[] _one = [TagFirst, Having(moodle.IsNamedAfter), .. Ties];

    private CandidateOrder ByNumber => new([NoSlip, Highest, .. _one]);

    // A glob is about texts: a tag that is named so goes before one whose release says it, and any tag before a branch head.
    private CandidateOrder ByText => new([Having(IsNamedSo), TagFirst, NoSlip, Highest, .. _one]);

    /// <summary>Chooses among the tags whose names match; null where a glob finds none of them stable and fitting, so that releases must be looked at.</summary>
    public Result<Choice>? AmongNames(IReadOnlyList<PluginCandidate> named, string count) =>
        pattern.IsExact ? OneOf(named, count)
        : named.Any(moodle.Fits) ? Best(named, ByText, count)
        : null;

    /// <summary>Chooses among all candidates, by release and number.</summary>
    public Result<Choice> AmongAll(Offer offer)
    {
        var count = offer.Refs.Count;
        var matching = offer.Candidates.Where(c => pattern.Matches(c) || IsNamedSo(c)).ToList();
        if (matching.Count == 0)
        {
            return NoSuchVersion(offer);
        }

        if (pattern is PluginVersionPattern.Glob)
        {
            return Best(matching, ByText, count);
        }

        var said = matching.Where(pattern.MatchesRelease).ToList();
        if (said.Count > 0)
        {
            return OneOf(said.Any(c => c.IsTag) ? [.. said.Where(c => c.IsTag)] : said, count);
        }

        if (pattern.IsExact)
        {
            return Take(matching, new CandidateOrder([Having(moodle.Fits), .. _one]), $"of {Commits(matching)} with that number", count);
        }

        var released = matching.Where(c => c.IsTag || c.IsStableBranch).ToList();
        return Best(released.Count > 0 ? released : matching, ByNumber, count);
    }

    /// <summary>Whether what a site has is one of the versions that are asked for.</summary>
    public bool AsksFor(HeldVersion version) =>
        pattern.MatchesNumber(version.Version) || (version.Release is { } release && pattern.MatchesText(release.Trim()))
        || (version.Reference is { } name && name.StartsWith("refs/tags/", StringComparison.Ordinal) && pattern.MatchesText(name[10..]));

    private bool IsNamedSo(PluginCandidate candidate) => candidate.IsTag && pattern.MatchesText(candidate.ShortName);

    private Result<Choice> Best(IReadOnlyList<PluginCandidate> matching, CandidateOrder order, string count)
    {
        var stable = matching.Where(moodle.Fits).ToList();
        var fitting = stable.Count > 0 ? stable : [.. matching.Where(moodle.FitsAsPrerelease)];
        if (fitting.Count > 0)
        {
            return Take(fitting, order, $"highest of {Commits(fitting)} that match and fit {moodle.Branch.Release}", count);
        }

        var highest = matching.Max(order)!;
        return ResolutionDiagnostics.NoMatchFits(
            plugin, pattern.Text, moodle.Moodle, Commits(matching), $"{highest.Name} ({highest.Version})", moodle.WhyNot(highest.File) ?? "");
    }

    // Of several commits that answer one text, the one whose release says it.
    private Result<Choice> OneOf(IReadOnlyList<PluginCandidate> answers, string count)
    {
        var commits = answers.DistinctBy(c => c.Commit.Id).ToList();
        var sure = commits.Where(pattern.MatchesRelease).ToList();
        var (taken, why) = commits.Count == 1 ? (commits[0], $"the one that is {pattern.Text}")
            : sure.Count == 1 ? (sure[0], $"the one of {commits.Count} whose release is {pattern.Text}")
            : (commits.Find(c => c.Commit.Id == held?.Commit), $"the one of {commits.Count} that the site has");
        return taken is null
            ? ResolutionDiagnostics.SeveralVersions(plugin, pattern.Text, [.. (sure.Count > 0 ? sure : commits).Select(Described)])
            : new Choice(taken, $"{why}: {taken.Name} of {count}", [taken]);
    }

    private static Choice Take(IReadOnlyList<PluginCandidate> answers, CandidateOrder order, string why, string count) =>
        answers.Max(order) is { } taken ? new(taken, $"{why}: {taken.Name} of {count}", answers) { Next = left => left.Max(order) } : throw new ArgumentException("There is no answer.", nameof(answers));

    private static int Commits(IEnumerable<PluginCandidate> candidates) => candidates.DistinctBy(c => c.Commit.Id).Count();

    private static string Described(PluginCandidate c) => $"{c.Name} ({c.Commit.Id.Id.ToShortString()}, version {c.Version}, release {c.Release ?? "not given"})";

    private Diagnostic NoSuchVersion(Offer offer)
    {
        var (upstream, all) = (((Source.Git)plugin.Source).Upstream, offer.Candidates);
        if (pattern.Near is { } near)
        {
            var numbers = all.Where(c => c.File.Version.IsSet)
                .OrderBy(c => Math.Abs(c.Version.Value - near.Value))
                .DistinctBy(c => c.Version)
                .Take(3)
                .Select(c => $"{c.Version} ({c.Name})");
            return ResolutionDiagnostics.NoSuchPluginNumber(plugin, pattern.Text, upstream, offer.Refs.Count, [.. numbers]);
        }

        var texts = offer.Refs.Tags.Select(t => t.ShortName).Concat(all.Select(c => c.Release).OfType<string>());
        return ResolutionDiagnostics.NoSuchPluginVersion(
            plugin, pattern.Text, upstream, offer.Refs.Count, ExactReference.Nearest(pattern.Text.Replace("*", "", StringComparison.Ordinal), [.. texts]));
    }
}
