using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>PHP 8's conversions between its types. None takes an unknown value.</summary>
internal static class Conversions
{
    /// <summary>Whether a value counts as true.</summary>
    public static bool ToBool(PhpValue value) => value switch
    {
        PhpBool b => b.Value,
        PhpInt i => i.Value != 0,
        PhpFloat f => f.Value != 0,
        PhpString s => s.Bytes is not ("" or "0"),
        PhpArray a => a.Entries.Count > 0,
        PhpObject => true,
        _ => false,
    };

    /// <summary>The text of a value; an error for what has none.</summary>
    public static PhpValue ToText(PhpValue value) => value switch
    {
        PhpString => value,
        PhpBool b => new PhpString(b.Value ? "1" : ""),
        PhpInt i => new PhpString(i.Value.ToString(CultureInfo.InvariantCulture)),
        PhpFloat f => new PhpString(FloatText(f.Value)),
        PhpArray => new PhpString("Array"),
        PhpObject => new PhpError("Object of class stdClass could not be converted to string"),
        _ => new PhpString(""),
    };

    /// <summary>A float as PHP prints it: 14 significant digits (the ini setting precision, which Moodle leaves), no trailing zeros.</summary>
    public static string FloatText(double value)
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

    /// <summary>The whole number of a value, as a cast gives it.</summary>
    public static PhpValue ToInt(PhpValue value) => value switch
    {
        PhpInt => value,
        PhpBool b => new PhpInt(b.Value ? 1 : 0),
        PhpFloat f => new PhpInt(Truncate(f.Value)),
        PhpString s => LeadingNumber(s.Bytes, out _) switch { PhpInt i => i, PhpFloat f => new PhpInt(Saturate(f.Value)), _ => new PhpInt(0) },
        PhpArray a => new PhpInt(a.Entries.Count > 0 ? 1 : 0),
        PhpObject => new PhpInt(1),
        _ => new PhpInt(0),
    };

    /// <summary>The float of a value, as a cast gives it.</summary>
    public static double ToDouble(PhpValue value) => value switch
    {
        PhpFloat f => f.Value,
        PhpString s => LeadingNumber(s.Bytes, out _) switch { PhpInt i => i.Value, PhpFloat f => f.Value, _ => 0 },
        _ => ((PhpInt)ToInt(value)).Value,
    };

    /// <summary>A float without its fraction; out of range it wraps around, as on 64-bit PHP, and what is not finite is 0.</summary>
    public static long Truncate(double value)
    {
        if (!double.IsFinite(value))
        {
            return 0;
        }

        var whole = Math.Truncate(value);
        if (whole is >= -9223372036854775808.0 and < 9223372036854775808.0)
        {
            return (long)whole;
        }

        var wrapped = Math.IEEERemainder(whole, 18446744073709551616.0);
        return wrapped >= 9223372036854775808.0 ? long.MinValue : (long)wrapped;
    }

    /// <summary>The float that a text is without its fraction; out of range it is the nearest integer there is.</summary>
    private static long Saturate(double value) =>
        value >= 9223372036854775808.0 ? long.MaxValue : value < -9223372036854775808.0 ? long.MinValue : Truncate(value);

    /// <summary>The number that a text begins with, and whether that is all of it but white space; null when it begins with none.</summary>
    public static PhpValue? LeadingNumber(string text, out bool isAll)
    {
        var start = 0;
        while (start < text.Length && text[start] is ' ' or '\t' or '\n' or '\r' or '\v' or '\f')
        {
            start++;
        }

        var end = start + (start < text.Length && text[start] is '+' or '-' ? 1 : 0);
        var whole = SkipDigits(text, end);
        var (digits, isFloat) = (whole - end, false);
        end = whole;
        if (end < text.Length && text[end] == '.' && SkipDigits(text, end + 1) is var fraction && digits + fraction - end - 1 > 0)
        {
            digits += fraction - end - 1;
            (end, isFloat) = (fraction, true);
        }

        isAll = false;
        if (digits == 0)
        {
            return null;
        }

        if (end < text.Length && text[end] is 'e' or 'E')
        {
            var sign = end + 1 < text.Length && text[end + 1] is '+' or '-' ? 1 : 0;
            var exponent = SkipDigits(text, end + 1 + sign);
            if (exponent > end + 1 + sign)
            {
                (end, isFloat) = (exponent, true);
            }
        }

        isAll = text.AsSpan(end).TrimStart(" \t\n\r\v\f").IsEmpty;
        var number = text.AsSpan(start, end - start);
        return !isFloat && long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? new PhpInt(value)
            : new PhpFloat(double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture));
    }

    /// <summary>The number that a whole text is, white space around it aside; null when it is none.</summary>
    public static PhpValue? NumericText(string text) => LeadingNumber(text, out var isAll) is { } number && isAll ? number : null;

    /// <summary>The key that a value is in an array; null for what cannot be one.</summary>
    public static ArrayKey? ToKey(PhpValue value) => value switch
    {
        PhpInt i => new(i.Value, null),
        PhpString s => KeyOf(s.Bytes),
        PhpBool b => new(b.Value ? 1 : 0, null),
        PhpFloat f => new(Truncate(f.Value), null),
        PhpNull => new(0, ""),
        _ => null,
    };

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

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ArrayKey KeyOf(string text)
    {
        // Only the canonical form is an integer: no leading zero, no plus, no minus zero.
        var isInteger = text.Length is > 0 and <= 20
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == text;
        return isInteger ? new(long.Parse(text, CultureInfo.InvariantCulture), null) : new(0, text);
    }

    private static int SkipDigits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }
}
