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
}
