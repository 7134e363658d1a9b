namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>What reading a file came to: a scope, or why there is none.</summary>
/// <param name="Scope">What the file leaves behind; null when it could not be read to its end.</param>
/// <param name="SyntaxError">What PHP refuses it for, with the line; null when it was read, or it is not known whether PHP takes it.</param>
/// <param name="WhyNot">Why it could not be read, worded to stand after a field's name.</param>
internal sealed record Reading(Scope? Scope, string? SyntaxError, PhpUnknown? WhyNot);

/// <summary>
/// Reads a file from top to bottom, once, and keeps what it sets. It knows the part of PHP that version files are written in, and goes
/// by PHP 8's grammar in it (Zend/zend_language_parser.y); at anything else it stops, since neither its end nor its effect is known then.
/// Nothing is ever called, included or repeated.
/// </summary>
internal sealed partial class ScriptReader
{
    // The reader goes down one level for each; real files have 4.
    private const int Deepest = 100;

    // What merging and copying may come to; real files take a few dozen steps.
    private const int MostWork = 2_000_000;

    private readonly IReadOnlyList<Token> _tokens;
    private Scope _scope = Scope.OfLoader();
    private int _at;
    private int _depth;
    private int _work;
    private int _statementStart;
    private bool _isInFunction;

    private ScriptReader(IReadOnlyList<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_at];

    private Token Previous => _tokens[Math.Max(_at - 1, 0)];

    public static Reading Read(IReadOnlyList<Token> tokens)
    {
        var reader = new ScriptReader(tokens);
        try
        {
            while (reader.Current.Kind != TokenKind.End)
            {
                reader.ReadStatement();
            }

            return new(reader._scope, null, null);
        }
        catch (Stop stop)
        {
            return stop.IsSyntaxError ? new(null, $"{stop.Why} on line {stop.Line}", null) : new(null, null, new($"cannot be read: {stop.Why}", stop.Line));
        }
    }

    private Token Take() => _tokens[_at++];

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

    /// <summary>Takes a token of one kind, whose text must be one that is read here.</summary>
    private Token Expect(TokenKind kind, Func<string, bool> isRead) =>
        Current.Kind == kind && isRead(Current.Text) ? Take() : throw new Stop($"'{Current.Text}' is not read here", Current.Line);

    /// <summary>Counts a level of nesting; every recursion goes through here.</summary>
    private T Nested<T>(Func<T> read)
    {
        if (++_depth > Deepest)
        {
            throw new Stop($"it is nested deeper than {Deepest} levels", Current.Line);
        }

        var result = read();
        _depth--;
        return result;
    }

    private void Spend(int work)
    {
        _work += work;
        if (_work > MostWork)
        {
            throw new Stop("the file computes more than a version.php should", Current.Line);
        }
    }

    /// <summary>Goes on with what two ways agree on.</summary>
    private void Join(Scope one, Scope other, int line)
    {
        if (!ReferenceEquals(one, other))
        {
            Spend(one.Variables.Count + other.Variables.Count + one.Objects.Sum(pair => pair.Value.Count + 1));
        }

        _scope = one.Or(other, DependsOnCondition(line));
    }

    private static PhpUnknown DependsOnCondition(int line) => new("depends on a condition that only a running Moodle can decide", line);

    /// <summary>Gives up on all that the file sets, on this way through it: PHP may stop here, or anything may be set by other code.</summary>
    private PhpUnknown Lose(string why, int line)
    {
        var lost = new PhpUnknown(why, line);
        _scope = _scope.Ending is null ? _scope with { Lost = _scope.Lost ?? lost } : _scope;
        return lost;
    }

    private PhpUnknown End(string why, int line, bool isError)
    {
        _scope = _scope with { Ending = _scope.Ending ?? new(why, line, isError) };
        return new(why, line);
    }

    /// <summary>What to throw at a token that is not read where it stands: a refusal where no PHP goes on like this.</summary>
    private Stop Unexpected()
    {
        var (kind, text, line) = (Current.Kind, Current.Text, Current.Line);
        var unknown = new Stop($"'{text}' is not read here", line);
        return kind switch
        {
            TokenKind.Error => new(text, line, true),
            TokenKind.End => new("unexpected end of the file", line, true),
            TokenKind.Symbol when text is ")" or "]" or "}" or ";" or "," or "=>" => new($"unexpected '{text}'", line, true),
            TokenKind.Symbol => unknown,
            TokenKind.Variable => new($"unexpected variable '${text}'", line, true),
            TokenKind.Number => new($"unexpected number '{text}'", line, true),
            TokenKind.Text => new("unexpected string", line, true),
            TokenKind.Name when Previous.Kind != TokenKind.Name && !Names.IsReserved(text) => new($"unexpected '{text}'", line, true),
            TokenKind.InlineHtml => new("unexpected end of the PHP code", line, true),
            TokenKind.Template => new("a string with more than text in it is not read", line),
            _ => unknown,
        };
    }

    /// <summary>Unwinds the reader to where it began; it never leaves this class.</summary>
    private sealed class Stop(string why, int line, bool isSyntaxError = false) : Exception
    {
        public string Why { get; } = why;

        public int Line { get; } = line;

        public bool IsSyntaxError { get; } = isSyntaxError;
    }
}
