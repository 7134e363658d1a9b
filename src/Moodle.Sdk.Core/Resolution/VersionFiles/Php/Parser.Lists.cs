namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Arrays and arguments.</content>
internal sealed partial class Parser
{
    /// <summary>Parses the items of an array literal up to its closing bracket; places may be left out, as in a destructuring target.</summary>
    private ArrayLiteral ParseArray(string close, int line)
    {
        var items = new List<ArrayItem?>();
        while (!TryTake(close))
        {
            if (Current.Is(","))
            {
                items.Add(null);
            }
            else
            {
                items.Add(ParseItem());
            }

            if (!Current.Is(close))
            {
                Expect(",");
            }
        }

        var isTarget = Current.Is("=") || Current.Is("]") || Current.Is(")") || Current.Is(",");
        return items.Contains(null) && !isTarget ? throw Refused("an array has an empty element", line) : new(items, line);
    }

    private ArrayItem ParseItem()
    {
        if (TryTake("..."))
        {
            return new(null, ParseExpression(), true);
        }

        if (TryTake("&"))
        {
            return new(null, ParseExpression(OperandLevel), false);
        }

        var first = ParseExpression();
        if (!TryTake("=>"))
        {
            return new(null, first, false);
        }

        return TryTake("&") ? new(first, ParseExpression(OperandLevel), false) : new(first, ParseExpression(), false);
    }

    private List<Expression> ParseArguments()
    {
        Expect("(");
        var arguments = new List<Expression>();
        if (Current.Is("...") && Next().Is(")"))
        {
            _at += 2;
            return arguments;
        }

        while (!TryTake(")"))
        {
            TryTake("...");
            if (Current.Kind == TokenKind.Name && Next().Is(":"))
            {
                _at += 2;
            }

            arguments.Add(ParseExpression());
            if (!Current.Is(")"))
            {
                Expect(",");
            }
        }

        return arguments;
    }
}
