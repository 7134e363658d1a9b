namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Expressions that begin with a word.</content>
internal sealed partial class Parser
{
    private Expression ParseNamed(Token token)
    {
        var line = token.Line;
        switch (token.Text.ToLowerInvariant())
        {
            case "true":
                return new Literal(PhpBool.True, line);
            case "false":
                return new Literal(PhpBool.False, line);
            case "null":
                return new Literal(PhpNull.Instance, line);
            case "__line__":
                return new Literal(new PhpInt(line), line);
            case "array" when Current.Is("("):
                _at++;
                return ParseArray(")", line);
            case "list":
                Expect("(");
                var target = ParseArray(")", line);
                return Current.Is("=") || Current.Is(",") || Current.Is(")") || Current.Is("]") ? target : throw Unexpected();
            case "isset":
                return new IsSet(ParseTargets(), line);
            case "empty":
                Expect("(");
                return new IsEmpty(ParseClosed(")"), line);
            case "exit" or "die":
                return ParseExit(line);
            case "eval":
                Expect("(");
                return new Opaque("eval", [ParseClosed(")")], line);
            case "function" or "fn":
                return ParseClosure(token);
            case "static":
                return ParseStatic(token);
            case "match" when Current.Is("("):
                SkipBalanced("(");
                SkipBalanced("{");
                return new Opaque("a match", [], line);
            case var word when Reserved.Contains(word) || word is "array" or "match":
                throw Unexpected(token);
            default:
                return new Constant(token.Text, line);
        }
    }

    /// <summary>Parses the arguments of isset or unset.</summary>
    private List<Expression> ParseTargets()
    {
        Expect("(");
        var targets = new List<Expression>();
        do
        {
            var (first, target) = (Current, ParseExpression());
            if (target is not (Variable or Property or Element or Opaque { What: StaticMember }))
            {
                throw Refused("isset or unset is used on the result of an expression", first.Line);
            }

            targets.Add(target);
        }
        while (TryTake(",") && !Current.Is(")"));
        Expect(")");
        return targets;
    }

    private Stop ParseExit(int line)
    {
        _acts++;
        if (!TryTake("("))
        {
            return new(null, false, line);
        }

        if (TryTake(")"))
        {
            return new(null, false, line);
        }

        return new(ParseClosed(")"), false, line);
    }

    private Expression ParseStatic(Token token)
    {
        if (Current.IsKeyword("function") || Current.IsKeyword("fn"))
        {
            return ParseClosure(Take());
        }

        return Current.Is("::") ? new Constant("static", token.Line) : throw Unexpected();
    }

    private Opaque ParseClosure(Token token)
    {
        TryTake("&");
        SkipBalanced("(");
        if (TryTakeKeyword("use"))
        {
            SkipBalanced("(");
        }

        if (TryTake(":"))
        {
            SkipType();
        }

        if (token.IsKeyword("fn"))
        {
            Expect("=>");
            ParseExpression(AssignmentLevel);
        }
        else
        {
            SkipBalanced("{");
        }

        return new("a function", [], token.Line);
    }

    private void SkipType()
    {
        while (Current.Kind == TokenKind.Name || Current.Is("?") || Current.Is("|") || Current.Is("&") || Current.Is("(") || Current.Is(")"))
        {
            _at++;
        }
    }

    private Expression ParseNew()
    {
        var line = Take().Line;
        while (Current.Is("#["))
        {
            SkipBalanced("#[");
        }

        if (Current.IsKeyword("class"))
        {
            _at++;
            if (Current.Is("("))
            {
                ParseArguments();
            }

            SkipUntilBody();
            return new New(null, line);
        }

        var name = Current.Kind == TokenKind.Name ? Take().Text : null;
        if (name is not null && (Reserved.Contains(name.ToLowerInvariant()) || Current.Is("::")))
        {
            throw Unexpected();
        }

        if (name is null)
        {
            ParseClassReference();
        }

        if (Current.Is("("))
        {
            ParseArguments();
        }

        return new New(name, line);
    }

    /// <summary>Parses a computed class name: a variable with its members, or an expression in parentheses.</summary>
    private void ParseClassReference()
    {
        var token = Take();
        if (token.Is("("))
        {
            ParseClosed(")");
            return;
        }

        if (token.Kind != TokenKind.Variable)
        {
            throw Unexpected(token);
        }

        while (Current.Is("->") || Current.Is("[") || Current.Is("::"))
        {
            if (Current.Is("["))
            {
                SkipBalanced("[");
                continue;
            }

            _at++;
            ParseMemberName();
        }
    }

    /// <summary>Skips the head of a class up to its body, and the body.</summary>
    private void SkipUntilBody()
    {
        while (Current.Kind == TokenKind.Name || Current.Is(",") || Current.Is(":"))
        {
            _at++;
        }

        SkipBalanced("{");
    }
}
