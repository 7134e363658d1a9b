using System.Globalization;
using System.Text;

namespace Moodle.Sdk.Diagnostics;

/// <summary>Text that may hold what an upstream wrote, as a terminal may show it: names and releases must not paint it, move in it or read otherwise than they are.</summary>
public static class Printable
{
    /// <summary>The text on one line; what cannot be seen is shown by its number.</summary>
    public static string Of(string text) => text.EnumerateRunes().Any(IsInvisible) ? string.Concat(text.EnumerateRunes().Select(Shown)) : text;

    /// <summary>True for what steers rather than shows.</summary>
    public static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Shown(Rune rune) => rune.Value switch
    {
        '\r' => "",
        '\n' => " ",
        _ when IsInvisible(rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
        _ => rune.ToString(),
    };
}
