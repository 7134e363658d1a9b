namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Operators, and constants and calls as operands.</content>
internal sealed partial class Evaluator
{
    private PhpValue EvaluateUnary(Unary unary)
    {
        var operand = Evaluate(unary.Operand);
        if (operand is PhpUnknown)
        {
            return operand;
        }

        return unary.Operator switch
        {
            "!" => PhpBool.Of(!Conversions.ToBool(operand)),
            "@" => operand,
            "-" => Operators.Apply("*", operand, new PhpInt(-1)),
            "+" => Operators.Apply("*", operand, new PhpInt(1)),
            "~" => operand is PhpInt i ? new PhpInt(~i.Value) : operand is PhpFloat f ? new PhpInt(~Conversions.Truncate(f.Value)) : new PhpUnknown("depends on ~", unary.Line),
            "int" or "integer" => Conversions.ToInt(operand),
            "float" or "double" => new PhpFloat(Conversions.ToDouble(operand)),
            "string" or "binary" => Conversions.ToText(operand),
            "bool" or "boolean" => PhpBool.Of(Conversions.ToBool(operand)),
            "array" => ToArray(operand),
            "object" => ToObject(operand),
            _ => throw new ArgumentOutOfRangeException(nameof(unary), unary.Operator, "no operator of PHP"),
        };
    }

    private PhpValue ToArray(PhpValue value)
    {
        if (value is PhpArray)
        {
            return value;
        }

        var array = new PhpArray();
        if (value is PhpObject o)
        {
            _stepsLeft -= o.Properties.Count;
            foreach (var (name, property) in o.Properties)
            {
                array.Set(Conversions.ToKey(new PhpString(name))!, property);
            }
        }
        else if (value is not PhpNull)
        {
            array.Append(value);
        }

        return array;
    }

    private PhpValue ToObject(PhpValue value)
    {
        if (value is PhpObject)
        {
            return value;
        }

        var o = new PhpObject();
        if (value is PhpArray array)
        {
            foreach (var (key, entry) in array.Entries)
            {
                o.Properties[((PhpString)Conversions.ToText(KeyValue(key))).Bytes] = Copied(entry);
            }
        }
        else if (value is not PhpNull)
        {
            o.Properties["scalar"] = value;
        }

        return o;
    }

    private PhpValue EvaluateBinary(Binary binary) => binary.Operator switch
    {
        "&&" => EvaluateLogical(binary, true),
        "||" => EvaluateLogical(binary, false),
        "??" => EvaluateCoalesce(binary),
        // PHP reads a plain variable last: in $a + ($a = 2) both sides are 2.
        _ when binary.RightActs && binary.Left is Variable && Evaluate(binary.Right) is var right => Combine(binary.Operator, Evaluate(binary.Left), right, binary.Line),
        _ => Combine(binary.Operator, Evaluate(binary.Left), Evaluate(binary.Right), binary.Line),
    };

    /// <summary>Evaluates "and" or "or", whose left side decides the whole unless it is the one given.</summary>
    private PhpValue EvaluateLogical(Binary binary, bool goesOn)
    {
        var left = Evaluate(binary.Left);
        if (left is PhpUnknown unknown)
        {
            return EvaluateLogicalOnUnknown(binary, goesOn, unknown);
        }

        if (Conversions.ToBool(left) != goesOn)
        {
            return PhpBool.Of(!goesOn);
        }

        var right = Evaluate(binary.Right);
        return right is PhpUnknown ? right : PhpBool.Of(Conversions.ToBool(right));
    }

