using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Sources.Folders;

/// <summary>MOODLE1170 to MOODLE1179: folders that no plugin is taken from.</summary>
internal static class FolderDiagnostics
{
    public static Diagnostic NotThere(Origin origin, Source.Folder source) => Error("MOODLE1170", origin,
        $"The Path of {origin.Subject}, {source.Shown}, is no folder.",
        "Check the path, which counts from the project's folder.");

    public static Diagnostic Bad(Origin origin, Source.Folder source, string why) => Error("MOODLE1171", origin,
        $"The folder of {origin.Subject}, {source.Shown}, cannot be used: {why}.",
        "Put that right, or leave it out with a line in .gitignore; if something was moved there meanwhile, run the same again.");

    /// <summary>The project lies in the folder, and what its builds write is not left out.</summary>
    public static Diagnostic HoldsProject(Origin origin, Source.Folder source, string own) => Error("MOODLE1172", origin,
        $"The folder of {origin.Subject}, {source.Shown}, holds this project and what its builds write, {own}, which would become code of the plugin.",
        $"Write the line {own} into the folder's .gitignore.");

    public static Diagnostic NoPlugin(Origin origin, Source.Folder source) => Error("MOODLE1173", origin,
        $"The folder of {origin.Subject}, {source.Shown}, has no version.php.",
        "A plugin is known by the version.php in its folder: check the path.");

    /// <summary>Code that nobody can have again is not delivered.</summary>
    /// <param name="origin">The plugin.</param>
    /// <param name="source">The folder.</param>
    /// <param name="isInRepository">False for a folder that lies in no repository.</param>
    public static Diagnostic Dirty(Origin origin, Source.Folder source, bool isInRepository) => Error("MOODLE1174", origin,
        $"The folder of {origin.Subject}, {source.Shown}, {(isInRepository ? "differs from what its repository has committed" : "lies in no git repository")}: nobody could build what would be delivered again.",
        isInRepository ? "Commit or undo what was changed there (git status shows it), or deliver it all the same with -p:MoodleAllowDirty=true." : "Put it into one, or deliver it all the same with -p:MoodleAllowDirty=true.");
}
