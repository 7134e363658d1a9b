using System.IO.Enumeration;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>
/// What a plugin's Version asks for: the exact text of a tag or release (with or without <c>v</c>), a glob on these, a <c>version</c> number, or a range of numbers.
/// </summary>
internal abstract record PluginVersionPattern
{
    private PluginVersionPattern(string text) => Text = text;

    /// <summary>The pattern as declared.</summary>
    public string Text { get; }

    /// <summary>Whether the text of a tag, or of <c>release</c>, matches.</summary>
    public abstract bool MatchesText(string text);

    /// <summary>Whether a <c>version</c> number matches.</summary>
    public abstract bool MatchesNumber(VersionNumber number);

    /// <summary>The number to look near when nothing matches; null when the pattern is about texts.</summary>
    public virtual VersionNumber? Near => null;

    /// <summary>Whether exactly one version is asked for, whatever Moodle it fits.</summary>
    public virtual bool IsExact => false;

    /// <summary>Whether a candidate's release or number matches.</summary>
    public bool Matches(PluginCandidate candidate) => MatchesRelease(candidate) || (candidate.File.Version.IsSet && MatchesNumber(candidate.Version));

    public bool MatchesRelease(PluginCandidate candidate) => candidate.Release is { } release && MatchesText(release);

    /// <summary>Whether two texts name one version: a <c>v</c>, <c>V</c> or <c>v.</c> before it is as good as none.</summary>
    public static bool IsSameText(string left, string right) => WithoutV(left).SequenceEqual(WithoutV(right));

    /// <summary>A text, which may also be a number.</summary>
    public sealed record Exact(string Wanted) : PluginVersionPattern(Wanted)
    {
        // YYYYMMDDXX: anything shorter is a release such as 1.28.
        private const decimal SmallestVersionNumber = 10_000_000;

        /// <inheritdoc/>
        public override VersionNumber? Near =>
            VersionNumber.TryParse(Wanted, out var number) && number.Value >= SmallestVersionNumber ? number : null;

        /// <inheritdoc/>
        public override bool IsExact => true;

        /// <inheritdoc/>
        public override bool MatchesText(string text) => IsSameText(text, Wanted);

        /// <inheritdoc/>
        public override bool MatchesNumber(VersionNumber number) => Near == number;
    }

    /// <summary>A text with <c>*</c> for any letters and <c>?</c> for one.</summary>
    public sealed record Glob(string Wanted) : PluginVersionPattern(Wanted)
    {
        /// <inheritdoc/>
        public override bool MatchesText(string text) =>
            FileSystemName.MatchesSimpleExpression(Wanted, text, ignoreCase: false)
            || FileSystemName.MatchesSimpleExpression(WithoutV(Wanted), WithoutV(text), ignoreCase: false);

        /// <inheritdoc/>
        public override bool MatchesNumber(VersionNumber number) => false;
    }

    /// <summary>A range of <c>version</c> numbers; an absent end is open.</summary>
    public sealed record Range(string Wanted, VersionNumber? Low, bool WithLow, VersionNumber? High, bool WithHigh) : PluginVersionPattern(Wanted)
    {
        /// <inheritdoc/>
        public override VersionNumber? Near => Low ?? High;

        /// <inheritdoc/>
        public override bool IsExact => Low is not null && Low == High;

        /// <inheritdoc/>
        public override bool MatchesText(string text) => false;

        /// <inheritdoc/>
        public override bool MatchesNumber(VersionNumber number) =>
            (Low is not { } low || number > low || (WithLow && number == low)) && (High is not { } high || number < high || (WithHigh && number == high));
    }

    /// <summary>Reads a pattern; the error explains the forms.</summary>
    public static Result<PluginVersionPattern> Parse(string text, ComponentName component, Origin origin)
    {
        text = text.Trim();
        return text switch
        {
            "" => ResolutionDiagnostics.BadPluginVersion(origin, component, text),
            ['[' or '(', ..] => TryRange(text) is { } range ? range : ResolutionDiagnostics.BadPluginVersion(origin, component, text),
            _ when text.AsSpan().ContainsAny('*', '?') => new Glob(text),
            _ => new Exact(text),
        };
    }

    private static Range? TryRange(string text)
    {
        if (text[^1] is not (']' or ')'))
        {
            return null;
        }

        var (first, last) = (text[0] == '[', text[^1] == ']');
        var ends = text[1..^1].Split(',', StringSplitOptions.TrimEntries);
        if (ends is [var only])
        {
            return first && last && VersionNumber.TryParse(only, out var exactly) ? new Range(text, exactly, true, exactly, true) : null;
        }

        if (ends is not [var low, var high] || !TryEnd(low, out var from) || !TryEnd(high, out var to) || (from is null && to is null))
        {
            return null;
        }

        var empty = from is { } a && to is { } b && (a > b || (a == b && !(first && last)));
        return empty ? null : new Range(text, from, first, to, last);
    }

    private static bool TryEnd(string text, out VersionNumber? end)
    {
        end = VersionNumber.TryParse(text, out var number) ? number : null;
        return text.Length == 0 || end is not null;
    }

    // Tags are named v1.2 or v.1.2 as often as 1.2; a v before anything but a digit belongs to the name.
    private static ReadOnlySpan<char> WithoutV(string text) => text switch
    {
        ['v' or 'V', >= '0' and <= '9', ..] => text.AsSpan(1),
        ['v' or 'V', '.', >= '0' and <= '9', ..] => text.AsSpan(2),
        _ => text,
    };
}
