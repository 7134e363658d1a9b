using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Heredoc, nowdoc and the escapes of interpolated strings.</content>
internal sealed partial class Lexer
{
    private bool LexHeredoc()
    {
        var place = _at + 3;
        while (place < _text.Length && _text[place] is ' ' or '\t')
        {
            place++;
        }

        var quote = place < _text.Length && _text[place] is '\'' or '"' ? _text[place] : '\0';
        var nameStart = place + (quote == '\0' ? 0 : 1);
        var nameEnd = nameStart;
        while (nameEnd < _text.Length && IsNamePart(_text[nameEnd]))
        {
            nameEnd++;
        }

        var body = nameEnd + (quote == '\0' ? 0 : 1);
        if (nameEnd == nameStart || !IsNameStart(_text[nameStart]) || body >= _text.Length
            || (quote != '\0' && _text[nameEnd] != quote) || _text[body] is not ('\n' or '\r'))
        {
            return false;
        }

        var line = _line;
        MoveTo(body + (_text[body] == '\r' && body + 1 < _text.Length && _text[body + 1] == '\n' ? 2 : 1));
        LexHeredocBody(_text[nameStart..nameEnd], quote == '\'', line);
        return true;
    }

    /// <summary>Takes the lines up to the closing name, without its indentation and the last line end.</summary>
    private void LexHeredocBody(string name, bool isNowdoc, int line)
    {
        var start = _at;
        var (bodyEnd, indent, close) = FindHeredocEnd(name);
        if (close < 0)
        {
            Fail("a heredoc is not closed", line);
            return;
        }

        if (WithoutIndent(_text[start..bodyEnd], indent, out var failedAt) is not { } raw)
        {
            MoveTo(start + failedAt);
            Fail("a line of a heredoc is indented less than its end");
            return;
        }

        if (isNowdoc || !raw.AsSpan().ContainsAny('\\', '$'))
        {
            Add(TokenKind.Text, "", line, new PhpString(raw));
        }
        else
        {
            // The body is lexed on its own, since the indentation is no longer in it.
            var inner = new Lexer(raw) { _line = _line, _templateDepth = _templateDepth };
            var parts = inner.TakeParts(raw.Length, '\0');
            if (parts is null)
            {
                Fail(inner._tokens[^1].Text, inner._tokens[^1].Line);
                return;
            }

            AddParts(parts, line, TokenKind.Template);
        }

        MoveTo(close);
    }

    private (int BodyEnd, int Indent, int Close) FindHeredocEnd(string name)
    {
        for (var lineStart = _at; lineStart <= _text.Length;)
        {
            var place = lineStart;
            while (place < _text.Length && _text[place] is ' ' or '\t')
            {
                place++;
            }

            var end = place + name.Length;
            if (string.CompareOrdinal(_text, place, name, 0, name.Length) == 0 && end <= _text.Length && (end == _text.Length || !IsNamePart(_text[end])))
            {
                var bodyEnd = Math.Max(_at, lineStart - (lineStart >= 2 && _text[lineStart - 1] == '\n' && _text[lineStart - 2] == '\r' ? 2 : 1));
                return (bodyEnd, place - lineStart, end);
            }

            var next = _text.AsSpan(place).IndexOfAny('\n', '\r');
            if (next < 0)
            {
                break;
            }

            lineStart = place + next + (_text[place + next] == '\r' && place + next + 1 < _text.Length && _text[place + next + 1] == '\n' ? 2 : 1);
        }

        return (0, 0, -1);
    }

    /// <summary>Takes an indentation off each line; null when a line has less, with the place where that line begins.</summary>
    private static string? WithoutIndent(string raw, int indent, out int failedAt)
    {
        var result = new StringBuilder(raw.Length);
        failedAt = 0;
        for (var at = 0; at < raw.Length;)
        {
            failedAt = at;
            var lineEnd = raw.AsSpan(at).IndexOfAny('\n', '\r') is var found && found < 0 ? raw.Length : at + found + 1;
            var content = raw.AsSpan(at, lineEnd - at);
            var present = content.IndexOfAnyExcept(' ', '\t') is var other && other < 0 ? content.Length : other;
            var isBlank = present == content.Length || content[present] is '\n' or '\r';
            if (present < indent && !isBlank)
            {
                return null;
            }

            result.Append(content[Math.Min(present, indent)..]);
            at = lineEnd;
        }

        return result.ToString();
    }

    /// <summary>Takes an escape of an interpolated string; false when PHP refuses it.</summary>
    private bool TakeEscape(StringBuilder text, char quote)
    {
        var c = Peek(1);
        var simple = c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'v' => '\v', 'f' => '\f', 'e' => '\x1b', '\\' => '\\', '$' => '$', _ => '\0' };
        if (simple != '\0' || (c == quote && quote != '\0'))
        {
            text.Append(simple != '\0' ? simple : quote);
            _at += 2;
        }
        else if (c is >= '0' and <= '7')
        {
            _at++;
            text.Append((char)(Convert.ToInt32(TakeWhile(3, digit => digit is >= '0' and <= '7'), 8) & 0xFF));
        }
        else if (c == 'x' && char.IsAsciiHexDigit(Peek(2)))
        {
            _at += 2;
            text.Append((char)Convert.ToInt32(TakeWhile(2, char.IsAsciiHexDigit), 16));
        }
        else if (c == 'u' && Peek(2) == '{')
        {
            return TakeCodePoint(text);
        }
        else
        {
            // Not an escape: the backslash stays.
            text.Append('\\');
            _at++;
        }

        return true;
    }

    private string TakeWhile(int most, Func<char, bool> isPart)
    {
        var start = _at;
        while (_at - start < most && isPart(Peek()))
        {
            _at++;
        }

        return _text[start.._at];
    }

    private bool TakeCodePoint(StringBuilder text)
    {
        _at += 3;
        var digits = TakeWhile(16, char.IsAsciiHexDigit);
        if (Peek() != '}' || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is < 0 or > 0x10FFFF)
        {
            Fail("an escape \\u{...} names no character");
            return false;
        }

        _at++;
        // PHP encodes surrogates too, which .NET would refuse.
        var bytes = Rune.IsValid(code)
            ? Encoding.UTF8.GetBytes(char.ConvertFromUtf32(code))
            : [(byte)(0xE0 | (code >> 12)), (byte)(0x80 | ((code >> 6) & 0x3F)), (byte)(0x80 | (code & 0x3F))];
        text.Append(Encoding.Latin1.GetString(bytes));
        return true;
    }
}
