using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Which candidates fit one Moodle.</summary>
internal sealed class Fitness(VersionNumber version, MoodleBranch branch)
{
    /// <summary>What fits the Moodle of this version.php.</summary>
    public static Fitness Of(VersionFile moodle) => new(moodle.Version.Value, moodle.Branch.Value);

    public MoodleBranch Branch => branch;

    /// <summary>As messages name it: <c>4.5 (2024100710)</c>.</summary>
    public string Moodle => $"{branch.Release} ({version})";

    /// <summary>Whether a candidate says that it supports this branch of Moodle.</summary>
    public bool Supports(PluginCandidate candidate) => Supported(candidate) is { } range && range.Contains(branch);

    /// <summary>Whether a candidate says which Moodles it supports, and this one is not among them.</summary>
    public bool SupportsOthers(PluginCandidate candidate) => Supported(candidate) is { } range && !range.Contains(branch);

    /// <summary>Whether a candidate is the head of the branch that is named after this Moodle.</summary>
    public bool IsNamedAfter(PluginCandidate candidate) => candidate.IsStableBranch && StableBranch.IsNamedAfter(candidate.ShortName, branch);

    /// <summary>Whether a candidate fits and is stable.</summary>
    public bool Fits(PluginCandidate candidate) => WhyNot(candidate.File) is null;

    /// <summary>Whether a candidate fits, but is a prerelease.</summary>
    public bool FitsAsPrerelease(PluginCandidate candidate) => !candidate.File.IsStable && WhyNot(candidate.File with { Maturity = default }) is null;

    /// <summary>Whether a candidate needs a newer Moodle.</summary>
    public bool NeedsNewer(VersionFile file) => file.NeedsNewer(version);

    /// <summary>Why a version.php keeps a candidate out; null when it fits and is stable.</summary>
    public string? WhyNot(VersionFile file)
    {
        // What Moodle would refuse, or choke on, never fits.
        var broken = file.SyntaxError ?? Unreadable("version", file.Version) ?? Unreadable("requires", file.Requires)
            ?? Unreadable("supported", file.Supported) ?? Unreadable("incompatible", file.Incompatible);
        return broken
            ?? (ComponentReader.IsOfMoodle(file) ? "it is a whole Moodle"
            : !file.Version.IsSet ? "it gives no version"
            : file.IsOldModuleStyle ? "it uses the old $module, which Moodle refuses"
            : NeedsNewer(file) ? $"it requires {MoodleLines.DescribeRequirement(file.Requires.Value, version)}"
            : file.IsIncompatibleWith(branch) ? $"it is incompatible with Moodle {file.Incompatible.Value.Release} and later"
            : !file.IsStable ? $"its maturity is {file.MaturityName}"
            : null);
    }

    // After 4.5 came 5.0: 410 was written for 4.1, and would stand for all that the maintainer could not know of.
    private static SupportedRange? Supported(PluginCandidate candidate) =>
        candidate.File.Supported is { IsSet: true, Value: { High.Number: not (> 405 and < 500) } range } ? range : null;

    private static string? Unreadable<T>(string field, Field<T> value) => value.WhyUnreadable is { } why ? $"its {field} cannot be read: {why}" : null;
}
