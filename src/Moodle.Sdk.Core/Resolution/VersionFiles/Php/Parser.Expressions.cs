using System.Collections.Frozen;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Operators, by their precedence in PHP 8.</content>
internal sealed partial class Parser
{
    private const int LowestLevel = 1;
    private const int AssignmentLevel = 4;
    private const int TernaryLevel = 5;
    private const int CoalesceLevel = 6;
    private const int EqualityLevel = 12;
    private const int ComparisonLevel = 13;
    private const int NotLevel = 18;
    private const int InstanceLevel = 19;
    private const int UnaryLevel = 20;
    private const int PowerLevel = 21;
    private const int OperandLevel = 22;

    private static readonly FrozenDictionary<string, int> Levels = new Dictionary<string, int>
    {
        ["or"] = 1,
        ["xor"] = 2,
        ["and"] = 3,
        ["?"] = TernaryLevel,
        ["??"] = CoalesceLevel,
        ["||"] = 7,
        ["&&"] = 8,
        ["|"] = 9,
        ["^"] = 10,
        ["&"] = 11,
        ["=="] = EqualityLevel,
        ["!="] = EqualityLevel,
        ["<>"] = EqualityLevel,
        ["==="] = EqualityLevel,
        ["!=="] = EqualityLevel,
        ["<=>"] = EqualityLevel,
        ["<"] = ComparisonLevel,
        ["<="] = ComparisonLevel,
        [">"] = ComparisonLevel,
        [">="] = ComparisonLevel,
        ["."] = 14,
        ["<<"] = 15,
        [">>"] = 15,
        ["+"] = 16,
        ["-"] = 16,
        ["*"] = 17,
        ["/"] = 17,
        ["%"] = 17,
        ["instanceof"] = InstanceLevel,
        ["**"] = PowerLevel,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> AssignmentOperators =
        FrozenSet.ToFrozenSet(["=", "+=", "-=", "*=", "/=", ".=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>=", "??="]);

    private Expression ParseExpression() => ParseExpression(LowestLevel);

    /// <summary>Parses an expression of operators that bind at least as tight as a level.</summary>
    private Expression ParseExpression(int level) => Nested(() =>
    {
        var left = ParsePrefix();
        var forbidden = -1;
        var isBareTernary = false;
        while (OperatorLevel(out var symbol) is var found && found >= level)
        {
            if (found == forbidden || (found == TernaryLevel && isBareTernary && !(IsShortTernary(left) && Next().Is(":"))))
            {
                // Comparisons do not chain, nor do conditionals, except short ones.
                throw Unexpected();
            }

            var line = Take().Line;
            left = symbol switch
            {
                "?" => ParseTernary(left, line),
                "instanceof" => ParseInstanceOf(left, line),
                _ => ParseBinary(symbol, found, left, line),
            };
            isBareTernary = symbol == "?";
            forbidden = found is EqualityLevel or ComparisonLevel ? found : -1;
        }

        return left;
    });

    private static bool IsShortTernary(Expression expression) => expression is Ternary { Then: null };

    private int OperatorLevel(out string symbol)
    {
        symbol = Current.Kind switch { TokenKind.Symbol => Current.Text, TokenKind.Name => Current.Text.ToLowerInvariant(), _ => "" };
        return Levels.GetValueOrDefault(symbol, -1);
    }

    private Binary ParseBinary(string symbol, int level, Expression left, int line)
    {
        var acts = _acts;
        var isRightAssociative = level is CoalesceLevel or PowerLevel;
        var right = ParseExpression(isRightAssociative ? level : level + 1);
        var canonical = symbol switch { "and" => "&&", "or" => "||", "<>" => "!=", _ => symbol };
        return new(canonical, left, right, _acts != acts, line);
    }

    private Ternary ParseTernary(Expression condition, int line)
    {
        var then = Current.Is(":") ? null : ParseExpression();
        Expect(":");
        return new(condition, then, ParseExpression(TernaryLevel + 1), line);
    }

    private Opaque ParseInstanceOf(Expression left, int line) => new("instanceof", [left, ParseExpression(OperandLevel)], line);

    private Expression ParsePrefix()
    {
        var token = Current;
        if (token.Kind == TokenKind.Cast)
        {
            _at++;
            return new Unary(token.Text, ParseExpression(UnaryLevel), token.Line);
        }

        if (token.Kind == TokenKind.Symbol)
        {
            switch (token.Text)
            {
                case "!":
                    _at++;
                    return new Unary("!", ParseExpression(NotLevel), token.Line);
                case "-" or "+" or "~" or "@":
                    _at++;
                    return new Unary(token.Text, ParseExpression(UnaryLevel), token.Line);
                case "++" or "--":
                    _at++;
                    _acts++;
                    return new Step(Writable(ParseExpression(OperandLevel), token), token.Text == "++", true, token.Line);
                default:
                    break;
            }
        }

        return ParseKeywordPrefix(token) ?? ParseOperand();
    }

    /// <summary>Parses the keywords that stand before an expression; null when the token is none of them.</summary>
    private Expression? ParseKeywordPrefix(Token token)
    {
        if (token.Kind != TokenKind.Name)
        {
            return null;
        }

        switch (token.Text.ToLowerInvariant())
        {
            case "new":
                return ParseNew();
            case "clone":
                _at++;
                return new CloneOf(ParseExpression(OperandLevel), token.Line);
            case "print":
                _at++;
                return new Opaque("print", [ParseExpression(AssignmentLevel)], token.Line);
            case "include" or "include_once" or "require" or "require_once":
                _at++;
                return new Opaque("the file it includes", [ParseExpression(LowestLevel)], token.Line);
            case "throw":
                _at++;
                _acts++;
                return new Stop(ParseExpression(LowestLevel), true, token.Line);
            default:
                return null;
        }
    }

    /// <summary>Parses an operand with all that follows it, and the assignment that it may be the target of.</summary>
    private Expression ParseOperand()
    {
        var first = Current;
        var operand = ParsePostfix();
        if (Current.Kind != TokenKind.Symbol || !AssignmentOperators.Contains(Current.Text))
        {
            return operand;
        }

        if (first.Is("(") && _tokens[_at - 1].Is(")"))
        {
            throw Unexpected();
        }

        _acts++;
        Writable(operand, Current);
        var symbol = Take();
        if (operand is ArrayLiteral && symbol.Text != "=")
        {
            throw Unexpected(symbol);
        }

        if (symbol.Text == "=" && TryTake("&"))
        {
            return new ReferenceAssignment(operand, ParseExpression(OperandLevel), first.Line);
        }

        return new Assignment(operand, symbol.Text == "=" ? null : symbol.Text[..^1], ParseExpression(AssignmentLevel), first.Line);
    }

    /// <summary>Refuses what cannot be written to: results, constants, and members of constants and literals.</summary>
    private Expression Writable(Expression target, Token at)
    {
        if (target is not (Variable or Property { IsNullSafe: false } or Element or ArrayLiteral or Opaque { What: StaticMember }))
        {
            throw Unexpected(at);
        }

        var root = target;
        while (root is Property or Element)
        {
            root = root is Property property ? property.Target : ((Element)root).Target;
        }

        return root is Constant or Literal or Interpolation || (root is ArrayLiteral && root != target)
            ? throw Refused("a value that is no variable is written to", at.Line)
            : target;
    }
}
