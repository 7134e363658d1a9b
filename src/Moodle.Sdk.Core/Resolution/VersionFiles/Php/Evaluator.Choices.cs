namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Switches, tries, and what statements do to variables.</content>
internal sealed partial class Evaluator
{
    private Completion ExecuteSwitch(Switch choice)
    {
        var subject = Evaluate(choice.Subject);
        var chosen = ChooseCase(choice, subject, out var isOpen);
        if (isOpen)
        {
            ExecuteUncertain(() =>
            {
                foreach (var (_, body) in choice.Cases)
                {
                    _ = Execute(body);
                }
            });
            return default;
        }

        for (var i = chosen; i >= 0 && i < choice.Cases.Count; i++)
        {
            var completion = Execute(choice.Cases[i].Body);
            if (completion.Levels > 0)
            {
                return completion.Levels > 1 ? completion with { Levels = completion.Levels - 1 } : default;
            }
        }

        return default;
    }

    /// <summary>The first case whose test equals the subject, else the default, else -1; open when it may be any.</summary>
    private int ChooseCase(Switch choice, PhpValue subject, out bool isOpen)
    {
        isOpen = false;
        var fallback = -1;
        for (var i = 0; i < choice.Cases.Count; i++)
        {
            if (choice.Cases[i].Test is not { } test)
            {
                fallback = i;
                continue;
            }

            switch (Decide(Combine("==", subject, Evaluate(test), test.Line), test.Line))
            {
                case true:
                    return i;
                case null:
                    isOpen = true;
                    return -1;
                default:
                    break;
            }
        }

        return fallback;
    }

    private Completion ExecuteTry(Try attempt)
    {
        var completion = Execute(attempt.Body);
        if (_ending == Ending.Thrown && attempt.Catches.Count > 0)
        {
            (_ending, _error) = (Ending.None, null);
            completion = Execute(attempt.Catches[0]);
        }

        return attempt.Finally is null ? completion : Execute(attempt.Finally) is { Levels: > 0 } last ? last : completion;
    }

    private void DeclareGlobals(Global global)
    {
        foreach (var variable in global.Variables.OfType<Variable>())
        {
            if (NameOf(variable) is not { } name)
            {
                continue;
            }

            // Moodle includes the file in a function; there are no global variables of these names, so they are null from then on.
            PhpValue value = name is "plugin" or "module" ? PhpNull.Instance : new PhpUnknown($"depends on the global variable ${name}", global.Line);
            _variables[name] = new Slot { Value = IsUncertain ? new PhpUnknown($"depends on the global variable ${name}", global.Line) : value };
        }
    }

    private void Remove(Expression target)
    {
        var value = IsUncertain ? new PhpUnknown("is removed where only a running Moodle can tell whether", target.Line) : null;
        switch (target)
        {
            case Variable variable when NameOf(variable) is { } name && _variables.TryGetValue(name, out var slot):
                if (value is not null)
                {
                    slot.Value = value;
                    break;
                }

                _variables.Remove(name);
                break;
            case Property property when Evaluate(property.Target) is PhpObject owner && TextOf(property.Name) is { } name && owner.Properties.ContainsKey(name):
                if (value is not null)
                {
                    owner.Properties[name] = value;
                    break;
                }

                _stepsLeft -= owner.Properties.Count;
                owner.Properties.Remove(name);
                break;
            case Element { Key: { } key } element when Evaluate(element.Target) is PhpArray array && Conversions.ToKey(Evaluate(key)) is { } place && array.Entries.ContainsKey(place):
                if (value is not null)
                {
                    array.Entries[place] = value;
                    break;
                }

                _stepsLeft -= array.Entries.Count;
                array.Entries.Remove(place);
                break;
            default:
                break;
        }
    }

    private void DefineConstant(string name, PhpValue value, int line)
    {
        // The first definition stands; a second one is only a warning.
        _constants.TryAdd(name, IsUncertain ? new PhpUnknown($"depends on the constant {name}", line) : value);
    }

    private void MarkAllUnknown(string why, int line)
    {
        foreach (var slot in _variables.Values)
        {
            if (slot.Value is PhpObject o)
            {
                MarkUnknown(o, why, line);
            }
            else
            {
                slot.Value = new PhpUnknown(why, line);
            }
        }
    }

    private static void MarkUnknown(PhpObject o, string why, int line)
    {
        foreach (var name in VersionFields.Names.Concat(o.Properties.Keys).ToList())
        {
            o.Properties[name] = new PhpUnknown(why, line);
        }
    }
}
