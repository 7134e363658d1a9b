using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>PHP 8's conversions between its types. None takes an unknown value.</summary>
internal static partial class Conversions
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [GeneratedRegex(@"\A[ \t\n\r\v\f]*(?<number>[+-]?(?:[0-9]+(?<float>\.[0-9]*)?|(?<float>\.[0-9]+))(?<float>[eE][+-]?[0-9]+)?)[ \t\n\r\v\f]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Numeric();

    /// <summary>Whether a value counts as true.</summary>
    public static bool ToBool(PhpValue value) => value switch
    {
        PhpBool b => b.Value,
        PhpInt i => i.Value != 0,
        PhpFloat f => f.Value != 0,
        PhpString s => s.Bytes is not ("" or "0"),
        PhpArray a => a.Entries.Length > 0,
        PhpObject => true,
        _ => false,
    };

    /// <summary>The text of a value, in PHP's bytes; null for what has none, or only with a warning.</summary>
    public static string? ToText(PhpValue value) => value switch
    {
        PhpString s => s.Bytes,
        PhpNull => "",
        PhpBool b => b.Value ? "1" : "",
        PhpInt i => i.Value.ToString(CultureInfo.InvariantCulture),
        PhpFloat f => FloatText(f.Value),
        _ => null,
    };

    /// <summary>The number that a whole text is, white space around it aside; null when it is none.</summary>
    public static PhpValue? NumericText(string text)
    {
        if (Numeric().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var number = match.Groups["number"].ValueSpan;
        return !match.Groups["float"].Success && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? new PhpInt(whole)
            : new PhpFloat(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    /// <summary>The text of PHP's bytes: UTF-8, or Latin-1 where they are not valid UTF-8.</summary>
    public static string Decode(string bytes)
    {
        try
        {
            return StrictUtf8.GetString(Encoding.Latin1.GetBytes(bytes));
        }
        catch (DecoderFallbackException)
        {
            return bytes;
        }
    }

    /// <summary>A float as PHP prints it: 14 significant digits (the ini setting precision, which Moodle leaves), no trailing zeros.</summary>
    private static string FloatText(double value)
    {
        const int precision = 14;
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NAN" : value > 0 ? "INF" : "-INF";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        var scientific = value.ToString($"E{precision - 1}", CultureInfo.InvariantCulture);
        var mark = scientific.IndexOf('E', StringComparison.Ordinal);
        var sign = value < 0 ? "-" : "";
        var digits = scientific[sign.Length..mark].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        var exponent = int.Parse(scientific.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= precision)
        {
            var rest = digits.Length > 1 ? digits[1..] : "0";
            return $"{sign}{digits[0]}.{rest}E{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString(CultureInfo.InvariantCulture)}";
        }

        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
