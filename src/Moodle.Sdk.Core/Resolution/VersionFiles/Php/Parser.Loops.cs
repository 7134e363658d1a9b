namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Loops, switches and tries.</content>
internal sealed partial class Parser
{
    private Loop ParseWhile()
    {
        var line = Take().Line;
        Expect("(");
        var condition = ParseClosed(")");
        return new([], [condition], [], ParseLoopBody("endwhile"), false, line);
    }

    private Loop ParseDo()
    {
        var line = Take().Line;
        _loops++;
        var body = ParseStatement();
        _loops--;
        if (!TryTakeKeyword("while"))
        {
            throw Unexpected();
        }

        Expect("(");
        var condition = ParseClosed(")");
        Expect(";");
        return new([], [condition], [], body, true, line);
    }

    private Loop ParseFor()
    {
        var line = Take().Line;
        Expect("(");
        var before = ParseListUntil(";");
        var condition = ParseListUntil(";");
        var after = ParseListUntil(")");
        return new(before, condition, after, ParseLoopBody("endfor"), false, line);
    }

    private List<Expression> ParseListUntil(string close)
    {
        if (TryTake(close))
        {
            return [];
        }

        var list = ParseList();
        Expect(close);
        return list;
    }

    private Each ParseForeach()
    {
        var line = Take().Line;
        Expect("(");
        var source = ParseExpression();
        if (!TryTakeKeyword("as"))
        {
            throw Unexpected();
        }

        Expression? key = null;
        var value = ParseEachTarget();
        if (TryTake("=>"))
        {
            key = value;
            value = ParseEachTarget();
        }

        Expect(")");
        return new(source, key, value, ParseLoopBody("endforeach"), line);
    }

    private Expression ParseEachTarget()
    {
        TryTake("&");
        var token = Current;
        return Writable(ParseExpression(OperandLevel), token);
    }

    private Switch ParseSwitch()
    {
        var line = Take().Line;
        Expect("(");
        var subject = ParseClosed(")");
        var isColon = TryTake(":");
        if (!isColon)
        {
            Expect("{");
        }

        TryTake(";");
        _loops++;
        var cases = new List<(Expression?, Block)>();
        while (!Current.Is("}") && !Current.IsKeyword("endswitch"))
        {
            cases.Add(ParseCase());
        }

        _loops--;
        if (isColon)
        {
            ExpectEnd("endswitch");
        }
        else
        {
            Expect("}");
        }

        return new(subject, cases, line);
    }

    private (Expression? Test, Block Body) ParseCase()
    {
        Expression? test = null;
        if (TryTakeKeyword("case"))
        {
            test = ParseExpression();
        }
        else if (!TryTakeKeyword("default"))
        {
            throw Unexpected();
        }

        if (!TryTake(":"))
        {
            Expect(";");
        }

        var (line, statements) = (Current.Line, new List<Statement>());
        while (!Current.Is("}") && !Current.IsKeyword("case") && !Current.IsKeyword("default") && !Current.IsKeyword("endswitch"))
        {
            statements.Add(ParseListed());
        }

        return (test, new(statements, line));
    }

    private Try ParseTry()
    {
        var line = Take().Line;
        var body = ParseBlock();
        var catches = new List<Block>();
        while (TryTakeKeyword("catch"))
        {
            SkipBalanced("(");
            catches.Add(ParseBlock());
        }

        var last = TryTakeKeyword("finally") ? ParseBlock() : null;
        return catches.Count == 0 && last is null ? throw Refused("a try has neither catch nor finally", line) : new(body, catches, last, line);
    }

    private Jump ParseJump()
    {
        var token = Take();
        var levels = 1L;
        if (Current.Kind == TokenKind.Number)
        {
            levels = Take().Value is PhpInt { Value: > 0 and var count } ? count : throw Refused($"'{token.Text}' takes only positive whole numbers", token.Line);
        }

        Expect(";");
        return levels > _loops
            ? throw Refused($"'{token.Text}' is not in so many loops", token.Line)
            : new(token.IsKeyword("break"), (int)levels, token.Line);
    }

    private Return ParseReturn()
    {
        var line = Take().Line;
        var value = Current.Is(";") ? null : ParseExpression();
        Expect(";");
        return new(value, line);
    }
}