    private PhpValue EvaluateLogicalOnUnknown(Binary binary, bool goesOn, PhpUnknown left)
    {
        // A right side that only gives a value can decide the whole alone; one that acts asks for a path each.
        var isLeft = binary.RightActs ? Decide(left, binary.Line) : null;
        if (isLeft == !goesOn)
        {
            return PhpBool.Of(!goesOn);
        }

        _uncertain += isLeft is null ? 1 : 0;
        var right = Evaluate(binary.Right);
        _uncertain -= isLeft is null ? 1 : 0;
        if (right is PhpUnknown)
        {
            return right;
        }

        return isLeft is not null || Conversions.ToBool(right) != goesOn ? PhpBool.Of(Conversions.ToBool(right)) : left;
    }

    private PhpValue EvaluateCoalesce(Binary binary)
    {
        var left = Ask(binary.Left);
        if (left is PhpUnknown)
        {
            // Whether the right side counts is unknown, and so is the value either way, unless the two agree.
            _uncertain++;
            Evaluate(binary.Right);
            _uncertain--;
            return left;
        }

        return left is PhpNull ? Evaluate(binary.Right) : left;
    }

    private PhpValue ValueOf(Constant constant)
    {
        var name = constant.Name.TrimStart('\\');
        return _constants.GetValueOrDefault(name) ?? Constants.Find(name)
            ?? (Constants.IsUndefined(name)
                ? new PhpError($"Undefined constant \"{name}\"")
                : new PhpUnknown($"depends on the constant {name}, which the file does not define", constant.Line));
    }

    private PhpValue EvaluateCall(Call call)
    {
        if (call.Callee is not Constant { Name: var name })
        {
            return CallValue(call);
        }

        name = name.TrimStart('\\').ToLowerInvariant();
        var arguments = call.Arguments.Select(Evaluate).ToList();
        var value = name switch
        {
            "defined" when arguments is [PhpString constant] => IsDefined(constant.Bytes, call.Line),
            "define" when arguments is [PhpString constant, var defined, ..] => Define(constant.Bytes, defined, call.Line),
            _ when arguments.OfType<PhpUnknown>().FirstOrDefault() is null => Constants.Call(name, arguments),
            _ => null,
        };
        if (value is not null)
        {
            return value;
        }

        MarkArgumentsUnknown(call, name);
        return new PhpUnknown($"depends on the function {name}()", call.Line);
    }

    /// <summary>Calls a method, or a function that a value names: nothing that a static value has.</summary>
    private PhpValue CallValue(Call call)
    {
        var method = call.Callee as Property;
        var callee = Evaluate(method?.Target ?? call.Callee);
        if (method is not null && callee is not PhpUnknown && !(method.IsNullSafe && callee is PhpNull))
        {
            return new PhpError(callee is PhpObject ? "Call to undefined method of stdClass" : $"Call to a member function on {Operators.NameOf(callee)}");
        }

        if (callee is PhpNull or PhpBool or PhpInt or PhpFloat)
        {
            return method is not null ? PhpNull.Instance : new PhpError($"Value of type {Operators.NameOf(callee)} is not callable");
        }

        EvaluateAll(call.Arguments);
        return new PhpUnknown("depends on a call", call.Line);
    }

    private PhpValue IsDefined(string constant, int line)
    {
        var name = constant.TrimStart('\\');
        return _constants.ContainsKey(name) || Constants.Find(name) is not null ? PhpBool.True : new PhpUnknown($"depends on the constant {name}", line);
    }

    private PhpBool Define(string constant, PhpValue value, int line)
    {
        DefineConstant(constant, value, line);
        return PhpBool.True;
    }

    /// <summary>A function may write the variables it is given by reference: those it seems to be given for that are unknown from then on.</summary>
    private void MarkArgumentsUnknown(Call call, string function)
    {
        foreach (var variable in call.Arguments.OfType<Variable>())
        {
            if (NameOf(variable) is not { } name)
            {
                continue;
            }

            var isSet = _variables.TryGetValue(name, out var slot);
            if (!isSet || (slot!.Value is not PhpObject && Constants.Writes(function)))
            {
                Assign(variable, new PhpUnknown($"depends on the function {function}()", call.Line));
            }
        }
    }
}
