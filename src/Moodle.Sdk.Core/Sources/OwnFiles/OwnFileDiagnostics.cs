using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Sources.OwnFiles;

/// <summary>MOODLE1190 to MOODLE1199: files of the site's own.</summary>
internal static class OwnFileDiagnostics
{
    public static Diagnostic NotReadable(OwnFile file, string detail) => Error("MOODLE1190", file.Origin,
        $"The file {file.Origin.Include} of the site could not be read: {detail}",
        "Check its path, which counts from the project's folder, and that this user may read it.");

    public static Diagnostic HoldsSecret(OwnFile file, string target, string secret) => Error("MOODLE1191", file.Origin,
        $"{file.Origin.Include}, which goes to {target}, holds {secret}. It would be in the output, in every archive, and in the repository of the site.",
        "Let the server tell it: read it with getenv(), or leave config.php to the server. If it is none, or meant to be there, write AllowSecret=\"true\" on the item.");

    public static Diagnostic NoPlugin(OwnFile file) => Error("MOODLE1192", file.Origin,
        $"{file.Origin.Include} goes into {file.Plugin}, which this site does not have.",
        "Declare the plugin, or write a TargetPath from the root of the code base instead of Plugin.");

    public static Diagnostic Occupied(OwnFile file, string path, ComponentName owner) => Error("MOODLE1193", file.Origin,
        $"{file.Origin.Include} goes to {path}, where {owner} has a file.",
        "Write another TargetPath; or Overwrite=\"true\" on the item, if it is to take the place of that file.");

    /// <summary>A file is to be where a folder is, or in a file.</summary>
    public static Diagnostic InTheWay(OwnFile file, string path, string other) => Error("MOODLE1194", file.Origin,
        $"{file.Origin.Include} goes to {path}, but {other} is in the way.",
        "Write another TargetPath.");

    public static Diagnostic SameTarget(OwnFile file, string path, OwnFile other) => Error("MOODLE1195", file.Origin,
        $"{file.Origin.Include} and {other.Origin.Include} both go to {path}.",
        "Keep one of them; where they are for different Configurations, give each a Condition on $(Configuration).");
}
