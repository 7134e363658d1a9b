using System.Collections.Immutable;
using Moodle.Sdk.Git;
using NuGet.Versioning;

namespace Moodle.Sdk.Resolution.Releases;

/// <summary>A release of Moodle: a tag <c>vX.Y.Z</c> (older ones <c>vX.Y</c>), with <c>-beta</c> or <c>-rc1</c> before the first of a line.</summary>
internal sealed record MoodleRelease(NuGetVersion Version, RemoteRef Tag);

/// <summary>The releases that an upstream of Moodle has, lowest first.</summary>
internal sealed class MoodleReleases
{
    private readonly ImmutableArray<MoodleRelease> _all;

    private MoodleReleases(ImmutableArray<MoodleRelease> all) => _all = all;

    /// <summary>Picks the release tags out of all refs; other tags are no releases.</summary>
    public static MoodleReleases Of(RemoteRefs refs) => new(
        [.. from tag in refs.Tags
            where tag.ShortName.StartsWith('v')
            let version = MoodleVersionRequest.TryParseRelease(tag.ShortName[1..], out var read) ? read : null
            where version is not null
            orderby version, tag.Name.Length descending
            select new MoodleRelease(version, tag)]);

    /// <summary>The highest release that was asked for, or null.</summary>
    public MoodleRelease? Highest(MoodleVersionRequest.Release request) => _all.LastOrDefault(r => request.Matches(r.Version));

    /// <summary>The newest release of each line, lowest first.</summary>
    public IEnumerable<MoodleRelease> NewestOfLines => _all
        .GroupBy(r => (r.Version.Major, r.Version.Minor))
        .Select(line => line.LastOrDefault(r => !r.Version.IsPrerelease) ?? line.Last());

    /// <summary>The newest release of each of the lines nearest to a version, in order: what to offer when nothing matches.</summary>
    public IReadOnlyList<string> NewestNear(NuGetVersion near, int lines = 4)
    {
        var newest = NewestOfLines.ToList();
        var above = newest.FindIndex(r => (r.Version.Major, r.Version.Minor).CompareTo((near.Major, near.Minor)) >= 0);
        var start = Math.Clamp((above < 0 ? newest.Count : above) - (lines / 2), 0, Math.Max(0, newest.Count - lines));
        return [.. newest.Skip(start).Take(lines).Select(r => r.Tag.ShortName[1..])];
    }
}
