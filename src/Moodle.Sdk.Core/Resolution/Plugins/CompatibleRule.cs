using static Moodle.Sdk.Resolution.Plugins.CandidateOrder;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>
/// The one rule for plugins declared without a version: the best tag is taken, a branch head only where no tag fits or the tag is left behind.
/// Development heads are what this keeps out: a site that once has their number cannot go back to a release.
/// </summary>
internal sealed class CompatibleRule(Fitness moodle)
{
    private readonly CandidateOrder _tags = new([Having(moodle.Supports), NoSlip, Highest, .. Ties]);

    private readonly CandidateOrder _heads =
        new(Having(moodle.IsNamedAfter), Having(moodle.Supports), NoSlip, Highest, StableBranchFirst, LastByName);

    /// <summary>Chooses among all that a source offers; null when nothing fits.</summary>
    /// <param name="offered">The candidates.</param>
    /// <param name="count">How many refs there are, as people say it.</param>
    public Choice? Choose(IReadOnlyList<PluginCandidate> offered, string count)
    {
        var fitting = offered.Where(moodle.Fits).ToList();
        var (taken, tag) = Take(fitting);
        return taken is null ? null : new(taken, $"{Reason(taken, tag)} of {count}", fitting) { Next = left => Take(left).Taken };
    }

    /// <summary>The best of some candidates, tags and heads alike, be they fitting or not; null when there are none.</summary>
    public PluginCandidate? Best(IEnumerable<PluginCandidate> candidates) => candidates.Max(_heads);

    private (PluginCandidate? Taken, PluginCandidate? Tag) Take(IReadOnlyList<PluginCandidate> fitting)
    {
        var (tag, head) = (fitting.Where(c => c.IsTag).Max(_tags), fitting.Where(c => !c.IsTag).Max(_heads));
        return (tag is null || (head is not null && IsTakenInstead(head, tag)) ? head : tag, tag);
    }

    private bool IsTakenInstead(PluginCandidate head, PluginCandidate tag) =>
        NoSlip(head, tag) >= 0 && Highest(head, tag) > 0
        && (!moodle.Supports(tag) || moodle.Supports(head) || moodle.IsNamedAfter(head))
        && (NamesOnlyOthers(tag, head) || IsOld(tag, head));

    private bool NamesOnlyOthers(PluginCandidate tag, PluginCandidate head) => moodle.Supports(head) && moodle.SupportsOthers(tag);

    private static bool IsOld(PluginCandidate tag, PluginCandidate head) => head.Commit.Time.AddYears(-1) > tag.Commit.Time;

    private string Reason(PluginCandidate taken, PluginCandidate? tag)
    {
        var release = moodle.Branch.Release;
        return taken.IsTag ? $"highest stable tag that {(moodle.Supports(taken) ? $"supports {release}" : $"fits {release}, none names it as supported")}: {taken.ShortName}"
            : tag is null ? $"no stable tag fits {release}: {taken.Name}"
            : NamesOnlyOthers(tag, taken) ? $"{taken.Name} supports {release}, and {tag.Name} only other Moodles: {taken.Name}"
            : $"{tag.Name} is more than a year older than {taken.Name}: {taken.Name}";
    }
}
