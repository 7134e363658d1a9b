namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Expressions in strings.</content>
internal sealed partial class Lexer
{
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
