using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.References;
using static Moodle.Sdk.Resolution.Plugins.CandidateOrder;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Chooses for a declared Version: a text or number is taken as it is, a glob or range takes the highest match that fits this Moodle.</summary>
internal sealed class VersionRule(PluginDeclaration plugin, PluginVersionPattern pattern, Fitness moodle, HeldVersion? held)
{
    private readonly Comparison<PluginCandidate>[] _one = [TagFirst, Having(moodle.IsNamedAfter), StableBranchFirst, .. Ties];

    private CandidateOrder ByNumber => new([NoSlip, Highest, .. _one]);

    // A glob is about texts: a tag that is named so goes before one whose release says it, and any tag before a branch head.
    private CandidateOrder ByText => new([Having(IsNamedSo), TagFirst, NoSlip, Highest, .. _one]);

    /// <summary>Chooses among the tags whose names match; null where a glob finds none of them stable and fitting, so that releases must be looked at.</summary>
    public Result<Choice>? AmongNames(IReadOnlyList<PluginCandidate> named, string count) =>
        pattern.IsExact ? OneOf(named, count)
        : named.Any(moodle.Fits) ? Best(named, ByText, count)
        : null;

    /// <summary>Chooses among all candidates, by release and number; null where none matches, or none of those that do fits where that matters.</summary>
    public Result<Choice>? AmongAll(Offer offer)
    {
        var count = offer.Refs.Count;
        var matching = Matching(offer);
        if (matching.Count == 0)
        {
            return null;
        }

        if (pattern is PluginVersionPattern.Glob)
        {
            return Best(matching, ByText, count);
        }

        var said = matching.Where(pattern.MatchesRelease).ToList();
        if (said.Count > 0 && said.All(c => c.IsPast))
        {
            return Take(said, new CandidateOrder([Having(moodle.Fits), NoSlip, Highest, .. _one]), $"highest of {Commits(said)} that are {pattern.Text}", count);
        }

        if (said.Count > 0)
        {
            return OneOf(said.Any(c => c.IsTag) ? [.. said.Where(c => c.IsTag)] : said, count);
        }

        if (pattern.IsExact)
        {
            return Take(matching, new CandidateOrder([Having(moodle.Fits), .. _one]), $"of {Commits(matching)} with that number", count);
        }

        // What was a release of the default branch once is no development head.
        return Best(InRange(matching), ByNumber, count) ?? Best([.. matching.Where(c => c.IsPast)], ByNumber, count);
    }

    /// <summary>Why nothing is the answer: nothing matches, or nothing that does fits.</summary>
    public Diagnostic NoAnswer(Offer offer)
    {
        if (Matching(offer) is not { Count: > 0 } matching)
        {
            return NoSuchVersion(offer);
        }

        var (looked, order) = pattern is PluginVersionPattern.Glob ? (matching, ByText) : (InRange(matching), ByNumber);
        var highest = looked.Max(order)!;
        return ResolutionDiagnostics.NoMatchFits(
            plugin, pattern.Text, moodle.Moodle, Commits(looked), $"{highest.Name} ({highest.Version})", moodle.WhyNot(highest.File) ?? "");
    }

    /// <summary>Whether what a site has is one of the versions that are asked for.</summary>
    public bool AsksFor(HeldVersion version) =>
        pattern.MatchesNumber(version.Version) || (version.Release is { } release && pattern.MatchesText(release.Trim()))
        || (version.Reference is { } name && name.StartsWith("refs/tags/", StringComparison.Ordinal) && pattern.MatchesText(name[10..]));

    private List<PluginCandidate> Matching(Offer offer) => [.. offer.Candidates.Where(c => pattern.Matches(c) || IsNamedSo(c))];

    private static List<PluginCandidate> InRange(List<PluginCandidate> matching) =>
        matching.Where(c => c.IsTag || c.IsStableBranch).ToList() is { Count: > 0 } released ? released : matching;

    private bool IsNamedSo(PluginCandidate candidate) => candidate.IsTag && pattern.MatchesText(candidate.ShortName);

    private Result<Choice>? Best(IReadOnlyList<PluginCandidate> matching, CandidateOrder order, string count)
    {
        var stable = matching.Where(moodle.Fits).ToList();
        var fitting = stable.Count > 0 ? stable : [.. matching.Where(moodle.FitsAsPrerelease)];
        return fitting.Count == 0 ? null : Result<Choice>.Of(Take(fitting, order, $"highest of {Commits(fitting)} that match and fit {moodle.Branch.Release}", count));
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

    private static Choice Take(IReadOnlyList<PluginCandidate> answers, CandidateOrder order, string why, string count)
    {
        var taken = answers.Max(order) ?? throw new ArgumentException("There is no answer.", nameof(answers));
        var reason = !taken.IsPast ? $"{why}: {taken.Name} of {count}"
            : Commits(answers) == 1 ? Past(taken)
            : $"{why}: {Past(taken)}";
        return new(taken, reason, answers) { Next = left => left.Max(order) };
    }

    private static string Past(PluginCandidate taken) => string.Create(
        CultureInfo.InvariantCulture, $"the last commit with {taken.Version} in the history of {PluginCandidate.Describe(taken.Ref!)}, of {taken.Commit.Time:yyyy-MM-dd}");

    private static int Commits(IEnumerable<PluginCandidate> candidates) => candidates.DistinctBy(c => c.Commit.Id).Count();

    private static string Described(PluginCandidate c) => $"{c.Name} ({c.Commit.Id.Id.ToShortString()}, version {c.Version}, release {c.Release ?? "not given"})";

    private Diagnostic NoSuchVersion(Offer offer)
    {
        var (upstream, all, past) = (((Source.Git)plugin.Source).Upstream, offer.Candidates, offer.History?.Versions ?? []);
        if (pattern.Near is { } near)
        {
            var numbers = all.Where(c => c.File.Version.IsSet).Select(c => (c.Version, c.Name))
                .Concat(past.Where(p => p.Version is not null).Select(p => (Version: p.Version!.Value, Name: $"in {PluginCandidate.Describe(p.Branch)}")))
                .OrderBy(v => Math.Abs(v.Version.Value - near.Value))
                .DistinctBy(v => v.Version)
                .Take(3)
                .Select(v => $"{v.Version} ({v.Name})");
            return ResolutionDiagnostics.NoSuchPluginNumber(plugin, pattern.Text, upstream, offer.Refs.Count, offer.History, [.. numbers]);
        }

        var texts = offer.Refs.Tags.Select(t => t.ShortName).Concat(all.Select(c => c.Release).Concat(past.Select(p => p.Release)).OfType<string>());
        return ResolutionDiagnostics.NoSuchPluginVersion(
            plugin, pattern.Text, upstream, offer.Refs.Count, offer.History, ExactReference.Nearest(pattern.Text.Replace("*", "", StringComparison.Ordinal), [.. texts]));
    }
}
