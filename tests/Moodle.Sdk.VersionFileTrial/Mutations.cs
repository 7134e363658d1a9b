using System.Text;
using System.Text.RegularExpressions;

namespace Moodle.Sdk.VersionFileTrial;

/// <summary>Makes files out of real ones that nobody has written: parts are cut, doubled, and spliced in from others.</summary>
internal sealed partial class Mutations(IReadOnlyList<byte[]> files, int seed)
{
    // What real files are made of, and what is likely to be taken for it.
    private static readonly string[] Pieces =
    [
        "if (", "if (!", "else ", "} else {", "{", "}", "(", ")", "[", "]", "=", "->", ",", ";", "?", ":", "=>", "||", "&&", " or ", " and ", "!", "-", "+", "*", "/", ".", "&", "<", "==", "===", "??", "::", "\\",
        "$plugin", "$module", "$plugin = ", "$module = ", "$plugin->version", "$plugin->version = ", "$module->version", "$version", "$x = ", "$x", "$$x", "$CFG", "$CFG->version", "$DB->record_exists('x', [])",
        "0", "1", "08", "017", "0x1F", "1_000", "1__0", ".5", "1.", "1e3", "9223372036854775807", "2024051106.03", "'x'", "\"x\"", "\"$x\"", "\"{$x}\"", "'", "\"", "\"\\u{41}\"", "\"\\x41\\101\\e\"", "null", "true", "[]", "[1, 2]", "array()",
        "new stdClass()", "new stdClass", "clone $plugin", "die", "die();", "exit;", "return;", "unset($plugin);", "unset($x);", "global $CFG;", "global $plugin;", "isset($plugin)", "isset($x)", "empty($x)", "defined('MOODLE_INTERNAL')", "defined('X')",
        "if ($CFG->version > 2013) {", "if ($x) {", "if (isset($CFG->branch)) { $plugin = new stdClass(); }", "if ($CFG->version > 2013) $module = clone($plugin);", "if (false) {", "MATURITY_BETA", "MATURITY_X", "ANY_VERSION", "X", "x()", "is_object($x)", "get_config('x', 'y')", "basename(__DIR__)", "time()", "(int) ", "(object) []", "@",
        "<?php ", "?>", "?><?php ", "/*", "*/", "// ", "# ", "#[", "<<<A\n", "\nA;\n", "function f() {", "while (", "foreach ($x as $y) ", "switch (", "const X = 1;", "use x;", "namespace x;", "echo 'x';", "\r", "\u00a0", "\u00ef\u00bb\u00bf",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Makes one file.</summary>
    public byte[] Next()
    {
        var text = new StringBuilder(AnyText());
        for (var change = _random.Next(1, 5); change > 0; change--)
        {
            Change(text);
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    [GeneratedRegex(@"[^;{}\n]*[;{}\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex Statement();

    [GeneratedRegex(@"\$?\w+|\s+|'[^'\n]*'|[-=|&<>!]+|.", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    private string AnyText() => Encoding.Latin1.GetString(files[_random.Next(files.Count)]);

    private void Change(StringBuilder text)
    {
        var isStatement = _random.Next(2) == 0;
        var (at, length) = Part(text.ToString(), isStatement);
        var part = text.ToString(at, length);
        switch (_random.Next(6))
        {
            case 0:
                text.Remove(at, length);
                break;
            case 1:
                text.Insert(Part(text.ToString(), isStatement).At, part);
                break;
            case 2:
                var other = AnyText();
                var (from, taken) = Part(other, isStatement);
                text.Insert(at, other.Substring(from, taken));
                break;
            case 3:
                text.Insert(at + (_random.Next(2) * length), Pieces[_random.Next(Pieces.Length)]);
                break;
            case 4:
                text.Remove(at, length).Insert(at, Pieces[_random.Next(Pieces.Length)]);
                break;
            default:
                text.Remove(at, Math.Min(_random.Next(3), length));
                break;
        }
    }

    /// <summary>Some statement or word, most of them behind the comment at the top.</summary>
    private (int At, int Length) Part(string text, bool isStatement)
    {
        var parts = (isStatement ? Statement() : Word()).Matches(text);
        if (parts.Count == 0)
        {
            return (0, 0);
        }

        var code = Math.Max(text.IndexOf("defined", StringComparison.Ordinal), 0);
        var first = parts.TakeWhile(part => part.Index < code).Count();
        var chosen = parts[_random.Next(_random.Next(8) == 0 || first == parts.Count ? 0 : first, parts.Count)];
        return (chosen.Index, chosen.Length);
    }
}
