using System.Globalization;
using System.Text;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE15xx: trees of upstreams that make no code base, or not the whole one.</summary>
internal static class CompositionProblems
{
    private const string TakeAnother = "Do not use this commit; take another version or tell the maintainer.";

    /// <summary>MOODLE1501: a name that no file of a code base can have.</summary>
    public static Diagnostic BadName(Origin origin, ComponentName component, string path, string why) => Diagnostic.Error(
        1501,
        origin,
        $"{component} holds '{Printable(path)}', {why}.",
        TakeAnother,
        component.ToString());

    /// <summary>MOODLE1502: a path that the system cannot have.</summary>
    public static Diagnostic PathTooLong(Origin origin, ComponentName component, string path, int limit) => Diagnostic.Error(
        1502,
        origin,
        $"{component} holds '{Printable(path)}', a path of more than {limit} bytes.",
        TakeAnother,
        component.ToString());

    /// <summary>MOODLE1503: two entries of one folder have the same name.</summary>
    public static Diagnostic DuplicateName(Origin origin, ComponentName component, string path) => Diagnostic.Error(
        1503,
        origin,
        $"{component} holds '{Printable(path)}' twice; no folder can.",
        TakeAnother,
        component.ToString());

    /// <summary>MOODLE1504: a tree that git would not have written.</summary>
    public static Diagnostic UnorderedTree(Origin origin, ComponentName component, string path) => Diagnostic.Error(
        1504,
        origin,
        $"{component} has a malformed tree: '{Printable(path)}' is not in its place in git's order.",
        TakeAnother,
        component.ToString());

    /// <summary>MOODLE1505: more files than any component has.</summary>
    public static Diagnostic TooManyEntries(Origin origin, ComponentName component, int limit) => Diagnostic.Error(
        1505,
        origin,
        $"{component} holds more than {limit.ToString("N0", CultureInfo.InvariantCulture)} files and folders.",
        TakeAnother,
        component.ToString());

    /// <summary>MOODLE1506: two paths that differ only in case. An error where the file system takes them for one.</summary>
    public static Diagnostic SameButForCase(Origin origin, ComponentName component, string path, string other, bool isError) => new(
        1506,
        isError ? Severity.Error : Severity.Warning,
        $"{component} makes '{Printable(other)}' stand beside '{Printable(path)}', which differs only in case{(isError ? "; on this file system they are one file" : "")}.",
        isError ? "Build on a file system that tells case apart, or take another version." : "The site cannot be built or deployed where the file system does not tell case apart; tell the maintainer.",
        origin,
        component.ToString());

    /// <summary>MOODLE1507: a symbolic link that leads where no link of a code base may lead.</summary>
    public static Diagnostic BadLink(Origin origin, ComponentName component, string path, string target, string why) => Diagnostic.Error(
        1507,
        origin,
        $"{component} holds the symbolic link '{Printable(path)}' to '{Printable(target)}', which is refused: {Printable(why)}.",
        TakeAnother,
        component.ToString());

    /// <summary>MOODLE1508: a file where a component's folder must go.</summary>
    public static Diagnostic PlaceIsAFile(Origin origin, ComponentName component, string place, string file, ComponentName owner) => Diagnostic.Error(
        1508,
        origin,
        $"{component} belongs in the folder '{Printable(place)}', but '{Printable(file)}' is a file or link of {owner}.",
        $"Remove one of {component} and {owner}, or take versions that fit together.",
        component.ToString());

    /// <summary>MOODLE1509: two components with one place.</summary>
    public static Diagnostic SamePlace(Origin origin, ComponentName component, ComponentName other, string place) => Diagnostic.Error(
        1509,
        origin,
        $"{component} and {other} both belong in '{Printable(place)}'.",
        "Remove one of the two.",
        component.ToString());

    /// <summary>MOODLE1510: a place that is no folder of a code base, from an upstream's components.json or subplugins.json.</summary>
    public static Diagnostic BadPlace(Origin origin, ComponentName component, string place) => Diagnostic.Error(
        1510,
        origin,
        $"{component} would belong in '{Printable(place)}', which is no folder within a code base.",
        "The plugin type's folder comes from Moodle or from the plugin that defines the type; take another version of that.",
        component.ToString());

    /// <summary>MOODLE1520: a component's tree holds submodules, whose code is not in the repository.</summary>
    public static Diagnostic Submodules(Origin origin, ComponentName component, IReadOnlyList<string> paths) => Diagnostic.Warning(
        1520,
        origin,
        paths.Count == 1
            ? $"{component} keeps '{Printable(paths[0])}' in a git submodule; its code lies in another repository and is left out."
            : $"{component} keeps {Listed(paths)} in git submodules; their code lies in other repositories and is left out.",
        "If the component needs it to run, take a source that holds the code of its submodules, such as a fork that has it committed.",
        component.ToString());

    // The last is joined by a word; a hostile upstream can have any number.
    private static string Listed(IReadOnlyList<string> paths)
    {
        const int most = 10;
        var shown = paths.Take(most).Select(p => $"'{Printable(p)}'").ToList();
        var last = paths.Count > most ? $"{paths.Count - most} more" : shown[^1];
        return $"{string.Join(", ", paths.Count > most ? shown : shown[..^1])} and {last}";
    }

    // A hostile path must not paint the terminal: what cannot be seen is shown by its number, and a long path is cut.
    // Bytes that are not UTF-8 come as the lone surrogates DC80 to DCFF.
    private static string Printable(string text)
    {
        const int longest = 400;
        var shown = new StringBuilder();
        for (var rest = text.AsSpan(0, Math.Min(text.Length, longest)); rest.Length > 0;)
        {
            var isText = Rune.DecodeFromUtf16(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done;
            _ = !isText ? shown.Append(CultureInfo.InvariantCulture, $"\\x{rest[0] & 0xFF:X2}")
                : IsInvisible(rune) ? shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}")
                : shown.Append(rune.ToString());
            rest = rest[used..];
        }

        return text.Length > longest ? shown.Append('…').ToString() : shown.ToString();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
