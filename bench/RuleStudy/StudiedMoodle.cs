using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.RuleStudy;

/// <summary>A Moodle that plugins are chosen for.</summary>
/// <param name="Version">Its version number.</param>
/// <param name="Branch">Its branch.</param>
/// <param name="Since">When it was released.</param>
internal sealed record StudiedMoodle(decimal Version, int Branch, DateTimeOffset Since)
{
    public static readonly StudiedMoodle[] All =
    [
        new(2024100713, 405, DateTimeOffset.Parse("2024-10-07Z", CultureInfo.InvariantCulture)),
        new(2025100606, 501, DateTimeOffset.Parse("2025-10-06Z", CultureInfo.InvariantCulture)),
    ];

    public string Release => new MoodleBranch(Branch).Release;

    public Fitness Fitness => new(new VersionNumber(Version), new MoodleBranch(Branch));

    public CompatibleRule Rule => new(Fitness);
}
