using System.Globalization;
using System.Text;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Composition;

/// <summary>MOODLE15xx: trees of upstreams that make no code base, or not the whole one.</summary>
internal static class CompositionDiagnostics
{
    private const string TakeAnother = "Do not use this commit; take another version or tell the maintainer.";

    public static Diagnostic BadName(Origin origin, ComponentName component, string path, string why) =>
        Refused("MOODLE1501", origin, component, $"holds '{Printable(path)}', {why}");

    public static Diagnostic PathTooLong(Origin origin, ComponentName component, string path, int limit) =>
        Refused("MOODLE1502", origin, component, $"holds '{Printable(path)}', a path of more than {limit} bytes");

    public static Diagnostic DuplicateName(Origin origin, ComponentName component, string path) =>
        Refused("MOODLE1503", origin, component, $"holds '{Printable(path)}' twice; no folder can");

    /// <summary>A tree that git would not have written.</summary>
    public static Diagnostic UnorderedTree(Origin origin, ComponentName component, string path) =>
        Refused("MOODLE1504", origin, component, $"has a malformed tree: '{Printable(path)}' is not in its place in git's order");

    public static Diagnostic TooManyEntries(Origin origin, ComponentName component, int limit) =>
        Refused("MOODLE1505", origin, component, $"holds more than {limit.ToString("N0", CultureInfo.InvariantCulture)} files and folders");

    /// <summary>Two paths that differ only in case. An error where the file system takes them for one.</summary>
    public static Diagnostic SameButForCase(Origin origin, ComponentName component, string path, string other, bool isError)
    {
        var message = $"{component} makes '{Printable(other)}' stand beside '{Printable(path)}', which differs only in case";
        return isError
            ? Error("MOODLE1506", origin,
                $"{message}; on this file system they are one file.",
                "Build on a file system that tells case apart, or take another version.",
                component.ToString())
            : Warning("MOODLE1506", origin,
                $"{message}.",
                "The site cannot be built or deployed where the file system does not tell case apart; tell the maintainer.",
                component.ToString());
    }

    /// <summary>A symbolic link that leads where no link of a code base may lead.</summary>
    public static Diagnostic BadLink(Origin origin, ComponentName component, string path, string target, string why) =>
        Refused("MOODLE1507", origin, component, $"holds the symbolic link '{Printable(path)}' to '{Printable(target)}', which is refused: {Printable(why)}");

    /// <summary>A file where a component's folder must go.</summary>
    public static Diagnostic PlaceIsAFile(Origin origin, ComponentName component, string place, string file, ComponentName owner) => Error("MOODLE1508", origin,
        $"{component} belongs in the folder '{Printable(place)}', but '{Printable(file)}' is a file or link of {owner}.",
        $"Remove one of {component} and {owner}, or take versions that fit together.",
        component.ToString());

    public static Diagnostic SamePlace(Origin origin, ComponentName component, ComponentName other, string place) => Error("MOODLE1509", origin,
        $"{component} and {other} both belong in '{Printable(place)}'.",
        "Remove one of the two.",
        component.ToString());

    /// <summary>A place that is no folder of a code base, from an upstream's components.json or subplugins.json.</summary>
    public static Diagnostic BadPlace(Origin origin, ComponentName component, string place) => Error("MOODLE1510", origin,
        $"{component} would belong in '{Printable(place)}', which is no folder within a code base.",
        "The plugin type's folder comes from Moodle or from the plugin that defines the type; take another version of that.",
        component.ToString());

    /// <summary>An object that is not what the tree takes it for, or more than any real one.</summary>
    public static Diagnostic RefusedContent(Origin origin, ComponentName component, string path, RefusedContentException refused) =>
        Refused("MOODLE1530", origin, component, $"makes no sense at '{Printable(path)}': {refused.Message}");

    /// <summary>The same of a file, seen when it is read.</summary>
    public static Diagnostic RefusedFile(RefusedContentException refused) => Error("MOODLE1531", null,
        $"A component holds a file that cannot be written: {refused.Message}.",
        "To fetch it again would bring the same: take another version of the component, and tell its maintainer.");

    /// <summary>Code in other repositories.</summary>
    /// <param name="origin">The declaration.</param>
    /// <param name="component">The component.</param>
    /// <param name="paths">Where the code would be.</param>
    public static Diagnostic Submodules(Origin origin, ComponentName component, IReadOnlyList<string> paths) => Warning("MOODLE1520", origin,
        $"{component} keeps {Kept(paths)}, and is left out: Submodules is false, or no .gitmodules names the repository.",
        "If the component needs it to run, leave Submodules out, or take a source that has it.",
        component.ToString());

    private static string Kept(IReadOnlyList<string> paths) => paths.Count == 1
        ? $"'{Printable(paths[0])}' in a git submodule; its code lies in another repository"
        : $"{Listed(paths)} in git submodules; their code lies in other repositories";

    private static Diagnostic Refused(string id, Origin origin, ComponentName component, string why) =>
        Error(id, origin, $"{component} {why}.", TakeAnother, component.ToString());

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
                : Diagnostics.Printable.IsInvisible(rune) ? shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}")
                : shown.Append(rune.ToString());
            rest = rest[used..];
        }

        return text.Length > longest ? shown.Append('…').ToString() : shown.ToString();
    }
}
