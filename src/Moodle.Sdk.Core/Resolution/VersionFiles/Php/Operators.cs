namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>PHP 8's operators, on those values of which their result is certain.</summary>
internal static class Operators
{
    // Longer strings are not built: a file that asks for them is no version.php, and may mean harm.
    private const int LongestText = 1 << 16;

    /// <summary>
    /// What an operator of arithmetic or <c>.</c> gives; null where PHP may throw: other types than numbers and, for <c>.</c>, than those that have a text.
    /// </summary>
    public static PhpValue? Compute(string symbol, PhpValue left, PhpValue right) => (symbol, left, right) switch
    {
        (".", _, _) => Conversions.ToText(left) is { } a && Conversions.ToText(right) is { } b && a.Length + b.Length <= LongestText ? new PhpString(a + b) : null,
        ("/", _, _) => Divide(left, right),
        (_, PhpInt a, PhpInt b) => Exact(symbol, a.Value, b.Value),
        _ => ToDouble(left) is { } a && ToDouble(right) is { } b ? new PhpFloat(symbol switch { "+" => a + b, "-" => a - b, _ => a * b }) : null,
    };

    /// <summary>What a comparison gives, which never throws; null where only more of PHP's rules than are read here could tell.</summary>
    public static bool? Compare(string symbol, PhpValue left, PhpValue right) => symbol switch
    {
        "==" => AreEqual(left, right),
        "!=" or "<>" => !AreEqual(left, right),
        "===" => AreIdentical(left, right),
        "!==" => !AreIdentical(left, right),
        _ when ToDouble(left) is { } a && ToDouble(right) is { } b => symbol switch { "<" => a < b, "<=" => a <= b, ">" => a > b, _ => a >= b },
        _ => null,
    };

    private static bool? AreEqual(PhpValue left, PhpValue right) => (left, right) switch
    {
        (PhpString a, PhpString b) => Conversions.NumericText(a.Bytes) is { } x && Conversions.NumericText(b.Bytes) is { } y ? AreEqual(x, y) : a.Bytes == b.Bytes,
        (PhpObject, PhpString) or (PhpString, PhpObject) => false,
        (PhpInt a, PhpInt b) => a.Value == b.Value,
        _ => ToDouble(left) is { } a && ToDouble(right) is { } b ? a == b : null,
    };

    private static bool? AreIdentical(PhpValue left, PhpValue right) => (left, right) switch
    {
        (PhpUnknown or PhpArray, _) or (_, PhpUnknown or PhpArray) => null,
        (PhpFloat a, PhpFloat b) => a.Value == b.Value,
        (PhpNull, PhpNull) => true,
        _ => left.Equals(right),
    };

    private static double? ToDouble(PhpValue value) => value switch
    {
        PhpInt i => i.Value,
        PhpFloat f => f.Value,
        _ => null,
    };

    private static PhpValue Exact(string symbol, long left, long right)
    {
        var exact = symbol switch { "+" => (Int128)left + right, "-" => (Int128)left - right, _ => (Int128)left * right };
        return exact >= long.MinValue && exact <= long.MaxValue
            ? new PhpInt((long)exact)
            : new PhpFloat(symbol switch { "+" => (double)left + right, "-" => (double)left - right, _ => (double)left * right });
    }

    private static PhpValue? Divide(PhpValue left, PhpValue right) => (left, right) switch
    {
        (_, PhpInt { Value: 0 } or PhpFloat { Value: 0 }) => null,
        (PhpInt a, PhpInt b) when b.Value != -1 && a.Value % b.Value == 0 => new PhpInt(a.Value / b.Value),
        (PhpInt { Value: > long.MinValue } a, PhpInt { Value: -1 }) => new PhpInt(-a.Value),
        _ => ToDouble(left) is { } a && ToDouble(right) is { } b ? new PhpFloat(a / b) : null,
    };
}
