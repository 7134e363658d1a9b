namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Writing elements of arrays, which makes the arrays on the way where there are none.</content>
internal sealed partial class Evaluator
{
    private void AssignElement(Element element, PhpValue value)
    {
        if (ArrayAt(element.Target, element.Key) is not { } array)
        {
            return;
        }

        if (element.Key is null)
        {
            array.Append(value);
        }
        else if (Evaluate(element.Key) is PhpUnknown unknown)
        {
            // Any entry may have been written.
            Assign(element.Target, unknown);
        }
        else if (Conversions.ToKey(Evaluate(element.Key)) is { } key)
        {
            array.Set(key, value);
        }
        else
        {
            Throw("Illegal offset type", element.Line);
        }
    }

    /// <summary>The array in a place that an entry is to be written in, made there when the place is empty; null where none can be written.</summary>
    private PhpArray? ArrayAt(Expression place, Expression? key)
    {
        if (!Spend())
        {
            return null;
        }

        switch (place)
        {
            case Variable variable when NameOf(variable) is { } name:
                return ArrayOf(Read(variable), made => SlotOf(name).Value = made, place, key);
            case Property property:
                return ArrayOf(Evaluate(property), made => AssignProperty(property, made), place, key);
            case Element element when ArrayAt(element.Target, element.Key) is { } outer:
                if (element.Key is null)
                {
                    var appended = new PhpArray();
                    outer.Append(appended);
                    return appended;
                }

                return Conversions.ToKey(Evaluate(element.Key)) is { } at
                    ? ArrayOf(outer.Entries.GetValueOrDefault(at, PhpNull.Instance), made => outer.Set(at, made), place, key)
                    : null;
            default:
                return null;
        }
    }

    private PhpArray? ArrayOf(PhpValue value, Action<PhpArray> store, Expression place, Expression? key)
    {
        switch (value)
        {
            case PhpArray array:
                return array;
            case PhpNull or PhpBool { Value: false }:
                var made = new PhpArray();
                store(made);
                return made;
            case PhpUnknown:
                return null;
            case PhpString when key is null:
                Throw("[] operator not supported for strings", place.Line);
                return null;
            case PhpString when Evaluate(key) is PhpString text && Conversions.NumericText(text.Bytes) is not PhpInt:
                Throw("Cannot access offset of type string on string", place.Line);
                return null;
            case PhpString:
                // Writing a character of a string; nobody does.
                Assign(place, new PhpUnknown("depends on an offset of a string", place.Line));
                return null;
            case PhpObject:
                Throw("Cannot use object of type stdClass as array", place.Line);
                return null;
            default:
                Throw("Cannot use a scalar value as an array", place.Line);
                return null;
        }
    }
}
