namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>
/// The one rule for plugins declared without a version: the best tag is taken, a branch head only where no tag fits or the tag is left behind.
/// Development heads are what this keeps out: a site that once has their number cannot go back to a release.
/// </summary>
/// <param name="moodle">What fits this Moodle.</param>
internal sealed class CompatibleRule(Fitness moodle)
{
    private readonly Criterion _supports = Criterion.Having(moodle.Supports, (_, above) => $"{above.Name} names {moodle.Branch.Release} as supported, and this does not");

    private CandidateOrder Tags => new([_supports, Criterion.NoSlip, Criterion.Highest, .. Criterion.Ties]);

    private CandidateOrder Heads => new(
        Criterion.Having(moodle.IsNamedAfter, (_, above) => $"{above.Name} is named after {moodle.Branch.Release}"),
        _supports, Criterion.NoSlip, Criterion.Highest, Criterion.StableBranchFirst, Criterion.LastByName);

    /// <summary>Chooses among all that a source offers; null when nothing fits.</summary>
    /// <param name="offered">The candidates.</param>
    /// <param name="count">How many refs there are, as people say it.</param>
    public Choice? Choose(IReadOnlyList<PluginCandidate> offered, string count)
    {
        var fitting = offered.Where(moodle.Fits).ToList();
        var (tag, head) = (fitting.Where(c => c.IsTag).Max(Tags), fitting.Where(c => !c.IsTag).Max(Heads));
        var taken = tag is null || (head is not null && WhyNotInstead(head, tag) is null) ? head : tag;
        return taken is null ? null : new(taken, $"{Reason(taken, tag)} of {count}", offered, fitting, WhyNot);

        string WhyNot(PluginCandidate c) => moodle.WhyNot(c.File)
            ?? (c.IsTag ? (tag == c ? Because(taken, c) : Tags.WhyBelow(c, tag!))
            : head != c ? Heads.WhyBelow(c, head!)
            : WhyNotInstead(c, tag!) ?? "");
    }

    /// <summary>The best of some candidates, tags and heads alike, be they fitting or not; null when there are none.</summary>
    public PluginCandidate? Highest(IEnumerable<PluginCandidate> candidates) => candidates.Max(Heads);

    // Why a head is not taken instead of the best tag; null when it is.
    private string? WhyNotInstead(PluginCandidate head, PluginCandidate tag) =>
        Criterion.NoSlip.Compare(head, tag) < 0 ? Criterion.NoSlip.WhyBelow(head, tag)
        : Criterion.Highest.Compare(head, tag) <= 0 ? $"its version {head.Version} is not higher than that of {tag.Name}"
        : moodle.Supports(tag) && !moodle.Supports(head) && !moodle.IsNamedAfter(head) ? _supports.WhyBelow(head, tag)
        : !IsLeftBehind(tag, head) ? $"{tag.Name} is less than a year older, and a release"
        : null;

    private bool IsLeftBehind(PluginCandidate tag, PluginCandidate head) => NamesOnlyOthers(tag, head) || IsOld(tag, head);

    private bool NamesOnlyOthers(PluginCandidate tag, PluginCandidate head) => moodle.Supports(head) && moodle.SupportsOthers(tag);

    private static bool IsOld(PluginCandidate tag, PluginCandidate head) => head.Commit.Time.AddYears(-1) > tag.Commit.Time;

    private string Because(PluginCandidate head, PluginCandidate tag) =>
        NamesOnlyOthers(tag, head) ? $"{head.Name} supports {moodle.Branch.Release}, and {tag.Name} only other Moodles" : $"{tag.Name} is more than a year older than {head.Name}";

    private string Reason(PluginCandidate taken, PluginCandidate? tag)
    {
        var release = moodle.Branch.Release;
        return !taken.IsTag
            ? $"{(tag is null ? $"no stable tag fits {release}" : Because(taken, tag))}: {taken.Name}"
            : $"highest stable tag that {(moodle.Supports(taken) ? $"supports {release}" : $"fits {release}, none names it as supported")}: {taken.ShortName}";
    }
}
