namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Operators, by PHP 8's precedence (https://www.php.net/manual/en/language.operators.precedence.php).</content>
internal sealed partial class ScriptReader
{
    private const int OfAssignment = 3;
    private const int OfChoice = 4;
    private const int OfEquality = 7;
    private const int OfOrder = 8;

    /// <summary>How strongly an operator between two values binds; 0 for all else.</summary>
    private static int Precedence(Token token) => token.Kind switch
    {
        TokenKind.Name when token.IsKeyword("or") => 1,
        TokenKind.Name when token.IsKeyword("and") => 2,
        TokenKind.Symbol => token.Text switch
        {
            "?" => OfChoice,
            "||" => 5,
            "&&" => 6,
            "==" or "!=" or "<>" or "===" or "!==" => OfEquality,
            "<" or "<=" or ">" or ">=" => OfOrder,
            "." => 9,
            "+" or "-" => 10,
            "*" or "/" => 11,
            _ => 0,
        },
        _ => 0,
    };

    /// <summary>Reads an expression of operators that bind at least so strongly.</summary>
    private PhpValue ReadExpression(int lowest = 1) => Nested(() =>
    {
        var value = ReadUnary();
        for (var precedence = Precedence(Current); precedence >= lowest && precedence > 0; precedence = Precedence(Current))
        {
            var symbol = Take();
            value = precedence switch
            {
                1 or 5 => ReadSecond(value, symbol, precedence, decides: true),
                2 or 6 => ReadSecond(value, symbol, precedence, decides: false),
                OfChoice => ReadChoice(value, symbol),
                OfEquality or OfOrder => Compared(value, symbol, ReadExpression(precedence + 1)),
                _ => Computed(value, symbol.Text, ReadExpression(precedence + 1), symbol.Line),
            };

            // These do not associate: PHP refuses a second one without parentheses.
            if (precedence is OfChoice or OfEquality or OfOrder && Precedence(Current) == precedence)
            {
                throw new Stop($"unexpected '{Current.Text}'", Current.Line, true);
            }
        }

        return value;
    });

    private PhpValue ReadUnary() => Nested<PhpValue>(() =>
    {
        var line = Current.Line;
        if (TryTake("!"))
        {
            return ReadUnary() is var value and not PhpUnknown ? new PhpBool(!Conversions.ToBool(value)) : DependsOnCondition(line);
        }

        // PHP multiplies by the sign.
        return TryTake("-") ? Computed(ReadUnary(), "*", new PhpInt(-1), line)
            : TryTake("+") ? Computed(ReadUnary(), "*", new PhpInt(1), line)
            : ReadOperand();
    });

    /// <summary>Reads the second part of an <c>or</c> or <c>and</c>, which only counts, and runs, when the first one has not decided.</summary>
    private PhpValue ReadSecond(PhpValue first, Token symbol, int precedence, bool decides)
    {
        var before = _scope;
        var second = ReadExpression(precedence + 1);
        if (first is PhpUnknown)
        {
            Join(before, _scope, symbol.Line);
            return second is not PhpUnknown && Conversions.ToBool(second) == decides ? new PhpBool(decides) : DependsOnCondition(symbol.Line);
        }

        if (Conversions.ToBool(first) == decides)
        {
            _scope = before;
            return new PhpBool(decides);
        }

        return second is PhpUnknown ? second : new PhpBool(Conversions.ToBool(second));
    }

    private PhpValue ReadChoice(PhpValue condition, Token symbol)
    {
        var before = _scope;
        var first = ReadExpression();
        var then = _scope;
        Expect(":");
        _scope = before;
        var second = ReadExpression(OfChoice + 1);
        Choose(condition, then, _scope, symbol.Line);
        return condition is not PhpUnknown ? Conversions.ToBool(condition) ? first : second
            : first.Equals(second) ? first
            : DependsOnCondition(symbol.Line);
    }

    private static PhpValue Compared(PhpValue left, Token symbol, PhpValue right) =>
        Operators.Compare(symbol.Text, left, right) is { } holds ? new PhpBool(holds)
        : left as PhpUnknown ?? right as PhpUnknown ?? new PhpUnknown("depends on a comparison that is not read", symbol.Line);

    private PhpValue Computed(PhpValue left, string symbol, PhpValue right, int line)
    {
        var value = Operators.Compute(symbol, left, right);
        Spend(value is PhpString text ? text.Bytes.Length : 0);
        return value ?? Lose((left as PhpUnknown ?? right as PhpUnknown)?.Why ?? $"depends on values that '{symbol}' is not read for", line);
    }

    private void MustHaveText(PhpValue value, int line)
    {
        if (Conversions.ToText(value) is null)
        {
            Lose("depends on whether PHP can print a value", line);
        }
    }
}
