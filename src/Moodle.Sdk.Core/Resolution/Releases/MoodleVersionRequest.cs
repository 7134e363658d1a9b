using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.VersionFiles;
using NuGet.Versioning;

namespace Moodle.Sdk.Resolution.Releases;

/// <summary>What the MoodleVersion property asks for.</summary>
internal abstract partial record MoodleVersionRequest
{
    private MoodleVersionRequest()
    {
    }

    /// <summary>The highest release that an expression lets through: <c>4.5.6</c>, <c>4.5</c>, <c>5.*</c>, <c>[4.5.3,4.6)</c>.</summary>
    public sealed record Release : MoodleVersionRequest
    {
        private readonly Func<NuGetVersion, bool> _matches;

        internal Release(NuGetVersion near, Func<NuGetVersion, bool> matches) => (Near, _matches) = (near, matches);

        /// <summary>A version in the neighbourhood of what is wanted: where to look for what exists when nothing matches.</summary>
        public NuGetVersion Near { get; }

        /// <summary>Whether a release is one of those wanted.</summary>
        public bool Matches(NuGetVersion release) => _matches(release);
    }

    /// <summary>The head of a line's stable branch, where the weekly builds are: <c>4.5+</c>.</summary>
    public sealed record StableHead(MoodleBranch Line) : MoodleVersionRequest;

    /// <summary>Reads the text of the property; the error explains the grammar.</summary>
    public static Result<MoodleVersionRequest> Parse(string text, Origin origin)
    {
        text = text.Trim();
        if (LinePattern.Match(text) is { Success: true } line)
        {
            var (major, minor) = (Number(line.Groups[1]), Number(line.Groups[2]));
            return Known(line.Groups[3].Success ? new StableHead(MoodleBranch.Of(major, minor)) : Floating($"{major}.{minor}.*"));
        }

        if (WeeklyPattern.Match(text) is { Success: true } weekly)
        {
            return ResolutionDiagnostics.WeeklyOfMinor(origin, text, $"{weekly.Groups[1]}.{weekly.Groups[2]}");
        }

        return Known(text switch
        {
            ['[' or '(', ..] => Range(text),
            _ when text.Contains('*') => Floating(text),
            _ => Exact(text),
        });

        Result<MoodleVersionRequest> Known(MoodleVersionRequest? request) =>
            request is null ? ResolutionDiagnostics.BadMoodleVersion(origin, text) : request;
    }

    /// <summary>
    /// Reads a release as tags and requests name it, without the leading <c>v</c>. <c>rc10</c> comes after <c>rc2</c>, which SemVer would order as text:
    /// the number is made a part of its own.
    /// </summary>
    internal static bool TryParseRelease(string text, [NotNullWhen(true)] out NuGetVersion? release)
    {
        release = null;
        return ReleasePattern.Match(text) is { Success: true } match
            && NuGetVersion.TryParse(
                match.Groups[2].Success ? $"{match.Groups[1]}-{match.Groups[2]}{(match.Groups[3].Length > 0 ? "." : "")}{match.Groups[3]}" : text,
                out release);
    }

    private static Release? Exact(string text) =>
        TryParseRelease(text, out var exact) ? new Release(exact, v => v == exact) : null;

    // A VersionRange made from `4.5.*` has no upper end and would let 5.0 through; the float itself does not.
    private static Release? Floating(string text) =>
        FloatPattern.IsMatch(text) && FloatRange.TryParse(text, out var range) ? new Release(range.MinVersion, range.Satisfies) : null;

    private static Release? Range(string text)
    {
        if (text.Contains('*') || !VersionRange.TryParse(text, out var range))
        {
            return null;
        }

        // Prereleases take part only when an end names one; and those of an excluded release are not below it: [5.0.0-rc1,5.1) never yields 5.1.0-beta.
        var withPrereleases = range.MinVersion?.IsPrerelease == true || range.MaxVersion?.IsPrerelease == true;
        return new Release(
            range.MinVersion ?? range.MaxVersion ?? new NuGetVersion(0, 0, 0),
            v => range.Satisfies(v) && (!v.IsPrerelease || (withPrereleases && !IsBeforeExcludedEnd(v, range))));
    }

    private static bool IsBeforeExcludedEnd(NuGetVersion v, VersionRange range) =>
        range is { IsMaxInclusive: false, MaxVersion: { IsPrerelease: false } end } && IsOf(v, end) && !(range.MinVersion is { } start && IsOf(start, end));

    private static bool IsOf(NuGetVersion v, NuGetVersion release) => (v.Major, v.Minor, v.Patch) == (release.Major, release.Minor, release.Patch);

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^([0-9]{1,3})\.([0-9]{1,3})(\+)?$")]
    private static partial Regex LinePattern { get; }

    [GeneratedRegex(@"^([0-9]{1,3})\.([0-9]{1,3})\.[0-9]{1,3}\+$")]
    private static partial Regex WeeklyPattern { get; }

    [GeneratedRegex(@"^([0-9]{1,3}\.[0-9]{1,3}(?:\.[0-9]{1,3})?)(?:-([a-z]+)([0-9]*))?$", RegexOptions.IgnoreCase)]
    private static partial Regex ReleasePattern { get; }

    [GeneratedRegex(@"^(?:\*|[0-9]{1,3}\.\*|[0-9]{1,3}\.[0-9]{1,3}\.(?:\*|[0-9]{1,3}(?=-)))(?:-[a-z]*\*)?$", RegexOptions.IgnoreCase)]
    private static partial Regex FloatPattern { get; }
}
