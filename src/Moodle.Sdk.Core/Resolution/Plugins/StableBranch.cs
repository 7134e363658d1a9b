using System.Globalization;
using System.Text.RegularExpressions;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>
/// Reads the names that maintainers give to the branches of their stable versions: MOODLE_405_STABLE, MOODLE_39_STABLE, MOODLE_42_STABLE (4.2 with two digits),
/// MOODLE_28, MOODLE_24-26_STABLE, stable. Branches for development (MOODLE_405_DEV, dev, develop) are not among them.
/// </summary>
internal static partial class StableBranch
{
    /// <summary>Whether a branch is one of stable versions by its name.</summary>
    public static bool IsStable(string branch) => branch.Equals("stable", StringComparison.OrdinalIgnoreCase) || NamePattern.IsMatch(branch);

    /// <summary>Whether a branch is named after this branch of Moodle.</summary>
    public static bool IsNamedAfter(string branch, MoodleBranch moodle)
    {
        if (NamePattern.Match(branch) is not { Success: true } match)
        {
            return false;
        }

        var low = Read(match.Groups[1].Value);
        var high = match.Groups[2].Success ? Read(match.Groups[2].Value) : low;
        return low <= moodle.Number && moodle.Number <= high;
    }

    /// <summary>Whether the name of a branch, stable or not, speaks of this Moodle: moodle45, v_45, 4.5-fixes, MOODLE_405_DEV.</summary>
    public static bool MayBeNamedAfter(string branch, MoodleBranch moodle)
    {
        var (major, minor) = moodle.Release.Split('.') is [var a, var b] ? (a, b) : ("", "");
        return Regex.IsMatch(branch, $"(?<![0-9.]){major}[._-]?0?{minor}(?![0-9])", RegexOptions.CultureInvariant);
    }

    // 42 is 4.2, which Moodle itself numbers 402; up to 3.11 the digits are Moodle's own.
    private static int Read(string digits)
    {
        var number = int.Parse(digits, CultureInfo.InvariantCulture);
        return number is >= 40 and <= 99 ? (number / 10 * 100) + (number % 10) : number;
    }

    [GeneratedRegex(@"^MOODLE_([0-9]{2,4})(?:-([0-9]{2,4}))?(?:_STABLE)?$", RegexOptions.IgnoreCase)]
    private static partial Regex NamePattern { get; }
}
