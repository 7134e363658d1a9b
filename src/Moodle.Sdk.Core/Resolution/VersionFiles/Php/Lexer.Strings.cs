using System.Globalization;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Strings in quotes and backticks, heredoc and nowdoc.</content>
internal sealed partial class Lexer
{
    // How deep strings may stand in expressions in strings; real files have one.
    private const int DeepestString = 8;

    [GeneratedRegex(@"\G<<<[ \t]*(?<quote>['""]?)(?<label>" + Name + @")\k<quote>(?:\r\n|\n|\r)", RegexOptions.CultureInvariant)]
    private static partial Regex Heredoc();

    // A variable, or an escape that PHP may refuse: \u{...} with what is no character.
    [GeneratedRegex(@"\G(?>(?:[^\\${]|\\[^u]|\\u(?!\{)|\$(?![a-zA-Z_\x80-\xff{])|\{(?!\$))*)\z", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex TextOnly();

    [GeneratedRegex(@"\\(?:(?<octal>[0-7]{1,3})|[xX](?<hex>[0-9a-fA-F]{1,2})|(?<letter>[nrtvef\\$""]))", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();

    [GeneratedRegex(@"\\([\\'])", RegexOptions.CultureInvariant)]
    private static partial Regex SingleEscape();

    private void LexString()
    {
        var (start, isHeredoc) = (_at + 1, _text[_at] == '<');
        var end = isHeredoc ? EndOfHeredoc() : EndOfQuoted(_at, 0);
        if (end < 0)
        {
            // Where code stands in strings, the place that is missed may be one that is not understood here.
            End(isHeredoc || _text.IndexOf("{$", _at, StringComparison.Ordinal) >= 0 ? TokenKind.Template : TokenKind.Error, "a string is not closed");
            return;
        }

        var inner = isHeredoc ? "" : _text[start..(end - 1)];
        if (_text[_at] == '\'')
        {
            Add(TokenKind.Text, inner, end, new PhpString(SingleEscape().Replace(inner, "$1")));
        }
        else if (_text[_at] == '"' && TextOnly().IsMatch(inner))
        {
            Add(TokenKind.Text, inner, end, new PhpString(Escape().Replace(inner, Unescaped)));
        }
        else
        {
            Add(TokenKind.Template, inner, end);
        }
    }

    private static string Unescaped(Match escape) => escape.Groups switch
    {
        var groups when groups["octal"].Success => ((char)(Convert.ToInt32(groups["octal"].Value, 8) & 0xFF)).ToString(),
        var groups when groups["hex"].Success => ((char)int.Parse(groups["hex"].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString(),
        var groups => groups["letter"].Value switch { "n" => "\n", "r" => "\r", "t" => "\t", "v" => "\v", "e" => "\e", "f" => "\f", var same => same },
    };

    /// <summary>The place behind a string that a quote opens; below zero when there is none.</summary>
    private int EndOfQuoted(int at, int depth)
    {
        var quote = _text[at];
        for (at++; at < _text.Length;)
        {
            if (_text[at] == quote)
            {
                return at + 1;
            }

            if (quote != '\'' && _text[at] == '{' && at + 1 < _text.Length && _text[at + 1] == '$')
            {
                at = EndOfBraces(at, depth + 1);
                if (at < 0)
                {
                    return at;
                }

                continue;
            }

            at += _text[at] == '\\' ? 2 : 1;
        }

        return -1;
    }

    private int EndOfBraces(int at, int depth)
    {
        for (var open = 0; at >= 0 && at < _text.Length && depth <= DeepestString;)
        {
            open += _text[at] == '{' ? 1 : _text[at] == '}' ? -1 : 0;
            if (open == 0)
            {
                return at + 1;
            }

            at = _text[at] is '\'' or '"' or '`' ? EndOfQuoted(at, depth) : at + 1;
        }

        return -1;
    }

    private int EndOfHeredoc()
    {
        var opening = Heredoc().Match(_text, _at);
        var label = opening.Groups["label"].Value;
        for (var line = _at + opening.Length; line < _text.Length; line = _text.AsSpan(line).IndexOfAny('\r', '\n') is var next and >= 0 ? line + next + 1 : _text.Length)
        {
            var at = line;
            while (at < _text.Length && _text[at] is ' ' or '\t')
            {
                at++;
            }

            var end = at + label.Length;
            if (string.CompareOrdinal(_text, at, label, 0, label.Length) == 0 && (end == _text.Length || !(char.IsAsciiLetterOrDigit(_text[end]) || _text[end] is '_' or >= '\x80')))
            {
                return end;
            }
        }

        return -1;
    }
}
