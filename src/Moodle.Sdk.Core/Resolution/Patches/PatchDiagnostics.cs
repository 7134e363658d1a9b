using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources.Patches;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Resolution.Patches;

/// <summary>MOODLE1230 to MOODLE1239: patches.</summary>
internal static class PatchDiagnostics
{
    // A series of a year's changes that meets a new Moodle.
    private const int MostShown = 10;

    public static Diagnostic NotAPatch(Patch patch, BadPatch bad) => Error("MOODLE1230", patch.Origin,
        $"{patch.Shown} is no patch that can be applied: line {bad.Line}: {bad.Why}",
        "Write it with git diff, git format-patch or diff -ruN.",
        patch.Component.ToString());

    /// <summary>It no longer fits the code: every hunk that does not is shown.</summary>
    public static Diagnostic DoesNotApply(Patch patch, OpenedComponent opened, ImmutableArray<PatchFailure> failures, bool mayFollow) => Error("MOODLE1231", patch.Origin,
        $"{patch.Shown} does not fit {opened.Title}: {string.Join("; ", failures.Take(MostShown).Select(Describe))}{(failures.Length > MostShown ? $"; and {failures.Length - MostShown} more" : "")}.",
        $"Bring the patch up to the code{(mayFollow ? ", after the one before it, which fails in the same file" : "")}; or go back to the version that it was made for, or remove the item.",
        patch.Component.ToString());

    public static Diagnostic AlreadyThere(Patch patch, OpenedComponent opened) => Error("MOODLE1232", patch.Origin,
        $"{patch.Shown} is no longer needed: {opened.Title} has all of it already.",
        "Remove the item, and the file with it.",
        patch.Component.ToString());

    public static Diagnostic NoPlugin(Patch patch) => Error("MOODLE1233", patch.Origin,
        $"{patch.Shown} is for {patch.Component}, which this site does not have.",
        "Declare the plugin, or correct Plugin; without Plugin a patch is for Moodle itself.",
        patch.Component.ToString());

    public static Diagnostic OfFolder(Patch patch) => Error("MOODLE1234", patch.Origin,
        $"{patch.Shown} is for {patch.Component}, which comes from a folder.",
        "Make the change in that folder, and remove the item.",
        patch.Component.ToString());

    /// <summary>A patch is to be made for what the site does not have.</summary>
    public static Diagnostic UnknownComponent(Origin origin, string name, IReadOnlyList<string> near) => Error("MOODLE1235", origin,
        $"There is no '{name}' in this site to make a patch of{(near.Count > 0 ? $"; it has {string.Join(", ", near)}" : "")}.",
        "Write -p:MoodlePlugins=core for Moodle itself, or the name of a declared MoodlePlugin; several are separated by spaces or +.");

    private static string Describe(PatchFailure failure)
    {
        var place = failure.Hunk == 0 ? failure.Path : $"{failure.Path}, hunk {failure.Hunk} (line {failure.Line} of the patch)";
        return failure.IsAlreadyThere ? $"{place}: the change is there already"
            : failure.Expected.Length == 0 ? $"{place} {failure.Why}"
            : $"{place} {failure.Why}: expected '{Shown(failure.Expected)}', {(failure.TreeLine > 0 ? $"at line {failure.TreeLine} is '{Shown(failure.Found)}'" : "found nothing like it")}";
    }

    // Lines of code on one line.
    private static string Shown(string lines)
    {
        const int most = 120;
        var text = string.Join(" | ", lines.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return text.Length > most ? text[..most] + "..." : text;
    }
}
