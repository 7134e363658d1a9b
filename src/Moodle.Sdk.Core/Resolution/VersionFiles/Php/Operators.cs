namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>PHP 8's binary operators on known values: a value, or the error that PHP throws.</summary>
internal static class Operators
{
    // Longer strings are not built: a file that asks for them is no version.php, and may mean harm.
    private const int LongestText = 1 << 16;

    /// <summary>The value of an operator other than those that may skip their right side.</summary>
    public static PhpValue Apply(string symbol, PhpValue left, PhpValue right) => symbol switch
    {
        "." => Join(left, right),
        "==" => PhpBool.Of(Comparison.AreEqual(left, right)),
        "!=" => PhpBool.Of(!Comparison.AreEqual(left, right)),
        "===" => PhpBool.Of(Comparison.AreIdentical(left, right)),
        "!==" => PhpBool.Of(!Comparison.AreIdentical(left, right)),
        "<" => PhpBool.Of(Comparison.Compare(left, right) == -1),
        "<=" => PhpBool.Of(Comparison.Compare(left, right) is -1 or 0),
        ">" => PhpBool.Of(Comparison.Compare(right, left) == -1),
        ">=" => PhpBool.Of(Comparison.Compare(right, left) is -1 or 0),
        "<=>" => new PhpInt(Math.Sign(Comparison.Compare(left, right))),
        "xor" => PhpBool.Of(Conversions.ToBool(left) ^ Conversions.ToBool(right)),
        "+" when left is PhpArray a && right is PhpArray b => Union(a, b),
        "&" or "|" or "^" when left is PhpString a && right is PhpString b => BytesOf(symbol, a.Bytes, b.Bytes),
        _ => OnNumbers(symbol, left, right),
    };

    /// <summary>The number that a value is in arithmetic; an error for what is none.</summary>
    private static PhpValue? ToNumber(PhpValue value) => value switch
    {
        PhpInt or PhpFloat => value,
        PhpNull or PhpBool => Conversions.ToInt(value),
        PhpString s => Conversions.LeadingNumber(s.Bytes, out _),
        _ => null,
    };

    private static PhpValue Join(PhpValue left, PhpValue right) => (Conversions.ToText(left), Conversions.ToText(right)) switch
    {
        (PhpString a, PhpString b) when a.Bytes.Length + b.Bytes.Length > LongestText => new PhpUnknown("is a text longer than is read here", 0),
        (PhpString a, PhpString b) => new PhpString(a.Bytes + b.Bytes),
        (PhpString, var error) => error,
        var (error, _) => error,
    };

    // Whoever stores the union copies it.
    private static PhpArray Union(PhpArray left, PhpArray right)
    {
        var result = new PhpArray();
        foreach (var (key, value) in left.Entries)
        {
            result.Set(key, value);
        }

        foreach (var (key, value) in right.Entries)
        {
            if (!result.Entries.ContainsKey(key))
            {
                result.Set(key, value);
            }
        }

        return result;
    }

    private static PhpString BytesOf(string symbol, string left, string right)
    {
        var shared = Math.Min(left.Length, right.Length);
        var bytes = new char[symbol == "|" ? Math.Max(left.Length, right.Length) : shared];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = i >= shared ? (left.Length > right.Length ? left : right)[i]
                : (char)(symbol == "&" ? left[i] & right[i] : symbol == "|" ? left[i] | right[i] : left[i] ^ right[i]);
        }

        return new(new string(bytes));
    }

    private static PhpValue OnNumbers(string symbol, PhpValue left, PhpValue right)
    {
        if (ToNumber(left) is not { } a || ToNumber(right) is not { } b)
        {
            return new PhpError($"Unsupported operand types: {NameOf(left)} {symbol} {NameOf(right)}");
        }

        return symbol switch
        {
            "+" or "-" or "*" => Arithmetic(symbol, a, b),
            "/" => Divide(a, b),
            "**" => Raise(a, b),
            _ => OnIntegers(symbol, ((PhpInt)Conversions.ToInt(left)).Value, ((PhpInt)Conversions.ToInt(right)).Value),
        };
    }

    private static PhpValue Arithmetic(string symbol, PhpValue left, PhpValue right)
    {
        if (left is PhpInt a && right is PhpInt b)
        {
            var exact = symbol switch { "+" => (Int128)a.Value + b.Value, "-" => (Int128)a.Value - b.Value, _ => (Int128)a.Value * b.Value };
            if (Fits(exact))
            {
                return new PhpInt((long)exact);
            }
        }

        var (x, y) = (Conversions.ToDouble(left), Conversions.ToDouble(right));
        return new PhpFloat(symbol switch { "+" => x + y, "-" => x - y, _ => x * y });
    }

    private static PhpValue Divide(PhpValue left, PhpValue right)
    {
        if (!Conversions.ToBool(right))
        {
            return new PhpError("Division by zero");
        }

        return left is PhpInt a && right is PhpInt b && !(a.Value == long.MinValue && b.Value == -1) && a.Value % b.Value == 0
            ? new PhpInt(a.Value / b.Value)
            : new PhpFloat(Conversions.ToDouble(left) / Conversions.ToDouble(right));
    }

    private static PhpValue Raise(PhpValue left, PhpValue right)
    {
        if (left is PhpInt a && right is PhpInt { Value: >= 0 } b)
        {
            // By squaring, as long as the result is an integer; beyond 64 bits it is a float.
            var (result, power, fits) = ((Int128)1, (Int128)a.Value, true);
            for (var rest = b.Value; rest > 0 && fits; rest >>= 1)
            {
                result *= (rest & 1) == 1 ? power : 1;
                fits = Fits(result) && (rest == 1 || Fits(power * power));
                power = fits && rest > 1 ? power * power : power;
            }

            if (fits)
            {
                return new PhpInt((long)result);
            }
        }

        return new PhpFloat(Math.Pow(Conversions.ToDouble(left), Conversions.ToDouble(right)));
    }

    private static bool Fits(Int128 value) => value >= long.MinValue && value <= long.MaxValue;

    private static PhpValue OnIntegers(string symbol, long a, long b) => symbol switch
    {
        "%" when b == 0 => new PhpError("Modulo by zero"),
        "%" => new PhpInt(b == -1 ? 0 : a % b),
        "&" => new PhpInt(a & b),
        "|" => new PhpInt(a | b),
        "^" => new PhpInt(a ^ b),
        "<<" or ">>" when b < 0 => new PhpError("Bit shift by negative number"),
        "<<" => new PhpInt(b > 63 ? 0 : a << (int)b),
        ">>" => new PhpInt(a >> (int)Math.Min(b, 63)),
        _ => throw new ArgumentOutOfRangeException(nameof(symbol), symbol, "no operator of PHP"),
    };

    /// <summary>The name of a value's type in PHP's messages.</summary>
    public static string NameOf(PhpValue value) => value switch
    {
        PhpNull => "null",
        PhpBool => "bool",
        PhpInt => "int",
        PhpFloat => "float",
        PhpString => "string",
        PhpArray => "array",
        _ => "object",
    };
}
