namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Statements.</content>
internal sealed partial class Parser
{
    private static readonly Block Nothing = new([], 0);

    private List<Statement> ParseStatementsUntilEnd()
    {
        var statements = new List<Statement>();
        var isFirst = true;
        while (Current.Kind != TokenKind.End)
        {
            var isDeclare = Current.IsKeyword("declare");
            var isNamespace = Current.IsKeyword("namespace");
            if (!isFirst && (isDeclare ? Next(2).IsKeyword("strict_types") : isNamespace && statements.Exists(statement => statement != Nothing)))
            {
                throw Refused($"{Current.Text} has to be the very first statement", Current.Line);
            }

            if (Current.IsKeyword("__halt_compiler"))
            {
                break;
            }

            statements.Add(Current.IsKeyword("const") ? ParseConstants() : ParseListed());
            isFirst = isFirst && (isDeclare || isNamespace);
        }

        return statements;
    }

    /// <summary>Parses a statement in a list of them, which may be a declaration; the lone body of an if or a loop may not.</summary>
    private Statement ParseListed() => Current.Kind != TokenKind.Name ? ParseStatement() : Current.Text.ToLowerInvariant() switch
    {
        "namespace" => ParseNamespace(),
        "use" => ParseUse(),
        "function" when Next().Kind == TokenKind.Name || (Next().Is("&") && Next(2).Kind == TokenKind.Name) => SkipFunction(),
        "abstract" or "final" or "readonly" or "class" or "interface" or "trait" => SkipClass(),
        "enum" when Next().Kind == TokenKind.Name => SkipClass(),
        _ => ParseStatement(),
    };

    private Statement ParseStatement() => Nested(() =>
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.InlineHtml:
                _at++;
                return new Block([], token.Line);
            case TokenKind.Symbol when token.Text == "{":
                return ParseBlock();
            case TokenKind.Symbol when token.Text == ";":
                _at++;
                return Nothing;
            case TokenKind.Symbol when token.Text == "#[":
                SkipBalanced("#[");
                return ParseListed();
            case TokenKind.Name:
                return ParseWordStatement(token);
            default:
                return ParseEvaluation();
        }
    });

    private Statement ParseWordStatement(Token token) => token.Text.ToLowerInvariant() switch
    {
        "if" => ParseIf(),
        "while" => ParseWhile(),
        "do" => ParseDo(),
        "for" => ParseFor(),
        "foreach" => ParseForeach(),
        "switch" => ParseSwitch(),
        "try" => ParseTry(),
        "break" or "continue" => ParseJump(),
        "return" => ParseReturn(),
        "echo" => ParseEcho(),
        "global" => ParseGlobal(),
        "static" when Next().Kind == TokenKind.Variable => ParseStaticVariables(),
        "unset" => ParseUnset(),
        "goto" => ParseGoto(),
        "declare" => ParseDeclare(),
        var word when Next().Is(":") && !Reserved.Contains(word) => ParseLabel(),
        _ => ParseEvaluation(),
    };

    private Evaluation ParseEvaluation()
    {
        var (line, expression) = (Current.Line, ParseExpression());
        Expect(";");
        return new([expression], line);
    }

    private Evaluation ParseEcho()
    {
        var line = Take().Line;
        var expressions = ParseList();
        Expect(";");
        return new(expressions, line);
    }

    private List<Expression> ParseList()
    {
        var expressions = new List<Expression>();
        do
        {
            expressions.Add(ParseExpression());
        }
        while (TryTake(","));
        return expressions;
    }

    private Block ParseBlock()
    {
        var line = Current.Line;
        Expect("{");
        var statements = new List<Statement>();
        while (!TryTake("}"))
        {
            statements.Add(ParseListed());
        }

        return new(statements, line);
    }

    /// <summary>Parses the statements of the colon syntax up to one of the words that end it.</summary>
    private Block ParseUntil(params string[] words)
    {
        var (line, statements) = (Current.Line, new List<Statement>());
        while (!Array.Exists(words, Current.IsKeyword))
        {
            statements.Add(ParseListed());
        }

        return new(statements, line);
    }

    private Conditional ParseIf()
    {
        var (line, branches) = (Take().Line, new List<(Expression?, Statement)>());
        Expect("(");
        var condition = ParseClosed(")");
        if (TryTake(":"))
        {
            return ParseColonIf(condition, line);
        }

        branches.Add((condition, ParseStatement()));
        while (TryTakeKeyword("elseif"))
        {
            Expect("(");
            condition = ParseClosed(")");
            branches.Add((condition, ParseStatement()));
        }

        if (TryTakeKeyword("else"))
        {
            branches.Add((null, ParseStatement()));
        }

        return new(branches, line);
    }

    private Conditional ParseColonIf(Expression condition, int line)
    {
        var branches = new List<(Expression?, Statement)> { (condition, ParseUntil("elseif", "else", "endif")) };
        while (TryTakeKeyword("elseif"))
        {
            Expect("(");
            condition = ParseClosed(")");
            Expect(":");
            branches.Add((condition, ParseUntil("elseif", "else", "endif")));
        }

        if (TryTakeKeyword("else"))
        {
            Expect(":");
            branches.Add((null, ParseUntil("endif")));
        }

        ExpectEnd("endif");
        return new(branches, line);
    }

    private void ExpectEnd(string word)
    {
        if (!TryTakeKeyword(word))
        {
            throw Unexpected();
        }

        Expect(";");
    }

    /// <summary>Parses the body of a loop, in braces or in the colon syntax.</summary>
    private Statement ParseLoopBody(string endWord)
    {
        _loops++;
        Statement body;
        if (TryTake(":"))
        {
            body = ParseUntil(endWord);
            ExpectEnd(endWord);
        }
        else
        {
            body = ParseStatement();
        }

        _loops--;
        return body;
    }
}
