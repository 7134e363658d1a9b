namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Statements that declare something.</content>
internal sealed partial class Parser
{
    private Global ParseGlobal()
    {
        var (line, variables) = (Take().Line, new List<Expression>());
        do
        {
            var token = Current;
            variables.Add(ParseAtom() is Variable variable ? variable : throw Unexpected(token));
        }
        while (TryTake(","));
        Expect(";");
        return new(variables, line);
    }

    /// <summary>Static variables of a file are set once, which for a version.php is an assignment.</summary>
    private Evaluation ParseStaticVariables()
    {
        var (line, assignments) = (Take().Line, new List<Expression>());
        do
        {
            var token = Take();
            if (token.Kind != TokenKind.Variable)
            {
                throw Unexpected(token);
            }

            var value = TryTake("=") ? ParseExpression(AssignmentLevel) : new Literal(PhpNull.Instance, token.Line);
            assignments.Add(new Assignment(NamedVariable(token), null, value, token.Line));
        }
        while (TryTake(","));
        Expect(";");
        return new(assignments, line);
    }

    private Unset ParseUnset()
    {
        var line = Take().Line;
        var targets = ParseTargets();
        Expect(";");
        return new(targets, line);
    }

    private Block ParseConstants()
    {
        var (line, constants) = (Take().Line, new List<Statement>());
        do
        {
            var name = ExpectName();
            Expect("=");
            constants.Add(new ConstantDeclaration(name, ParseExpression(AssignmentLevel), line));
        }
        while (TryTake(","));
        Expect(";");
        return new(constants, line);
    }

    private Goto ParseGoto()
    {
        var line = Take().Line;
        ExpectName();
        Expect(";");
        return new(line);
    }

    private Block ParseLabel()
    {
        _at += 2;
        return Nothing;
    }

    private Statement ParseDeclare()
    {
        _at++;
        SkipBalanced("(");
        if (TryTake(":"))
        {
            var body = ParseUntil("enddeclare");
            ExpectEnd("enddeclare");
            return body;
        }

        return ParseStatement();
    }

    private Statement ParseNamespace()
    {
        _at++;
        if (!Current.Is("{"))
        {
            ExpectName();
        }

        if (Current.Is("{"))
        {
            return ParseBlock();
        }

        Expect(";");
        return Nothing;
    }

    private Block ParseUse()
    {
        _at++;
        while (Current.Kind == TokenKind.Name || Current.Is(",") || Current.Is("{") || Current.Is("}") || Current.Is("\\"))
        {
            _at++;
        }

        Expect(";");
        return Nothing;
    }

    private Block SkipFunction()
    {
        _at++;
        TryTake("&");
        ExpectName();
        SkipBalanced("(");
        if (TryTake(":"))
        {
            SkipType();
        }

        SkipBalanced("{");
        return Nothing;
    }

    private Block SkipClass()
    {
        if (Next().Kind != TokenKind.Name)
        {
            throw Unexpected(Next());
        }

        SkipUntilBody();
        return Nothing;
    }
}
