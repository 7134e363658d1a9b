using System.Collections.Immutable;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Variables, their properties and elements.</content>
internal sealed partial class ScriptReader
{
    // Real files have two: $plugin->dependencies['mod_forum'].
    private const int MostSteps = 20;

    /// <summary>A step from a variable into its value.</summary>
    /// <param name="Property">The property that it goes to; null for an element of an array.</param>
    /// <param name="Key">The key of the element; null for a new one (<c>[]</c>).</param>
    private sealed record Step(string? Property, PhpValue? Key);

    /// <summary>What can be assigned to: a variable, or what lies in its value.</summary>
    private sealed record Target(string Variable, ImmutableArray<Step> Steps);

    /// <summary>Reads a variable where a value stands: its value, an assignment to it, or a call of a method.</summary>
    private PhpValue ReadVariable()
    {
        var (start, line) = (_at, Current.Line);
        var target = ReadTarget();
        if (TryTake("="))
        {
            return ReadAssignment(target, start == _statementStart, line);
        }

        if (TryTake("("))
        {
            return CalledMethod(target, ReadArguments(), line);
        }

        return Valued(target, line);
    }

    private Target ReadTarget()
    {
        var (name, line) = (ReadVariableName(), Previous.Line);
        var steps = ImmutableArray.CreateBuilder<Step>();
        while (steps.Count < MostSteps && (Current.Is("->") || Current.Is("[")))
        {
            steps.Add(Take().Text == "->" ? new(ReadPropertyName(), null) : new(null, TryTake("]") ? null : ReadKey()));
        }

        // PHP knows the element by its name alone, and nothing may be written to the array.
        var isOfPhp = Names.IsOfPhp(name) && !(name == "GLOBALS" && steps is [{ Property: null, Key: PhpString }, ..] && !Current.Is("="));
        return isOfPhp ? throw new Stop($"${name} is not read here", line) : new(name, steps.ToImmutable());
    }

    /// <summary>The name of a variable: <c>$name</c>, or <c>$$name</c> where the name is known.</summary>
    private string ReadVariableName()
    {
        if (TryTake("$"))
        {
            return Nested(() => NameIn(ReadVariableName()));
        }

        return Current.Kind == TokenKind.Variable ? Take().Text : throw new Stop($"'{Current.Text}' is not read here", Current.Line);
    }

    private string ReadPropertyName()
    {
        if (Current.Kind == TokenKind.Name && !Names.IsReserved(Current.Text) && Current.Text[0] != '\\')
        {
            return Take().Text;
        }

        return NameIn(Expect(TokenKind.Variable, text => !Names.IsOfPhp(text)).Text);
    }

    /// <summary>The name that a variable holds; a made up one, which nothing else has, where it holds none for sure.</summary>
    private string NameIn(string variable)
    {
        if (_scope.Variables.GetValueOrDefault(variable) is PhpString { Bytes: [not (>= '0' and <= '9'), ..] name } && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or >= '\x80'))
        {
            return name;
        }

        Lose("depends on a computed name", Previous.Line);
        return "";
    }

    private PhpValue ReadKey()
    {
        var key = ReadExpression();
        Expect("]");
        return key;
    }

    /// <summary>The value of a target. PHP only warns where there is none, and gives null.</summary>
    private PhpValue Valued(Target target, int line)
    {
        var value = _scope.Variables.GetValueOrDefault(target.Variable)
            ?? (Names.IsOfMoodle(target.Variable) ? new PhpUnknown($"depends on ${target.Variable}", line) : Lose($"depends on ${target.Variable}, which the file does not set", line));
        foreach (var step in target.Steps)
        {
            value = (value, step) switch
            {
                (_, { Property: null, Key: null }) => throw new Stop("unexpected '[]'", line),
                (PhpUnknown, _) => value,
                (PhpObject o, { Property: { } name }) => _scope.Objects[o].GetValueOrDefault(name) ?? PhpNull.Instance,
                (_, { Property: not null }) => PhpNull.Instance,
                (PhpArray array, { Key: { } key }) when ArrayKey.Of(key) is { } place => array.Find(place) ?? PhpNull.Instance,
                _ => Lose("depends on an element that is not read", line),
            };
        }

        return value;
    }

    /// <summary>
    /// Reads the value of an assignment, and stores it. Within an expression PHP's order of evaluation would count, so there only its end is found.
    /// </summary>
    private PhpValue ReadAssignment(Target target, bool isStatement, int line)
    {
        if (TryTake("&"))
        {
            ReadTarget();
            return Lose("depends on a reference", line);
        }

        var value = ReadExpression(OfAssignment);
        if (!isStatement)
        {
            return Lose("depends on an assignment within an expression", line);
        }

        var holder = _scope.Variables.GetValueOrDefault(target.Variable) ?? new PhpUnknown($"depends on ${target.Variable}, which the file does not set", line);
        if (_scope.Ending is null && Stored(holder, target.Steps, value, line) is { } after)
        {
            _scope = _scope.Set(target.Variable, after);
        }

        return value;
    }

    /// <summary>What holds a value after it was stored at the end of the steps; null when it cannot be told.</summary>
    private PhpValue? Stored(PhpValue holder, ImmutableArray<Step> steps, PhpValue value, int line)
    {
        if (steps is not [var step, .. var rest])
        {
            return value;
        }

        if (value is PhpObject || holder is PhpUnknown)
        {
            return Lose(holder is PhpUnknown unknown ? unknown.Why : "depends on an object in an object", line);
        }

        if (step.Property is { } name)
        {
            return StoredInProperty(holder, name, rest, value, line);
        }

        var array = holder is PhpNull ? PhpArray.Empty : holder as PhpArray;
        var place = step.Key is { } key ? ArrayKey.Of(key) : array?.NextKey;
        if (array is null || place is null)
        {
            return Lose("depends on an array entry that is not read", line);
        }

        return Stored(array.Find(place) ?? PhpNull.Instance, rest, value, line) is { } entry ? Entered(array, place, entry, line) : null;
    }

    private PhpValue StoredInProperty(PhpValue holder, string name, ImmutableArray<Step> rest, PhpValue value, int line)
    {
        if (holder is not PhpObject o)
        {
            return End($"Attempt to assign property \"{name}\" on {(holder is PhpNull ? "null" : "a value that is no object")}", line, isError: true);
        }

        var properties = _scope.Objects[o];
        if (Stored(properties.GetValueOrDefault(name) ?? PhpNull.Instance, rest, value, line) is { } stored)
        {
            _scope = _scope.SetProperties(o, properties.SetItem(name, stored));
        }

        return o;
    }

    /// <summary>What a method gives: nothing can be told of it, but that reading Moodle's database changes nothing here.</summary>
    private PhpUnknown CalledMethod(Target target, List<PhpValue> arguments, int line)
    {
        var isOfDatabase = target is { Variable: "DB", Steps: [{ Property: { } method }] } && _scope.Variables.GetValueOrDefault("DB") is PhpUnknown
            && Names.IsHarmless($"DB->{method}", arguments);
        return isOfDatabase ? new("depends on a call", line) : Lose("depends on a call", line);
    }
}
