using System.Collections.Frozen;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>
/// Splits PHP into tokens as PHP's own lexer does (Zend/zend_language_scanner.l of PHP 8), with <c>short_open_tag</c> off.
/// What it cannot split becomes an error token, at which a parser stops if it gets that far. It goes over the text once.
/// </summary>
internal sealed partial class Lexer
{
    private static readonly FrozenSet<string> Symbols = FrozenSet.ToFrozenSet(
    [
        "<=>", "**=", "...", "<<=", ">>=", "===", "!==", "??=", "?->",
        "==", "!=", "<>", "<=", ">=", "&&", "||", "??", "++", "--", "+=", "-=", "*=", "/=", ".=", "%=", "&=", "|=", "^=", "->", "=>", "::", "<<", ">>", "**",
        ";", ":", ",", ".", "|", "^", "&", "+", "-", "/", "=", "%", "!", "~", "$", "<", ">", "?", "@", "(", ")", "[", "]", "{", "}", "*", "#[", "\\",
    ]);

    // How deep expressions may stand in strings in expressions; real files have one.
    private const int DeepestTemplate = 8;

    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _templateDepth;
    private bool _failed;

    private Lexer(string text) => _text = text;

    /// <summary>The tokens of a file, closed by an end or an error token.</summary>
    /// <param name="text">The bytes of the file, one character each.</param>
    public static IReadOnlyList<Token> Tokens(string text)
    {
        var lexer = new Lexer(text);
        lexer.LexHtml();
        while (!lexer._failed && lexer._at < text.Length)
        {
            lexer.LexPhp();
        }

        if (!lexer._failed)
        {
            lexer.Add(TokenKind.End, "");
        }

        return lexer._tokens;
    }

    /// <summary>Whether a character may begin a name. Every byte above 127 may.</summary>
    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= 0x80;

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c);

    private char Peek(int ahead = 0) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private bool StartsWith(string text) => string.CompareOrdinal(_text, _at, text, 0, text.Length) == 0;

    private void Add(TokenKind kind, string text, int? line = null, PhpValue? value = null) => _tokens.Add(new(kind, text, line ?? _line, value));

    private void Fail(string why, int? line = null)
    {
        Add(TokenKind.Error, why, line);
        _failed = true;
    }

    /// <summary>Moves on to a place further down, counting lines: CRLF, LF and a lone CR each end one.</summary>
    private void MoveTo(int place)
    {
        for (; _at < place; _at++)
        {
            if (_text[_at] == '\n' || (_text[_at] == '\r' && Peek(1) != '\n'))
            {
                _line++;
            }
        }
    }

    private void LexPhp()
    {
        var c = Peek();
        if (c is ' ' or '\t' or '\r' or '\n')
        {
            MoveTo(_at + 1);
        }
        else if (StartsWith("?>"))
        {
            CloseTag();
        }
        else if ((c == '#' && Peek(1) != '[') || StartsWith("//"))
        {
            SkipLineComment();
        }
        else if (StartsWith("/*"))
        {
            SkipBlockComment();
        }
        else if (c == '$' && IsNameStart(Peek(1)))
        {
            _at++;
            Add(TokenKind.Variable, TakeName());
        }
        else if (c is 'b' or 'B' && (Peek(1) is '\'' or '"'))
        {
            // The prefix of binary strings means nothing.
            _at++;
        }
        else if (IsNameStart(c) || (c == '\\' && IsNameStart(Peek(1))))
        {
            Add(TokenKind.Name, TakeQualifiedName());
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            LexNumber();
        }
        else if (!LexQuoted() && !LexCast())
        {
            LexSymbol();
        }
    }

    private void SkipLineComment()
    {
        while (_at < _text.Length && Peek() is not ('\n' or '\r') && !StartsWith("?>"))
        {
            _at++;
        }
    }

    private void SkipBlockComment()
    {
        var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            Fail("a comment is not closed");
            return;
        }

        MoveTo(end + 2);
    }

    private string TakeName()
    {
        var start = _at;
        while (IsNamePart(Peek()))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private string TakeQualifiedName()
    {
        var start = _at;
        if (Peek() == '\\')
        {
            _at++;
        }

        TakeName();
        while (Peek() == '\\' && IsNameStart(Peek(1)))
        {
            _at++;
            TakeName();
        }

        return _text[start.._at];
    }

    private bool LexCast()
    {
        if (Peek() != '(')
        {
            return false;
        }

        var start = _at + 1;
        while (start < _text.Length && _text[start] is ' ' or '\t')
        {
            start++;
        }

        var end = start;
        while (end < _text.Length && end - start <= 8 && char.IsAsciiLetter(_text[end]))
        {
            end++;
        }

        var type = _text[start..end].ToLowerInvariant();
        while (end < _text.Length && _text[end] is ' ' or '\t')
        {
            end++;
        }

        if (end >= _text.Length || _text[end] != ')'
            || type is not ("int" or "integer" or "bool" or "boolean" or "float" or "double" or "real" or "string" or "binary" or "array" or "object" or "unset"))
        {
            return false;
        }

        if (type is "real" or "unset")
        {
            Fail($"the cast ({type}) is no longer part of PHP");
            return true;
        }

        Add(TokenKind.Cast, type);
        _at = end + 1;
        return true;
    }

    private void LexSymbol()
    {
        for (var length = Math.Min(3, _text.Length - _at); length > 0; length--)
        {
            var candidate = _text.Substring(_at, length);
            if (Symbols.Contains(candidate))
            {
                Add(TokenKind.Symbol, candidate);
                _at += length;
                return;
            }
        }

        Fail($"unexpected character 0x{(int)Peek():X2}");
    }
}
