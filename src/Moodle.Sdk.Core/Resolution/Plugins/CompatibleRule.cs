using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>
/// The one rule for plugins declared without a version. Of the candidates that fit this Moodle and are stable: first those whose <c>supported</c> contains
/// its branch, then the rest; among these the highest version; a tag before a branch head; the branch named after this Moodle before others.
/// </summary>
/// <param name="version">Moodle's version number.</param>
/// <param name="branch">Moodle's branch.</param>
internal sealed class CompatibleRule(VersionNumber version, MoodleBranch branch)
{
    /// <summary>The best of those that fit, or null when none does.</summary>
    public PluginCandidate? Best(IEnumerable<PluginCandidate> candidates) =>
        PluginCandidate.ThenByVersion(candidates.Where(c => WhyNot(c.File) is null).OrderByDescending(Supports), branch).FirstOrDefault();

    /// <summary>Whether a candidate says that it supports this branch of Moodle.</summary>
    public bool Supports(PluginCandidate candidate) => candidate.File.Supported is { IsSet: true, Value: { } range } && range.Contains(branch);

    /// <summary>
    /// The candidate that comes nearest to fitting, with what keeps it out: an unstable one before one that needs a newer Moodle (the least new),
    /// before all others.
    /// </summary>
    public (PluginCandidate Candidate, string Why)? Nearest(IEnumerable<PluginCandidate> candidates)
    {
        var all = candidates.ToList();
        var unstable = PluginCandidate.Order(all.Where(c => !c.File.IsStable && WhyNot(c.File with { Maturity = default }) is null), branch);
        var tooNew = PluginCandidate.Order(all.Where(c => NeedsNewer(c.File)), branch).OrderBy(c => c.File.Requires.Value);
        var nearest = unstable.FirstOrDefault() ?? tooNew.FirstOrDefault() ?? PluginCandidate.Order(all, branch).FirstOrDefault();
        return nearest is null ? null : (nearest, WhyNot(nearest.File) ?? "");
    }

    /// <summary>Why a version.php keeps a candidate out; null when it fits and is stable.</summary>
    public string? WhyNot(VersionFile file)
    {
        // What Moodle would refuse, or choke on, never fits.
        var broken = file.SyntaxError ?? Unreadable("version", file.Version) ?? Unreadable("requires", file.Requires)
            ?? Unreadable("supported", file.Supported) ?? Unreadable("incompatible", file.Incompatible);
        return broken
            ?? (!file.Version.IsSet ? "it gives no version"
            : file.IsOldModuleStyle ? "it uses the old $module, which Moodle refuses"
            : NeedsNewer(file) ? $"it requires {MoodleLines.Describe(file.Requires.Value)}"
            : file.Incompatible is { IsSet: true, Value: var from } && branch.Number >= from.Number ? $"it is incompatible with Moodle {from.Release} and later"
            : !file.IsStable ? $"its maturity is {MaturityName(file.Maturity.Value)}"
            : null);
    }

    private bool NeedsNewer(VersionFile file) => file.Requires is { IsSet: true, Value: var requires } && requires > version;

    private static string? Unreadable<T>(string field, Field<T> value) => value.WhyUnreadable is { } why ? $"its {field} cannot be read: {why}" : null;

    private static string MaturityName(int maturity) => maturity switch
    {
        (int)Maturity.Alpha => "alpha",
        (int)Maturity.Beta => "beta",
        (int)Maturity.ReleaseCandidate => "release candidate",
        _ => $"{maturity}",
    };
}
