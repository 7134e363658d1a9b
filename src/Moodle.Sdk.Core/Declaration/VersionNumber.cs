using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Moodle.Sdk.Declaration;

/// <summary>
/// The number in version.php, YYYYMMDDXX with an optional fraction (2024100706.01). Moodle compares these as numbers, and so does this.
/// </summary>
public readonly record struct VersionNumber(decimal Value) : IComparable<VersionNumber>
{
    /// <summary>Reads digits with an optional fraction.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VersionNumber number)
    {
        var ok = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        number = new(value);
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(VersionNumber other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Older than.</summary>
    public static bool operator <(VersionNumber left, VersionNumber right) => left.Value < right.Value;

    /// <summary>Newer than.</summary>
    public static bool operator >(VersionNumber left, VersionNumber right) => left.Value > right.Value;
}
