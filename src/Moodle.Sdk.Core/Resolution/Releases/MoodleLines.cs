using System.Collections.Immutable;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Resolution.Releases;

/// <summary>
/// Names the line of releases behind a version number of Moodle, for people only: <c>2025041400</c> is the first of 5.0.
/// Source: https://moodledev.io/general/releases. Nothing is decided by it.
/// </summary>
internal static class MoodleLines
{
    private static readonly ImmutableArray<(decimal First, string Line)> Known =
    [
        (2015111600, "3.0"), (2016052300, "3.1"), (2016120500, "3.2"), (2017051500, "3.3"), (2017111300, "3.4"), (2018051700, "3.5"),
        (2018120300, "3.6"), (2019052000, "3.7"), (2019111800, "3.8"), (2020061500, "3.9"), (2020110900, "3.10"), (2021051700, "3.11"),
        (2022041900, "4.0"), (2022112800, "4.1"), (2023042400, "4.2"), (2023100900, "4.3"), (2024042200, "4.4"), (2024100700, "4.5"),
        (2025041400, "5.0"), (2025100600, "5.1"), (2026042000, "5.2"), (2026100500, "5.3"),
    ];

    /// <summary>
    /// The number with the line that it belongs to, such as <c>2025041401 (Moodle 5.0)</c>; the number alone where the line is not known for sure.
    /// </summary>
    public static string Describe(VersionNumber version) => LineOf(version) is { } line ? $"{version} (Moodle {line})" : version.ToString();

    /// <summary>
    /// A <c>requires</c> that a Moodle does not reach. Where the whole number is the same, the weekly build that it names comes right after this release,
    /// and people need no new line: <c>2019111801.04 (a weekly build of Moodle 3.8: that one or the next minor release is enough)</c>.
    /// </summary>
    public static string DescribeRequirement(VersionNumber required, VersionNumber have) =>
        IsWeeklyAfter(have, required)
            ? $"{required} (a weekly build{(LineOf(required) is { } line ? $" of Moodle {line}" : "")}: that one or the next minor release is enough)"
            : Describe(required);

    /// <summary>Whether a number is that of a weekly build after a release: these differ from it in the fraction alone.</summary>
    public static bool IsWeeklyAfter(VersionNumber release, VersionNumber number) =>
        number > release && decimal.Floor(number.Value) == decimal.Floor(release.Value);

    // A stable line counts its minor releases in the last two digits; what lies further off was a development version of the next.
    private static string? LineOf(VersionNumber version) =>
        Known.LastOrDefault(l => l.First <= version.Value) is { Line: not null } line && version.Value < line.First + 100 ? line.Line : null;
}
