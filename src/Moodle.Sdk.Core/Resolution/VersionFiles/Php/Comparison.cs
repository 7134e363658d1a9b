namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>How PHP 8 compares known values.</summary>
internal static class Comparison
{
    // What cannot be ordered compares as neither less nor equal.
    private const int Uncomparable = 1;

    // Arrays in arrays in arrays: deeper ones are not made by the parser's bound, but by appending in loops.
    private const int Deepest = 64;

    /// <summary><c>==</c></summary>
    public static bool AreEqual(PhpValue left, PhpValue right) => Compare(left, right) == 0;

    /// <summary><c>===</c></summary>
    public static bool AreIdentical(PhpValue left, PhpValue right) => AreIdentical(left, right, 0);

    /// <summary><c>&lt;=&gt;</c>: -1, 0 or 1.</summary>
    public static int Compare(PhpValue left, PhpValue right) => Compare(left, right, 0);

    private static bool AreIdentical(PhpValue left, PhpValue right, int depth)
    {
        if (left is not PhpArray a || right is not PhpArray b)
        {
            return left is PhpFloat x && right is PhpFloat y ? x.Value == y.Value : left.Equals(right);
        }

        return depth < Deepest && a.Entries.Count == b.Entries.Count
            && a.Entries.Zip(b.Entries).All(pair => pair.First.Key == pair.Second.Key && AreIdentical(pair.First.Value, pair.Second.Value, depth + 1));
    }

    private static int Compare(PhpValue left, PhpValue right, int depth) => (left, right) switch
    {
        (PhpString a, PhpString b) => CompareTexts(a.Bytes, b.Bytes),
        (PhpNull, PhpString b) => b.Bytes.Length == 0 ? 0 : -1,
        (PhpString a, PhpNull) => a.Bytes.Length == 0 ? 0 : 1,
        (PhpNull or PhpBool, _) or (_, PhpNull or PhpBool) => Conversions.ToBool(left).CompareTo(Conversions.ToBool(right)),
        (PhpInt a, PhpInt b) => a.Value.CompareTo(b.Value),
        (PhpInt or PhpFloat, PhpInt or PhpFloat) => CompareDoubles(Conversions.ToDouble(left), Conversions.ToDouble(right)),
        (PhpString a, PhpInt or PhpFloat) => -CompareWithText(right, a.Bytes),
        (PhpInt or PhpFloat, PhpString b) => CompareWithText(left, b.Bytes),
        (PhpArray a, PhpArray b) => CompareArrays(a, b, depth),
        (PhpArray, _) => 1,
        (_, PhpArray) => -1,
        _ => ReferenceEquals(left, right) ? 0 : Uncomparable,
    };

    private static int CompareDoubles(double left, double right) => left < right ? -1 : left == right ? 0 : Uncomparable;

    private static int CompareTexts(string left, string right) =>
        Conversions.NumericText(left) is { } a && Conversions.NumericText(right) is { } b
            ? Compare(a, b, 0)
            : Math.Sign(string.CompareOrdinal(left, right));

    /// <summary>A number against a text: as numbers if the text is one, else as texts.</summary>
    private static int CompareWithText(PhpValue number, string text) =>
        Conversions.NumericText(text) is { } other
            ? Compare(number, other, 0)
            : Math.Sign(string.CompareOrdinal(((PhpString)Conversions.ToText(number)).Bytes, text));

    private static int CompareArrays(PhpArray left, PhpArray right, int depth)
    {
        if (left.Entries.Count != right.Entries.Count)
        {
            return left.Entries.Count.CompareTo(right.Entries.Count);
        }

        foreach (var (key, value) in left.Entries)
        {
            if (depth >= Deepest || !right.Entries.TryGetValue(key, out var other))
            {
                return Uncomparable;
            }

            if (Compare(value, other, depth + 1) is var order and not 0)
            {
                return order;
            }
        }

        return 0;
    }
}
