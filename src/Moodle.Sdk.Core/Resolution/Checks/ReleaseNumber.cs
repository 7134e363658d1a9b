using System.Collections.Immutable;
using System.Numerics;

namespace Moodle.Sdk.Resolution.Checks;

/// <summary>
/// A release as Moodle's environment checks compare it: 4.5.6 for <c>4.5.6+ (Build: 20250811)</c>.
/// Source: normalize_version in lib/environmentlib.php, and PHP's version_compare on its result.
/// </summary>
internal sealed class ReleaseNumber : IComparable<ReleaseNumber>
{
    private readonly ImmutableArray<BigInteger> _parts;

    private ReleaseNumber(ImmutableArray<BigInteger> parts) => _parts = parts;

    /// <summary>Reads a release text: what precedes the first space, and of that the digits.</summary>
    public static ReleaseNumber Of(string release)
    {
        var text = release.Trim().Split(' ')[0];
        var digits = new string([.. text.Select(c => char.IsAsciiDigit(c) ? c : '.')]);
        return new([.. digits.Split('.', StringSplitOptions.RemoveEmptyEntries).Select(part => BigInteger.Parse(part, System.Globalization.CultureInfo.InvariantCulture))]);
    }

    /// <inheritdoc/>
    public int CompareTo(ReleaseNumber? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (var i = 0; i < Math.Min(_parts.Length, other._parts.Length); i++)
        {
            if (_parts[i] != other._parts[i])
            {
                return _parts[i].CompareTo(other._parts[i]);
            }
        }

        // 4.1 comes before 4.1.0, as version_compare has it.
        return _parts.Length.CompareTo(other._parts.Length);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('.', _parts);
}
