using System.Collections.Frozen;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Statements.</content>
internal sealed partial class ScriptReader
{
    private static readonly FrozenSet<string> Included = FrozenSet.ToFrozenSet(["include", "include_once", "require", "require_once"], StringComparer.OrdinalIgnoreCase);

    private void ReadStatement() => Nested(() =>
    {
        _statementStart = _at;
        if (Current.Kind == TokenKind.InlineHtml)
        {
            _at++;
        }
        else if (Current.Is("{"))
        {
            ReadBlock();
        }
        else if (TryTakeKeyword("if"))
        {
            ReadIf();
        }
        else if (TryTakeKeyword("try"))
        {
            ReadTry();
        }
        else if (!_isInFunction && TryTakeKeyword("function"))
        {
            ReadFunction();
        }
        else if (!TryTake(";"))
        {
            ReadSimpleStatement();
            Expect(";");
        }

        return true;
    });

    private void ReadBlock()
    {
        Expect("{");
        while (!TryTake("}"))
        {
            ReadStatement();
        }
    }

    private void ReadSimpleStatement()
    {
        if (TryTakeKeyword("global"))
        {
            ReadList(ReadGlobal);
        }
        else if (TryTakeKeyword("unset"))
        {
            Expect("(");
            do
            {
                ReadUnset();
            }
            while (TryTake(",") && !Current.Is(")"));
            Expect(")");
        }
        else if (TryTakeKeyword("echo"))
        {
            ReadList(() => MustHaveText(ReadExpression(), Previous.Line));
        }
        else if (_isInFunction && TryTakeKeyword("return"))
        {
            _ = Current.Is(";") ? PhpNull.Instance : ReadExpression();
        }
        else if (Included.Contains(Current.Text) && Current.Kind == TokenKind.Name)
        {
            Lose("depends on another file", Take().Line);
            ReadExpression();
        }
        else
        {
            ReadExpression();
        }
    }

    /// <summary>Reads one or more, with commas between.</summary>
    private void ReadList(Action readOne)
    {
        do
        {
            readOne();
        }
        while (TryTake(","));
    }

    /// <summary>Reads an if behind its keyword, with all that hangs on it. Of two ways that only the site decides between, what both agree on holds.</summary>
    private void ReadIf()
    {
        var line = Previous.Line;
        Expect("(");
        var condition = ReadExpression();
        Expect(")");
        var before = _scope;
        ReadStatement();
        var then = _scope;
        _scope = before;
        if (TryTakeKeyword("elseif"))
        {
            Nested(() =>
            {
                ReadIf();
                return true;
            });
        }
        else if (TryTakeKeyword("else"))
        {
            ReadStatement();
        }

        Choose(condition, then, _scope, line);
    }

    /// <summary>Goes on where a condition leads to.</summary>
    private void Choose(PhpValue condition, Scope then, Scope otherwise, int line)
    {
        if (condition is PhpUnknown)
        {
            Join(then, otherwise, line);
        }
        else
        {
            _scope = Conversions.ToBool(condition) ? then : otherwise;
        }
    }

    /// <summary>Finds the end of a try behind its keyword: what is caught, and how much of the block has run then, is not told here.</summary>
    private void ReadTry()
    {
        Lose("depends on what a try catches", Previous.Line);
        var before = _scope;
        ReadBlock();
        do
        {
            Expect(TokenKind.Name, text => text.Equals("catch", StringComparison.OrdinalIgnoreCase));
            Expect("(");
            Expect(TokenKind.Name, text => !Names.IsReserved(text));
            Expect(TokenKind.Variable, text => !Names.IsOfPhp(text));
            Expect(")");
            ReadBlock();
        }
        while (Current.IsKeyword("catch"));
        _scope = before;
    }

    /// <summary>Finds the end of a function of one parameter behind its keyword. PHP refuses it where there is one of that name.</summary>
    private void ReadFunction()
    {
        Lose("depends on whether a function is known already", Previous.Line);
        var before = _scope;
        Expect(TokenKind.Name, text => !Names.IsReserved(text) && text[0] != '\\');
        Expect("(");
        Expect(TokenKind.Variable, text => !Names.IsOfPhp(text));
        if (TryTake("="))
        {
            Expect(TokenKind.Number, _ => true);
        }

        Expect(")");
        _isInFunction = true;
        ReadBlock();
        _isInFunction = false;
        _scope = before;
    }

    private void ReadGlobal()
    {
        var variable = Expect(TokenKind.Variable, text => !Names.IsOfPhp(text));
        _scope = _scope.Set(variable.Text, new PhpUnknown($"depends on ${variable.Text}", variable.Line));
    }

    private void ReadUnset()
    {
        var target = ReadTarget();
        if (target.Steps.Length > 0)
        {
            Lose("depends on what is unset", Previous.Line);
        }

        _scope = _scope.Set(target.Variable, PhpNull.Instance);
    }
}
