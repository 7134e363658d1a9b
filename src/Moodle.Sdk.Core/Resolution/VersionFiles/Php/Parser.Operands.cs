using System.Collections.Frozen;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Variables, literals, names, calls, and what may follow them.</content>
internal sealed partial class Parser
{
    private const string StaticMember = "a static member";

    // Names that cannot be constants or functions.
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
    [
        "abstract", "and", "as", "break", "callable", "case", "catch", "class", "clone", "const", "continue", "declare", "default", "do", "echo", "else", "elseif",
        "enddeclare", "endfor", "endforeach", "endif", "endswitch", "endwhile", "extends", "final", "finally", "for", "foreach", "function", "global", "goto",
        "if", "implements", "instanceof", "insteadof", "interface", "namespace", "new", "or", "private", "protected", "public", "readonly", "return", "switch",
        "throw", "trait", "try", "unset", "use", "var", "while", "xor", "yield", "__halt_compiler",
    ]);

    private Expression ParsePostfix()
    {
        var (start, operand) = (Current, ParseAtom());
        var isNumber = start.Kind == TokenKind.Number;
        while (!isNumber && Current.Kind == TokenKind.Symbol)
        {
            var line = Current.Line;
            switch (Current.Text)
            {
                case "[":
                    _at++;
                    var key = Current.Is("]") ? null : ParseExpression();
                    Expect("]");
                    operand = new Element(operand, key, line);
                    break;
                case "->" or "?->":
                    var isNullSafe = Take().Text == "?->";
                    operand = new Property(operand, ParseMemberName(), isNullSafe, line);
                    break;
                case "::":
                    _at++;
                    operand = ParseStaticMember(operand, line);
                    break;
                case "(":
                    operand = new Call(operand, ParseArguments(), line);
                    break;
                case "++" or "--" when operand is not Constant:
                    _acts++;
                    return new Step(Writable(operand, Current), Take().Text == "++", false, line);
                default:
                    return operand;
            }
        }

        return operand;
    }

    private Expression ParseMemberName()
    {
        var token = Take();
        return token.Kind switch
        {
            TokenKind.Name => new Literal(new PhpString(token.Text), token.Line),
            TokenKind.Variable => NamedVariable(token),
            TokenKind.Symbol when token.Text == "{" => ParseClosed("}"),
            TokenKind.Symbol when token.Text == "$" => ParseVariableVariable(token),
            _ => throw Unexpected(token),
        };
    }

    private Opaque ParseStaticMember(Expression owner, int line)
    {
        var token = Take();
        if (token.Is("{"))
        {
            ParseClosed("}");
        }
        else if (token.Is("$"))
        {
            ParseVariableVariable(token);
        }
        else if (token.Kind is not (TokenKind.Name or TokenKind.Variable))
        {
            throw Unexpected(token);
        }

        // A class constant is no place to write to.
        var what = token.Kind == TokenKind.Name ? "a member of a class" : StaticMember;
        return new(what, owner is Constant ? [] : [owner], line);
    }

    private Expression ParseClosed(string close)
    {
        var inner = ParseExpression();
        Expect(close);
        return inner;
    }

    private static Variable NamedVariable(Token token) => new(new Literal(new PhpString(token.Text), token.Line), token.Line);

    private Variable ParseVariableVariable(Token dollar) => Nested(() =>
    {
        var token = Take();
        return token.Kind switch
        {
            TokenKind.Variable => new Variable(NamedVariable(token), dollar.Line),
            TokenKind.Symbol when token.Text == "{" => new Variable(ParseClosed("}"), dollar.Line),
            TokenKind.Symbol when token.Text == "$" => new Variable(ParseVariableVariable(token), dollar.Line),
            _ => throw Unexpected(token),
        };
    });

    private Expression ParseAtom()
    {
        var token = Take();
        return token.Kind switch
        {
            TokenKind.Variable => NamedVariable(token),
            TokenKind.Number or TokenKind.Text => new Literal(token.Value!, token.Line),
            TokenKind.Template => new Interpolation(ParseParts(token), token.Line),
            TokenKind.ShellCommand => new Opaque("a shell command", ParseParts(token), token.Line),
            TokenKind.Name => ParseNamed(token),
            TokenKind.Symbol => token.Text switch
            {
                "(" => ParseClosed(")"),
                "[" => ParseArray("]", token.Line),
                "$" => ParseVariableVariable(token),
                "#[" => ParseAttributed(),
                _ => throw Unexpected(token),
            },
            _ => throw Unexpected(token),
        };
    }

    private List<Expression> ParseParts(Token template)
    {
        var parts = new List<Expression>();
        foreach (var part in template.Parts!)
        {
            if (part.Tokens is null)
            {
                parts.Add(new Literal(new PhpString(part.Text!), template.Line));
                continue;
            }

            var inner = new Parser(part.Tokens, _depth);
            parts.Add(inner.ParseExpression());
            if (inner.Current.Kind != TokenKind.End)
            {
                throw inner.Unexpected();
            }
        }

        return parts;
    }

    /// <summary>Parses an expression behind attributes, which can only be a closure.</summary>
    private Expression ParseAttributed()
    {
        _at--;
        SkipBalanced("#[");
        return Current.Kind == TokenKind.Name || Current.Is("#[") ? Nested(ParseAtom) : throw Unexpected();
    }
}
