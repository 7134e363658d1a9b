namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>What became of parsing a file.</summary>
/// <param name="Statements">The statements; empty when it was refused.</param>
/// <param name="SyntaxError">Why PHP refuses the file, with the line; null when it does not.</param>
/// <param name="TooDeep">True when the file is nested deeper than is read here, which says nothing about PHP.</param>
internal sealed record ParsedFile(IReadOnlyList<Statement> Statements, string? SyntaxError, bool TooDeep);

/// <summary>
/// Parses the tokens of a whole PHP file (Zend/zend_language_parser.y of PHP 8). Bodies of functions and classes are skipped by their braces.
/// Nesting is bounded, so that no file can exhaust the stack.
/// </summary>
internal sealed partial class Parser
{
    // Real files nest below 10; a frame of the deepest recursion here takes well under 2 KiB.
    private const int Deepest = 128;

    private readonly IReadOnlyList<Token> _tokens;
    private int _at;
    private int _depth;
    private int _acts;
    private int _loops;

    private Parser(IReadOnlyList<Token> tokens, int depth = 0) => (_tokens, _depth) = (tokens, depth);

    private Token Current => _tokens[_at];

    /// <summary>Parses a file's tokens.</summary>
    public static ParsedFile Parse(IReadOnlyList<Token> tokens)
    {
        var parser = new Parser(tokens);
        try
        {
            return new(parser.ParseStatementsUntilEnd(), null, false);
        }
        catch (Refusal refusal)
        {
            return new([], refusal.Why, refusal.IsTooDeep);
        }
    }

    private Token Next(int ahead = 1) => _tokens[Math.Min(_at + ahead, _tokens.Count - 1)];

    private Token Take()
    {
        var token = Current;
        if (token.Kind is TokenKind.End or TokenKind.Error)
        {
            throw Unexpected();
        }

        _at++;
        return token;
    }

    private bool TryTake(string symbol)
    {
        var found = Current.Is(symbol);
        _at += found ? 1 : 0;
        return found;
    }

    private bool TryTakeKeyword(string keyword)
    {
        var found = Current.IsKeyword(keyword);
        _at += found ? 1 : 0;
        return found;
    }

    private void Expect(string symbol)
    {
        if (!TryTake(symbol))
        {
            throw Unexpected();
        }
    }

    private string ExpectName()
    {
        var token = Take();
        return token.Kind == TokenKind.Name ? token.Text : throw Unexpected(token);
    }

    private Refusal Unexpected(Token? unexpected = null)
    {
        var token = unexpected ?? Current;
        return token.Kind switch
        {
            TokenKind.Error => Refused(token.Text, token.Line),
            TokenKind.End => Refused("unexpected end of the file", token.Line),
            TokenKind.Symbol or TokenKind.Name => Refused($"unexpected '{token.Text}'", token.Line),
            TokenKind.Variable => Refused($"unexpected variable '${token.Text}'", token.Line),
            TokenKind.Number => Refused($"unexpected number '{token.Text}'", token.Line),
            TokenKind.InlineHtml => Refused("unexpected end of the PHP code", token.Line),
            _ => Refused("unexpected string", token.Line),
        };
    }

    private static Refusal Refused(string why, int line) => new($"{why} on line {line}", false);

    /// <summary>Counts a level of nesting; every recursion goes through here.</summary>
    private T Nested<T>(Func<T> parse)
    {
        if (++_depth > Deepest)
        {
            throw new Refusal($"it is nested deeper than {Deepest} levels on line {Current.Line}", true);
        }

        var result = parse();
        _depth--;
        return result;
    }

    /// <summary>Skips from an opening bracket to behind the one that closes it.</summary>
    private void SkipBalanced(string open)
    {
        Expect(open);
        var expected = new Stack<string>([ClosingOf(open)]);
        while (expected.Count > 0)
        {
            var token = Take();
            if (token.Kind != TokenKind.Symbol)
            {
                continue;
            }

            if (token.Text is "(" or "[" or "{" or "#[")
            {
                expected.Push(ClosingOf(token.Text));
            }
            else if (token.Text is ")" or "]" or "}" && expected.Pop() != token.Text)
            {
                throw Unexpected(token);
            }
        }
    }

    private static string ClosingOf(string open) => open switch { "(" => ")", "{" => "}", _ => "]" };

    /// <summary>Unwinds the parser to where it began; it never leaves this class.</summary>
    private sealed class Refusal(string why, bool isTooDeep) : Exception
    {
        public string Why { get; } = why;

        public bool IsTooDeep { get; } = isTooDeep;
    }
}
