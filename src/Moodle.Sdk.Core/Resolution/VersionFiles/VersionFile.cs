using System.Collections.Immutable;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Resolution.VersionFiles;

/// <summary>One field of version.php: absent, read, or there but not to be read without running PHP.</summary>
/// <typeparam name="T">What the field holds.</typeparam>
internal readonly record struct Field<T>
{
    private Field(T? value, bool isSet, string? why, bool isMalformed) => (Value, IsSet, WhyUnreadable, IsMalformed) = (value, isSet, why, isMalformed);

    /// <summary>The value when <see cref="IsSet"/>.</summary>
    public T? Value { get; }

    /// <summary>True when the file gives a value that could be read.</summary>
    public bool IsSet { get; }

    /// <summary>Why the field could not be read, with the line; null when it was read or is absent.</summary>
    public string? WhyUnreadable { get; }

    /// <summary>True when the field is unreadable for its form, whatever the site: Moodle cannot make sense of it either.</summary>
    public bool IsMalformed { get; }

    /// <summary>A value that was read.</summary>
    public static Field<T> Of(T value) => new(value, true, null, false);

    /// <summary>A field that is there but depends on running PHP.</summary>
    public static Field<T> Unreadable(string why) => new(default, false, why, false);

    /// <summary>A field whose value is none that Moodle takes.</summary>
    public static Field<T> Malformed(string why) => new(default, false, why, true);
}

/// <summary>Moodle's maturity levels, by their numbers in lib/setuplib.php.</summary>
internal enum Maturity
{
    /// <summary>MATURITY_ALPHA.</summary>
    Alpha = 50,

    /// <summary>MATURITY_BETA.</summary>
    Beta = 100,

    /// <summary>MATURITY_RC.</summary>
    ReleaseCandidate = 150,

    /// <summary>MATURITY_STABLE; also what a file without the field counts as.</summary>
    Stable = 200,
}

/// <summary>A branch of Moodle as version.php numbers it: 39, 310, 405, 501. Numeric order is release order.</summary>
public readonly record struct MoodleBranch(int Number) : IComparable<MoodleBranch>
{
    /// <summary>The branch of a line of releases: 4.5 is 405, 3.9 is 39.</summary>
    public static MoodleBranch Of(int major, int minor) => new(major >= 4 ? (major * 100) + minor : int.Parse($"{major}{minor}", System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The git branch of its stable releases, such as MOODLE_405_STABLE.</summary>
    public string StableBranchName => $"MOODLE_{Number}_STABLE";

    /// <summary>As people say it: 405 is 4.5, 39 is 3.9.</summary>
    public string Release => Number >= 400 ? $"{Number / 100}.{Number % 100}" : $"{Number.ToString(System.Globalization.CultureInfo.InvariantCulture)[0]}.{Number.ToString(System.Globalization.CultureInfo.InvariantCulture)[1..]}";

    /// <inheritdoc/>
    public int CompareTo(MoodleBranch other) => Number.CompareTo(other.Number);

    /// <inheritdoc/>
    public override string ToString() => Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The branches of Moodle that a plugin says it supports, both ends included.</summary>
internal sealed record SupportedRange(MoodleBranch Low, MoodleBranch High)
{
    public bool Contains(MoodleBranch branch) => Low.Number <= branch.Number && branch.Number <= High.Number;
}

/// <summary>A plugin that another one needs.</summary>
/// <param name="Component">Its name as written.</param>
/// <param name="AtLeast">The lowest version; null for ANY_VERSION.</param>
internal sealed record Dependency(string Component, VersionNumber? AtLeast);

/// <summary>What a version.php says, of a plugin or of Moodle itself, read without running it.</summary>
internal sealed record VersionFile
{
    /// <summary><c>version</c>.</summary>
    public Field<VersionNumber> Version { get; init; }

    /// <summary><c>release</c>, always as text.</summary>
    public Field<string> Release { get; init; }

    /// <summary><c>component</c>; plugins only.</summary>
    public Field<string> Component { get; init; }

    /// <summary><c>requires</c>: the lowest version of Moodle; plugins only.</summary>
    public Field<VersionNumber> Requires { get; init; }

    /// <summary><c>supported</c>; plugins only.</summary>
    public Field<SupportedRange> Supported { get; init; }

    /// <summary><c>incompatible</c>: this branch of Moodle and all later ones; plugins only.</summary>
    public Field<MoodleBranch> Incompatible { get; init; }

    /// <summary><c>dependencies</c>; plugins only.</summary>
    public Field<ImmutableArray<Dependency>> Dependencies { get; init; }

    /// <summary><c>maturity</c>, as its number.</summary>
    public Field<int> Maturity { get; init; }

    /// <summary><c>$branch</c>; Moodle only.</summary>
    public Field<MoodleBranch> Branch { get; init; }

    /// <summary>
    /// True when the file sets anything in the old <c>$module</c>, which Moodle of today refuses, also where it sets <c>$plugin</c> as well
    /// (lib/upgradelib.php, upgrade_plugins_modules). The fields are those of <c>$plugin</c>, or of <c>$module</c> where that is all there is.
    /// </summary>
    public bool IsOldModuleStyle { get; init; }

    /// <summary>Why PHP 8 itself would refuse the file, or stop at an error in it whatever the site, with the line; null when it would not.</summary>
    public string? SyntaxError { get; init; }

    /// <summary>Whether the code counts as stable: no maturity, or at least MATURITY_STABLE.</summary>
    public bool IsStable => !Maturity.IsSet || Maturity.Value >= (int)VersionFiles.Maturity.Stable;

    /// <summary>Whether it requires a newer Moodle.</summary>
    public bool NeedsNewer(VersionNumber moodle) => Requires is { IsSet: true, Value: var requires } && requires > moodle;

    /// <summary>Whether it says that it does not work with a branch of Moodle.</summary>
    public bool IsIncompatibleWith(MoodleBranch branch) => Incompatible is { IsSet: true, Value: var from } && branch.CompareTo(from) >= 0;

    /// <summary>The constant of its maturity as version.php writes it, or the number that it wrote in place of one.</summary>
    public string MaturityName => (Maturity)Maturity.Value switch
    {
        VersionFiles.Maturity.Alpha => "MATURITY_ALPHA",
        VersionFiles.Maturity.Beta => "MATURITY_BETA",
        VersionFiles.Maturity.ReleaseCandidate => "MATURITY_RC",
        VersionFiles.Maturity.Stable => "MATURITY_STABLE",
        _ => $"{Maturity.Value}",
    };
}
