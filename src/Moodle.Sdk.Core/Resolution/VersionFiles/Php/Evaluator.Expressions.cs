namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Expressions.</content>
internal sealed partial class Evaluator
{
    /// <summary>The value of the last of some expressions; null of none.</summary>
    private PhpValue EvaluateAll(IReadOnlyList<Expression> expressions)
    {
        PhpValue last = PhpNull.Instance;
        foreach (var expression in expressions)
        {
            last = Evaluate(expression);
        }

        return last;
    }

    private PhpValue Evaluate(Expression? expression)
    {
        if (expression is null || !Spend())
        {
            return PhpNull.Instance;
        }

        if (_depth >= DeepestExpression)
        {
            return new PhpUnknown("is an expression of too many parts to be read", expression.Line);
        }

        _depth++;
        var value = EvaluateKind(expression);
        _depth--;
        _stepsLeft -= value is PhpString text ? text.Bytes.Length >> 8 : 0;
        return value is PhpError error ? Throw(error.Why, expression.Line) : value;
    }

    private PhpValue EvaluateKind(Expression expression) => expression switch
    {
        Literal literal => literal.Value,
        Interpolation interpolation => Join(interpolation),
        Variable variable => Read(variable),
        Property property => Read(property),
        Element element => Read(element),
        ArrayLiteral array => MakeArray(array),
        Unary unary => EvaluateUnary(unary),
        Binary binary => EvaluateBinary(binary),
        Ternary ternary => EvaluateTernary(ternary),
        Assignment assignment => EvaluateAssignment(assignment),
        ReferenceAssignment reference => Refer(reference),
        Step step => EvaluateStep(step),
        Constant constant => ValueOf(constant),
        Call call => EvaluateCall(call),
        New made => Make(made),
        CloneOf clone => Clone(clone),
        IsSet isSet => EvaluateIsSet(isSet),
        IsEmpty isEmpty => Ask(isEmpty.Target) is var value && value is PhpUnknown ? value : PhpBool.Of(!Conversions.ToBool(value)),
        Stop stop => EvaluateStop(stop),
        Opaque opaque => EvaluateOpaque(opaque),
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression, "an expression that the evaluator does not know"),
    };

    private PhpValue Combine(string symbol, PhpValue left, PhpValue right, int line)
    {
        if (left is PhpUnknown || right is PhpUnknown)
        {
            return left is PhpUnknown ? left : right;
        }

        _stepsLeft -= WeightOf(left) + WeightOf(right);
        return Operators.Apply(symbol, left, right) is var value && value is PhpError error ? Throw(error.Why, line) : value;
    }

    /// <summary>How many steps an operation on a value may cost beyond the one for itself.</summary>
    private static int WeightOf(PhpValue value) => value switch
    {
        PhpString text => text.Bytes.Length >> 8,
        PhpArray array => array.Entries.Values.Sum(entry => 1 + WeightOf(entry)),
        _ => 0,
    };

    private PhpValue Join(Interpolation interpolation)
    {
        PhpValue joined = new PhpString("");
        foreach (var part in interpolation.Parts)
        {
            joined = Combine(".", joined, Evaluate(part), part.Line);
        }

        return joined;
    }

    private PhpValue MakeArray(ArrayLiteral literal)
    {
        var array = new PhpArray();
        foreach (var item in literal.Items)
        {
            if (item is null)
            {
                continue;
            }

            // The key comes first, as it does in PHP.
            var key = item.Key is null ? null : Evaluate(item.Key);
            var value = Copied(Evaluate(item.Value));
            if (item.IsSpread || key is PhpUnknown)
            {
                if (key is PhpUnknown || value is not PhpArray spread)
                {
                    return new PhpUnknown("is an array made of values that only a run gives", item.Value.Line);
                }

                Spread(array, spread);
            }
            else if (key is null)
            {
                array.Append(value);
            }
            else if (Conversions.ToKey(key) is { } place)
            {
                array.Set(place, value);
            }
            else
            {
                return new PhpError("Illegal offset type");
            }
        }

        return array;
    }

    private static void Spread(PhpArray into, PhpArray from)
    {
        foreach (var (key, value) in from.Entries)
        {
            if (key.Text is null)
            {
                into.Append(value);
            }
            else
            {
                into.Set(key, value);
            }
        }
    }

    private PhpValue EvaluateTernary(Ternary ternary)
    {
        var condition = Evaluate(ternary.Condition);
        switch (Decide(condition, ternary.Line))
        {
            case true:
                return ternary.Then is null ? condition : Evaluate(ternary.Then);
            case false:
                return Evaluate(ternary.Else);
            default:
                _uncertain++;
                var then = ternary.Then is null ? condition : Evaluate(ternary.Then);
                var otherwise = Evaluate(ternary.Else);
                _uncertain--;
                return Comparison.AreIdentical(then, otherwise) ? then : condition;
        }
    }

    private PhpValue EvaluateIsSet(IsSet isSet)
    {
        PhpValue result = PhpBool.True;
        foreach (var target in isSet.Targets)
        {
            var value = Ask(target);
            if (value is PhpNull)
            {
                return PhpBool.False;
            }

            result = value is PhpUnknown ? value : result;
        }

        return result;
    }

    /// <summary>The value of an expression that may well be missing, as isset, empty and ?? ask for it.</summary>
    private PhpValue Ask(Expression expression)
    {
        _asking++;
        var value = Evaluate(expression);
        _asking--;
        return value;
    }

    private PhpUnknown EvaluateStop(Stop stop)
    {
        Evaluate(stop.Operand);
        End(stop.IsThrow ? Ending.Thrown : Ending.Exited, $"it throws on line {stop.Line}");
        return new("depends on an expression that ends the file", stop.Line);
    }

    private PhpValue EvaluateOpaque(Opaque opaque)
    {
        EvaluateAll(opaque.Operands);
        return opaque.What == "print" ? new PhpInt(1) : new PhpUnknown($"depends on {opaque.What}", opaque.Line);
    }

    private PhpValue Make(New made) => made.ClassName?.TrimStart('\\').ToLowerInvariant() switch
    {
        "stdclass" => new PhpObject(),
        // Moodle 1.9 and 2.0 had a class of this name; PHP has reserved it since.
        "object" => new PhpError("Class \"object\" not found"),
        null => new PhpUnknown("depends on an object", made.Line),
        _ => new PhpUnknown($"depends on an object of the class {made.ClassName}", made.Line),
    };

    private PhpValue Clone(CloneOf clone) => Evaluate(clone.Source) switch
    {
        PhpObject o => o.Duplicate(ref _stepsLeft),
        PhpUnknown unknown => unknown,
        _ => new PhpError("__clone method called on non-object"),
    };
}
