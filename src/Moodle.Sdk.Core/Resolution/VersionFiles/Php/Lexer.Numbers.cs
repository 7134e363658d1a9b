using System.Globalization;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Numbers: decimal, octal, hexadecimal and binary integers, and floats, each with underscores between digits.</content>
internal sealed partial class Lexer
{
    private const string Digits = "[0-9]+(?:_[0-9]+)*";

    // A dot and no digit still is a float (1.), whatever follows.
    [GeneratedRegex(
        @"\G(?:0[xX][0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|0[bB][01]+(?:_[01]+)*|0[oO][0-7]+(?:_[0-7]+)*"
        + @"|(?:" + Digits + @"\." + Digits + @"|\." + Digits + "|" + Digits + @"\.?)(?:[eE][+-]?" + Digits + ")?)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    private void LexNumber(string written)
    {
        var digits = written.Replace("_", "", StringComparison.Ordinal);
        var radix = digits.Length < 2 || digits[0] != '0' ? 10 : char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'b' => 2, 'o' => 8, _ => 0 };
        if (radix == 0)
        {
            // A zero in front makes an integer octal, but not a float.
            radix = digits.AsSpan().ContainsAny('.', 'e', 'E') ? 10 : 8;
            if (radix == 8 && digits.AsSpan().ContainsAnyInRange('8', '9'))
            {
                End(TokenKind.Error, $"{digits} is no octal number");
                return;
            }
        }

        var value = radix == 10 ? OfDecimal(digits) : OfRadix(digits.AsSpan(char.IsAsciiDigit(digits[1]) ? 1 : 2), radix);
        Add(TokenKind.Number, written, _at + written.Length, value);
    }

    private static PhpValue OfDecimal(string digits) => long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
        ? new PhpInt(whole)
        : new PhpFloat(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));

    /// <summary>An integer, or the float that it becomes where 64 bits do not hold it.</summary>
    private static PhpValue OfRadix(ReadOnlySpan<char> digits, int radix)
    {
        var (whole, isWhole, approximate) = (0L, true, 0.0);
        foreach (var c in digits)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : char.ToLowerInvariant(c) - 'a' + 10;
            isWhole = isWhole && whole <= (long.MaxValue - digit) / radix;
            whole = isWhole ? (whole * radix) + digit : 0;
            approximate = (approximate * radix) + digit;
        }

        return isWhole ? new PhpInt(whole) : new PhpFloat(approximate);
    }
}
