namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Reading and writing variables, properties and elements.</content>
internal sealed partial class Evaluator
{
    /// <summary>The name of a variable; null when it is computed from what is unknown.</summary>
    private string? NameOf(Variable variable) => TextOf(variable.Name);

    private string? TextOf(Expression name) => name is Literal { Value: PhpString literal } ? literal.Bytes : TextOf(Evaluate(name));

    private static string? TextOf(PhpValue value) => value is PhpUnknown ? null : (Conversions.ToText(value) as PhpString)?.Bytes;

    private PhpValue Read(Variable variable)
    {
        if (NameOf(variable) is not { } name)
        {
            return new PhpUnknown("depends on a variable by a computed name", variable.Line);
        }

        if (_variables.TryGetValue(name, out var slot))
        {
            return slot.Value;
        }

        return Constants.IsVariableOfMoodle(name) ? new PhpUnknown($"depends on ${name}", variable.Line) : PhpNull.Instance;
    }

    private PhpValue Read(Property property)
    {
        var target = Evaluate(property.Target);
        return target switch
        {
            PhpUnknown => target,
            PhpObject o => TextOf(property.Name) is { } name
                ? o.Properties.GetValueOrDefault(name, PhpNull.Instance)
                : new PhpUnknown("depends on a property by a computed name", property.Line),
            _ => PhpNull.Instance,
        };
    }

    private PhpValue Read(Element element)
    {
        var target = Evaluate(element.Target);
        if (element.Key is null)
        {
            return new PhpError("Cannot use [] for reading");
        }

        var key = Evaluate(element.Key);
        return (target, key) switch
        {
            (PhpUnknown, _) => target,
            (_, PhpUnknown) => key,
            (PhpArray array, _) => Conversions.ToKey(key) is { } place ? array.Entries.GetValueOrDefault(place, PhpNull.Instance) : new PhpError("Illegal offset type"),
            (PhpString text, PhpInt index) => CharacterAt(text.Bytes, index.Value),
            (PhpString, PhpString) => _asking > 0 ? PhpNull.Instance : new PhpError("Cannot access offset of type string on string"),
            (PhpString, _) => new PhpUnknown("depends on an offset of a string", element.Line),
            (PhpObject, _) => new PhpError("Cannot use object of type stdClass as array"),
            _ => PhpNull.Instance,
        };
    }

    private static PhpValue CharacterAt(string text, long index)
    {
        var place = index < 0 ? text.Length + index : index;
        // A missing character is a warning and an empty string.
        return place >= 0 && place < text.Length ? new PhpString(text[(int)place].ToString()) : new PhpString("");
    }

    /// <summary>What is stored when a value is stored: a copy of an array, all else itself.</summary>
    private PhpValue Copied(PhpValue value) => value is PhpArray array ? array.Copy(ref _stepsLeft) : value;

    private PhpValue EvaluateAssignment(Assignment assignment)
    {
        if (assignment.Operator is null)
        {
            var value = Evaluate(assignment.Value);
            Assign(assignment.Target, value);
            return value;
        }

        if (assignment.Operator != "??")
        {
            // The right side comes first, and may change the target.
            var change = Evaluate(assignment.Value);
            var after = Combine(assignment.Operator, Evaluate(assignment.Target), change, assignment.Line);
            Assign(assignment.Target, after);
            return after;
        }

        var before = Ask(assignment.Target);
        if (before is PhpNull)
        {
            var value = Evaluate(assignment.Value);
            Assign(assignment.Target, value);
            return value;
        }

        return before;
    }

    private PhpValue EvaluateStep(Step step)
    {
        var before = Evaluate(step.Target);
        var after = before switch
        {
            PhpNull => step.IsUp ? new PhpInt(1) : before,
            PhpInt or PhpFloat => Combine(step.IsUp ? "+" : "-", before, new PhpInt(1), step.Line),
            PhpBool => before,
            PhpString text when Conversions.NumericText(text.Bytes) is { } number => Combine(step.IsUp ? "+" : "-", number, new PhpInt(1), step.Line),
            _ => new PhpUnknown("depends on counting something that is no number", step.Line),
        };
        Assign(step.Target, after);
        return step.IsPrefix ? after : before;
    }

    private PhpValue Refer(ReferenceAssignment reference)
    {
        if (reference.Target is Variable target && reference.Source is Variable source && !IsUncertain
            && NameOf(target) is { } name && NameOf(source) is { } other)
        {
            if (!_variables.TryGetValue(other, out var slot))
            {
                slot = _variables[other] = new Slot { Value = Read(source) };
            }

            _variables[name] = slot;
            return slot.Value;
        }

        var value = Evaluate(reference.Source);
        Assign(reference.Target, value);
        return value;
    }

    /// <summary>Stores a value in a target; nothing is done without one.</summary>
    private void Assign(Expression? target, PhpValue value)
    {
        if (target is null || HasEnded)
        {
            return;
        }

        var stored = IsUncertain ? new PhpUnknown("is set where only a running Moodle can tell whether", target.Line) : Copied(value);
        switch (target)
        {
            case Variable variable:
                if (NameOf(variable) is { } name)
                {
                    SlotOf(name).Value = stored;
                }

                break;
            case Property property:
                AssignProperty(property, stored);
                break;
            case Element element:
                AssignElement(element, stored);
                break;
            case ArrayLiteral literal:
                Destructure(literal, value);
                break;
            default:
                break;
        }
    }

    private Slot SlotOf(string name)
    {
        if (!_variables.TryGetValue(name, out var slot))
        {
            _variables.Add(name, slot = new Slot());
        }

        return slot;
    }

    private void AssignProperty(Property property, PhpValue value)
    {
        switch (Evaluate(property.Target))
        {
            case PhpObject o when TextOf(property.Name) is { } name:
                o.Properties[name] = value;
                break;
            case PhpObject o:
                MarkUnknown(o, "may be set by a computed name", property.Line);
                break;
            case PhpUnknown:
                break;
            case var other:
                Throw($"Attempt to assign property \"{TextOf(property.Name)}\" on {Operators.NameOf(other)}", property.Line);
                break;
        }
    }

    private void Destructure(ArrayLiteral literal, PhpValue value)
    {
        long position = 0;
        foreach (var item in literal.Items)
        {
            if (item is not null)
            {
                var key = item.Key is null ? new PhpInt(position) : Evaluate(item.Key);
                Assign(item.Value, value switch
                {
                    PhpUnknown => value,
                    PhpArray array when key is not PhpUnknown && Conversions.ToKey(key) is { } place => array.Entries.GetValueOrDefault(place, PhpNull.Instance),
                    _ => key is PhpUnknown ? key : PhpNull.Instance,
                });
            }

            position++;
        }
    }
}
