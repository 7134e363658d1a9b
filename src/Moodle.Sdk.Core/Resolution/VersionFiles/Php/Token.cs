namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>The kinds of token that <see cref="Lexer"/> makes.</summary>
internal enum TokenKind
{
    End,

    /// <summary>Something PHP's own lexer refuses; the text is the reason.</summary>
    Error,

    /// <summary>Text outside of PHP tags.</summary>
    InlineHtml,

    /// <summary>A variable; the text is its name without the dollar sign.</summary>
    Variable,

    /// <summary>A keyword or a name, with its namespace separators.</summary>
    Name,

    /// <summary>A number; the value says which.</summary>
    Number,

    /// <summary>A string whose bytes are known; the value holds them.</summary>
    Text,

    /// <summary>A string that is more than its text: with variables in it, a heredoc, a shell command. The text is what stands between its quotes.</summary>
    Template,

    /// <summary>A cast, such as <c>(int)</c>.</summary>
    Cast,

    /// <summary>An operator or punctuation; <c>?&gt;</c> is a semicolon, as it is to PHP.</summary>
    Symbol,
}

/// <summary>A token of PHP.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text, in the form that the kind asks for.</param>
/// <param name="Line">The line it begins on, from 1.</param>
/// <param name="Value">The value of a number or a text.</param>
internal sealed record Token(TokenKind Kind, string Text, int Line, PhpValue? Value = null)
{
    /// <summary>Whether this is the given operator or punctuation.</summary>
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    /// <summary>Whether this is the given keyword, in any case.</summary>
    public bool IsKeyword(string keyword) => Kind == TokenKind.Name && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
