namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Literals, arrays, constants, calls, and what is written like one.</content>
internal sealed partial class ScriptReader
{
    // Larger arrays are not kept: no version.php needs them, and they may mean harm.
    private const int LargestArray = 500;

    private PhpValue ReadOperand()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Text:
                return Take().Value!;
            case TokenKind.Variable:
                return ReadVariable();
            case TokenKind.Name:
                _at++;
                return ReadName(token);
            case TokenKind.Symbol when token.Text == "$":
                return ReadVariable();
            case TokenKind.Symbol when TryTake("("):
                var inner = ReadExpression();
                Expect(")");
                return inner;
            case TokenKind.Symbol when TryTake("["):
                return ReadArray("]");
            case TokenKind.Symbol when token.Text is "=" or "->" or "==" or "===" or "!=" or "!==" or "*" or "/" or "." or "<" or ">" or "<=" or ">=" or "<<" or ">>" or "||" or "&&" or "?":
                throw new Stop($"unexpected '{token.Text}'", token.Line, true);
            default:
                throw Unexpected();
        }
    }

    private PhpValue ReadName(Token name)
    {
        switch (name.Text.ToLowerInvariant())
        {
            case "array" when TryTake("("):
                return ReadArray(")");
            case "isset" when TryTake("("):
                return ReadIsSet();
            case "empty" when TryTake("("):
                var emptied = ReadExpression();
                Expect(")");
                return emptied is PhpUnknown ? emptied : new PhpBool(!Conversions.ToBool(emptied));
            case "die" or "exit":
                return ReadExit(name);
            case "new":
                return ReadNew();
            case "__dir__" or "__file__":
                return new PhpUnknown("depends on where the file lies", name.Line);
            case "clone":
                return Cloned(Nested(ReadOperand), name.Line);
        }

        if (Names.IsReserved(name.Text))
        {
            throw new Stop($"'{name.Text}' is not read without running PHP", name.Line);
        }

        return TryTake("(") ? Called(name, ReadArguments()) : ConstantOf(name);
    }

    private PhpValue ConstantOf(Token name)
    {
        if (Names.IsUndefined(name.Text))
        {
            return End($"Undefined constant \"{name.Text}\"", name.Line, isError: true);
        }

        return Names.Constant(name.Text) ?? Lose($"depends on the constant {name.Text}, which the file does not define", name.Line);
    }

    private List<PhpValue> ReadArguments()
    {
        var arguments = new List<PhpValue>();
        while (!TryTake(")"))
        {
            arguments.Add(ReadExpression());
            if (!Current.Is(")"))
            {
                Expect(",");
            }
        }

        return arguments;
    }

    private PhpValue Called(Token name, List<PhpValue> arguments) => (name.Text.TrimStart('\\').ToLowerInvariant(), arguments) switch
    {
        ("defined", [PhpString constant]) when Names.Constant(constant.Bytes) is not null => new PhpBool(true),
        ("is_object", [not PhpUnknown]) => new PhpBool(arguments[0] is PhpObject),
        var (function, _) when Names.IsHarmless(function, arguments) => new PhpUnknown($"depends on the function {name.Text}()", name.Line),
        _ => Lose($"depends on the function {name.Text}()", name.Line),
    };

    /// <summary>Reads an array behind its opening bracket.</summary>
    private PhpValue ReadArray(string closing)
    {
        var (array, line) = (PhpArray.Empty, Previous.Line);
        while (!TryTake(closing))
        {
            if (Current.Is(","))
            {
                throw new Stop("an array without a first entry is not read", Current.Line);
            }

            var first = ReadExpression();
            var hasKey = TryTake("=>");
            var value = hasKey ? ReadExpression() : first;
            array = Entered(array, hasKey ? ArrayKey.Of(first) : array.NextKey, value, line);
            if (!Current.Is(closing))
            {
                Expect(",");
            }
        }

        return array;
    }

    /// <summary>An array with one entry more, where PHP takes it for sure.</summary>
    private PhpArray Entered(PhpArray array, ArrayKey? key, PhpValue value, int line)
    {
        if (key is null || value is PhpObject)
        {
            Lose("depends on an array entry that is not read", line);
            return array;
        }

        var larger = array.With(key, value);
        Spend(larger.Size);
        return larger.Size <= LargestArray ? larger : throw new Stop("an array has more entries than a version.php should", line);
    }

    private PhpValue ReadIsSet()
    {
        var (line, areAll, isAnyNot) = (Previous.Line, true, false);
        do
        {
            var value = Valued(ReadTarget(), line);
            areAll = areAll && value is not (PhpNull or PhpUnknown);
            isAnyNot = isAnyNot || value is PhpNull;
        }
        while (TryTake(",") && !Current.Is(")"));
        Expect(")");
        return areAll || isAnyNot ? new PhpBool(areAll) : DependsOnCondition(line);
    }

    private PhpUnknown ReadExit(Token name)
    {
        if (TryTake("(") && !TryTake(")"))
        {
            ReadExpression();
            Expect(")");
        }

        return End($"'{name.Text}' ends Moodle too", name.Line, isError: false);
    }

    private PhpObject ReadNew()
    {
        if (!TryTakeKeyword("stdClass") && !TryTakeKeyword("\\stdClass"))
        {
            throw new Stop("an object of another class than stdClass is not read", Current.Line);
        }

        if (TryTake("(") && !TryTake(")"))
        {
            throw new Stop("an object that is given something is not read", Current.Line);
        }

        var made = new PhpObject();
        _scope = _scope.SetProperties(made, Scope.NoProperties);
        return made;
    }

    private PhpValue Cloned(PhpValue original, int line)
    {
        if (original is not PhpObject source)
        {
            return Lose("depends on a clone of what is no object here", line);
        }

        var copy = new PhpObject();
        _scope = _scope.SetProperties(copy, _scope.Objects[source]);
        return copy;
    }
}
