using System.Text.RegularExpressions;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>
/// Splits PHP into tokens as PHP's own lexer does (Zend/zend_language_scanner.l of PHP 8), with <c>short_open_tag</c> off.
/// What it cannot split becomes an error token, which is the last then. It goes over the text once.
/// </summary>
internal sealed partial class Lexer
{
    private const string Name = @"[a-zA-Z_\x80-\xff][a-zA-Z0-9_\x80-\xff]*";

    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private bool _isAtEnd;

    private Lexer(string text) => _text = text;

    /// <summary>The tokens of a file, closed by an end or an error token.</summary>
    /// <param name="text">The bytes of the file, one character each.</param>
    public static IReadOnlyList<Token> Tokens(string text)
    {
        var lexer = new Lexer(text);
        lexer.LexHtml();
        while (!lexer._isAtEnd)
        {
            lexer.LexPhp();
        }

        return lexer._tokens;
    }

    // PHP takes one line end, or one blank, with an opening tag.
    [GeneratedRegex(@"<\?(?:=|[pP][hH][pP](?:[ \t\r\n]|\z))", RegexOptions.CultureInvariant)]
    private static partial Regex OpenTag();

    [GeneratedRegex(@"\G\?>(?:\r\n|\n|\r)?", RegexOptions.CultureInvariant)]
    private static partial Regex CloseTag();

    // The b in front of a string means nothing.
    [GeneratedRegex(@"\G(?:(?>[ \t\r\n]+)|(?:#(?!\[)|//)(?>(?:(?!\?>)[^\r\n])*)|[bB](?=['""]))", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();

    [GeneratedRegex(@"\G\$" + Name, RegexOptions.CultureInvariant)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\G\\?" + Name + @"(?>(?:\\" + Name + ")*)", RegexOptions.CultureInvariant)]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\G\([ \t]*(?:int|integer|bool|boolean|float|double|real|string|binary|array|object|unset)[ \t]*\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cast();

    [GeneratedRegex(
        @"\G(?:<=>|\*\*=|\.\.\.|<<=|>>=|===|!==|\?\?=|\?->|==|!=|<>|<=|>=|&&|\|\||\?\?|\+\+|--|[-+*/.%&|^]=|->|=>|::|<<|>>|\*\*|#\[|[-;:,.|^&+/=%!~$<>?@()\[\]{}*\\])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Symbol();

    private void Add(TokenKind kind, string text, int end, PhpValue? value = null)
    {
        _tokens.Add(new(kind, text, _line, value));
        MoveTo(end);
    }

    private void End(TokenKind kind, string text)
    {
        _tokens.Add(new(kind, text, _line));
        _isAtEnd = true;
    }

    /// <summary>Moves on to a place further down, counting lines: CRLF, LF and a lone CR each end one.</summary>
    private void MoveTo(int place)
    {
        for (; _at < place; _at++)
        {
            if (_text[_at] == '\n' || (_text[_at] == '\r' && (_at + 1 == _text.Length || _text[_at + 1] != '\n')))
            {
                _line++;
            }
        }
    }

    /// <summary>Takes the text up to the next opening tag, and the tag.</summary>
    private void LexHtml()
    {
        var tag = OpenTag().Match(_text, _at);
        var end = tag.Success ? tag.Index : _text.Length;
        if (end > _at)
        {
            Add(TokenKind.InlineHtml, "", end);
        }

        if (tag.Value == "<?=")
        {
            Add(TokenKind.Name, "echo", _at);
        }

        MoveTo(_at + tag.Length);
    }

    private bool IsAt(Regex pattern, out string found)
    {
        var match = pattern.Match(_text, _at);
        found = match.Value;
        return match.Success;
    }

    private void LexPhp()
    {
        if (_at == _text.Length)
        {
            End(TokenKind.End, "");
        }
        else if (IsAt(Blank(), out var found))
        {
            MoveTo(_at + found.Length);
        }
        else if (string.CompareOrdinal(_text, _at, "/*", 0, 2) == 0)
        {
            SkipBlockComment();
        }
        else if (IsAt(Variable(), out found))
        {
            Add(TokenKind.Variable, found[1..], _at + found.Length);
        }
        else if (IsAt(QualifiedName(), out found))
        {
            Add(TokenKind.Name, found, _at + found.Length);
        }
        else if (_text[_at] is '\'' or '"' or '`' || Heredoc().IsMatch(_text, _at))
        {
            LexString();
        }
        else if (IsAt(Number(), out found))
        {
            LexNumber(found);
        }
        else if (IsAt(CloseTag(), out found))
        {
            Add(TokenKind.Symbol, ";", _at + found.Length);
            LexHtml();
        }
        else if (IsAt(Cast(), out found))
        {
            Add(TokenKind.Cast, found, _at + found.Length);
        }
        else if (IsAt(Symbol(), out found))
        {
            Add(TokenKind.Symbol, found, _at + found.Length);
        }
        else
        {
            End(TokenKind.Error, $"unexpected character 0x{(int)_text[_at]:X2}");
        }
    }

    private void SkipBlockComment()
    {
        var end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            End(TokenKind.Error, "a comment is not closed");
            return;
        }

        MoveTo(end + 2);
    }
}
