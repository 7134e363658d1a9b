using System.Text;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Strings in single and double quotes, backticks, heredoc and nowdoc.</content>
internal sealed partial class Lexer
{
    private bool LexQuoted()
    {
        switch (Peek())
        {
            case '\'':
                LexSingleQuoted();
                return true;
            case '"':
                LexTemplate('"', TokenKind.Template);
                return true;
            case '`':
                LexTemplate('`', TokenKind.ShellCommand);
                return true;
            case '<' when StartsWith("<<<"):
                return LexHeredoc();
            default:
                return false;
        }
    }

    private void LexSingleQuoted()
    {
        var (line, text) = (_line, new StringBuilder());
        for (_at++; _at < _text.Length; MoveTo(_at + 1))
        {
            switch (Peek())
            {
                case '\'':
                    _at++;
                    Add(TokenKind.Text, "", line, new PhpString(text.ToString()));
                    return;
                case '\\' when Peek(1) is '\'' or '\\':
                    text.Append(Peek(1));
                    _at++;
                    break;
                default:
                    text.Append(Peek());
                    break;
            }
        }

        Fail("a string is not closed", line);
    }

    private void LexTemplate(char quote, TokenKind kind)
    {
        var line = _line;
        _at++;
        var parts = TakeParts(_text.Length, quote);
        if (parts is null)
        {
            return;
        }

        if (Peek() != quote)
        {
            Fail("a string is not closed", line);
            return;
        }

        _at++;
        AddParts(parts, line, kind);
    }

    private void AddParts(List<TemplatePart> parts, int line, TokenKind kind)
    {
        if (kind == TokenKind.Template && parts.All(part => part.Text is not null))
        {
            _tokens.Add(new(TokenKind.Text, "", line, new PhpString(string.Concat(parts.Select(part => part.Text)))));
            return;
        }

        _tokens.Add(new(kind, "", line, Parts: parts));
    }

    /// <summary>Takes text and interpolated expressions up to a quote or a place; null when the lexer failed on the way.</summary>
    private List<TemplatePart>? TakeParts(int end, char quote)
    {
        var (parts, text) = (new List<TemplatePart>(), new StringBuilder());
        while (_at < end && (quote == '\0' || Peek() != quote))
        {
            if (Peek() == '\\' && _at + 1 < end)
            {
                if (!TakeEscape(text, quote))
                {
                    return null;
                }
            }
            else if (IsInterpolation())
            {
                parts.Add(new(text.ToString(), null));
                text.Clear();
                if (TakeExpression() is not { } tokens)
                {
                    return null;
                }

                parts.Add(new(null, tokens));
            }
            else
            {
                text.Append(Peek());
                MoveTo(_at + 1);
            }
        }

        parts.Add(new(text.ToString(), null));
        return parts;
    }

    private bool IsInterpolation() =>
        (Peek() == '$' && (IsNameStart(Peek(1)) || Peek(1) == '{')) || (Peek() == '{' && Peek(1) == '$');

    /// <summary>Takes one interpolated expression and gives its tokens, closed by an end token.</summary>
    private List<Token>? TakeExpression()
    {
        if (++_templateDepth > DeepestTemplate)
        {
            Fail("strings are nested too deep");
            return null;
        }

        var first = _tokens.Count;
        if (Peek() == '{' || Peek(1) == '{')
        {
            TakeBraced();
        }
        else
        {
            TakeSimple();
        }

        _templateDepth--;
        if (_failed)
        {
            return null;
        }

        Add(TokenKind.End, "");
        var taken = _tokens.GetRange(first, _tokens.Count - first);
        _tokens.RemoveRange(first, _tokens.Count - first);
        return taken;
    }

    /// <summary>Takes <c>{$expression}</c>, <c>${name}</c>, <c>${name[key]}</c> or <c>${expression}</c>.</summary>
    private void TakeBraced()
    {
        var (line, isName) = (_line, Peek() == '$');
        _at += isName ? 2 : 1;
        var first = _tokens.Count;
        if (isName && IsNameStart(Peek()))
        {
            var name = TakeName();
            if (Peek() is '}' or '[')
            {
                Add(TokenKind.Variable, name);
            }
            else
            {
                // ${expression}: a variable by a computed name.
                _at -= name.Length;
                Add(TokenKind.Symbol, "$");
                Add(TokenKind.Symbol, "{");
            }
        }

        var closesVariable = _tokens.Count > first && _tokens[^1].Is("{");
        for (var depth = 1; !_failed && _at < _text.Length;)
        {
            var before = _tokens.Count;
            LexPhp();
            if (_tokens.Count == before)
            {
                continue;
            }

            depth += _tokens[^1].Is("{") ? 1 : _tokens[^1].Is("}") ? -1 : 0;
            if (depth == 0)
            {
                if (!closesVariable)
                {
                    _tokens.RemoveAt(_tokens.Count - 1);
                }

                return;
            }
        }

        if (!_failed)
        {
            Fail("a string is not closed", line);
        }
    }

    /// <summary>Takes <c>$name</c>, <c>$name[key]</c> or <c>$name->property</c>, where a key is a bare name, an integer or a variable.</summary>
    private void TakeSimple()
    {
        _at++;
        Add(TokenKind.Variable, TakeName());
        if (Peek() == '[')
        {
            TakeSimpleKey();
        }
        else if ((StartsWith("->") && IsNameStart(Peek(2))) || (StartsWith("?->") && IsNameStart(Peek(3))))
        {
            var arrow = Peek() == '?' ? "?->" : "->";
            Add(TokenKind.Symbol, arrow);
            _at += arrow.Length;
            Add(TokenKind.Name, TakeName());
        }
    }

    private void TakeSimpleKey()
    {
        Add(TokenKind.Symbol, "[");
        _at++;
        if (Peek() == '$' && IsNameStart(Peek(1)))
        {
            _at++;
            Add(TokenKind.Variable, TakeName());
        }
        else if (IsNameStart(Peek()))
        {
            Add(TokenKind.Text, "", value: new PhpString(TakeName()));
        }
        else
        {
            var start = _at;
            _at += Peek() == '-' ? 1 : 0;
            var digits = TakeDigits(10);
            // The key is the text, which array keys then read as an integer where it is one ("$a[07]" asks for '07').
            Add(TokenKind.Text, "", value: new PhpString(_text[start.._at]));
            if (digits.Length == 0)
            {
                Fail("a key in a string cannot be read");
                return;
            }
        }

        if (Peek() != ']')
        {
            Fail("a key in a string cannot be read");
            return;
        }

        Add(TokenKind.Symbol, "]");
        _at++;
    }
}
