namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <content>Opening and closing tags, and the text between them.</content>
internal sealed partial class Lexer
{
    /// <summary>Takes the text up to the next opening tag, and the tag.</summary>
    private void LexHtml()
    {
        var (start, line) = (_at, _line);
        for (var tag = _text.IndexOf("<?", _at, StringComparison.Ordinal); tag >= 0; tag = _text.IndexOf("<?", tag + 2, StringComparison.Ordinal))
        {
            var echo = string.CompareOrdinal(_text, tag, "<?=", 0, 3) == 0;
            if (!echo && !IsOpenTag(tag))
            {
                continue;
            }

            MoveTo(tag);
            AddHtml(start, line);
            MoveTo(tag + (echo ? 3 : 5));
            if (echo)
            {
                Add(TokenKind.Name, "echo");
            }

            return;
        }

        MoveTo(_text.Length);
        AddHtml(start, line);
    }

    private bool IsOpenTag(int tag) =>
        string.Compare(_text, tag, "<?php", 0, 5, StringComparison.OrdinalIgnoreCase) == 0
        && (tag + 5 == _text.Length || _text[tag + 5] is ' ' or '\t' or '\r' or '\n');

    private void AddHtml(int start, int line)
    {
        if (_at > start)
        {
            Add(TokenKind.InlineHtml, "", line);
        }
    }

    private void CloseTag()
    {
        Add(TokenKind.Symbol, ";");
        // The tag takes the line end right behind it with it.
        MoveTo(_at + 2 + (Peek(2) == '\r' && Peek(3) == '\n' ? 2 : Peek(2) is '\n' or '\r' ? 1 : 0));
        LexHtml();
    }
}
