using System.Globalization;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Numbers: decimal, octal, hexadecimal and binary integers, and floats, each with underscores between digits.</content>
internal sealed partial class Lexer
{
    private void LexNumber()
    {
        var radix = Peek() == '0' ? char.ToLowerInvariant(Peek(1)) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 } : 10;
        if (radix != 10 && IsDigitOf(radix, Peek(2)))
        {
            _at += 2;
            AddInteger(TakeDigits(radix), radix);
            return;
        }

        var (start, isFloat) = (_at, false);
        TakeDigits(10);
        // A dot and no digit still is a float (1.), whatever follows.
        if (Peek() == '.')
        {
            isFloat = true;
            _at++;
            if (char.IsAsciiDigit(Peek()))
            {
                TakeDigits(10);
            }
        }

        var sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek() is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
        {
            isFloat = true;
            _at += 1 + sign;
            TakeDigits(10);
        }

        var text = _text[start.._at].Replace("_", "", StringComparison.Ordinal);
        if (isFloat)
        {
            Add(TokenKind.Number, text, value: new PhpFloat(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
        else if (text.Length > 1 && text[0] == '0')
        {
            AddOctal(text);
        }
        else
        {
            AddInteger(text, 10);
        }
    }

    private void AddOctal(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('8', '9'))
        {
            Fail($"{text} is no octal number");
            return;
        }

        AddInteger(text, 8);
    }

    private string TakeDigits(int radix)
    {
        var start = _at;
        while (IsDigitOf(radix, Peek()) || (Peek() == '_' && _at > start && IsDigitOf(radix, Peek(-1)) && IsDigitOf(radix, Peek(1))))
        {
            _at++;
        }

        return _text[start.._at].Replace("_", "", StringComparison.Ordinal);
    }

    private static bool IsDigitOf(int radix, char c) => radix == 16 ? char.IsAsciiHexDigit(c) : c >= '0' && c < '0' + Math.Min(radix, 10);

    /// <summary>Adds an integer, or the float it becomes where 64 bits do not hold it.</summary>
    private void AddInteger(string digits, int radix)
    {
        PhpValue value;
        if (radix == 10)
        {
            value = long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? new PhpInt(number)
                : new PhpFloat(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
        }
        else
        {
            value = OfRadix(digits, radix);
        }

        Add(TokenKind.Number, digits, value: value);
    }

    private static PhpValue OfRadix(string digits, int radix)
    {
        var (whole, isWhole, approximate) = (0L, true, 0.0);
        foreach (var c in digits)
        {
            var digit = Convert.ToInt32(c.ToString(), 16);
            isWhole = isWhole && whole <= (long.MaxValue - digit) / radix;
            whole = isWhole ? (whole * radix) + digit : 0;
            approximate = (approximate * radix) + digit;
        }

        return isWhole ? new PhpInt(whole) : new PhpFloat(approximate);
    }
}
