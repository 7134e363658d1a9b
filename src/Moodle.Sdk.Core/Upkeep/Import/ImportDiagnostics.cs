using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>MOODLE1801 to MOODLE1819: a running site, or a list of its code, that is to become a declaration.</summary>
internal static class ImportDiagnostics
{
    public static Diagnostic NothingNamed(Origin origin) => Error("MOODLE1801", origin,
        "Nothing says what is to be imported.",
        "Write -p:MoodleFrom=/var/www/moodle: the folder of the site's code, or the file of a list of it.");

    public static Diagnostic NoFolder(Origin origin, string folder) => Error("MOODLE1802", origin,
        $"'{folder}', which is to be imported, is no folder.",
        "Write as MoodleFrom the folder of the site's code, or the file of a list of it; it counts from the project's folder.");

    public static Diagnostic NotReadable(Origin origin, SystemFault fault) => Error("MOODLE1803", origin,
        $"What is to be imported cannot be read: '{fault.Path}': {fault}.",
        "Run the import as a user that may read all of it.");

    public static Diagnostic BadUpstreams(Origin origin, string path, int line, string why) => Error("MOODLE1804", origin,
        $"'{path}', the file of MoodleUpstreams, cannot be used: {(line > 0 ? $"line {line}: " : "")}{why}.",
        "Write a line for each plugin: its name, a space, and the address of its repository.");

    public static Diagnostic NotMoodle(Origin origin, string folder, string versionFile) => Error("MOODLE1805", origin,
        $"'{folder}' is no Moodle: it has no {versionFile} that says Moodle's version and branch.",
        "Write as MoodleFrom the folder that holds Moodle's own version.php (from Moodle 5.1 on, the folder above public).");

    public static Diagnostic MoodleNotFound(Origin origin, UpstreamUrl upstream, VersionNumber version, string? release) => Error("MOODLE1806", origin,
        $"{upstream} has no commit of Moodle {release ?? "without a release"} ({version}).",
        "Write as MoodleRepository where this Moodle came from, such as a fork; if its version.php was changed, put that right first.");

    public static Diagnostic RestoreRefuses(Origin origin, string first, int others) => Warning("MOODLE1807", origin,
        $"The import is written, but this site cannot be restored as it is: {first}{(others > 0 ? $" ({others} more in IMPORT.md)" : "")}",
        "Decide about what IMPORT.md lists, then run dotnet restore.");

    public static Diagnostic NotTheSame(Origin origin, int files, string first) => Warning("MOODLE1808", origin,
        $"The tree that the imported declaration makes differs from the folder in {Differences.Count(files, "file")}: {first}{(files > 1 ? " and others" : "")}.",
        "Look at what IMPORT.md lists before a build adopts the folder.");

    public static Diagnostic Contradicts(Origin origin, string component, string declared, string found) => Warning("MOODLE1809", origin,
        $"The project has {component} as {declared}, but what lies in the imported folder is {found}. The project's declaration stays.",
        "Change it if the folder is right.", component);

    public static Diagnostic NotWritten(Origin origin, string path, string why) => Error("MOODLE1810", origin,
        $"What was imported could not be written: '{path}': {why}",
        "Put that right and import again; the project is as it was.");

    public static Diagnostic IsProject(Origin origin, string folder) => Error("MOODLE1811", origin,
        $"'{folder}', which is to be imported, is the project's own folder: what is declared and what is built would be one.",
        "Make the project in another folder, and name this one as MoodleFrom.");

    public static Diagnostic BadList(Origin origin, string why) => Error("MOODLE1812", origin,
        $"The list that is to be imported cannot be used: {why}.",
        "Write as MoodleFrom a file that the documentation of the import lists, or the folder of the site's code.");

    public static Diagnostic NotListed(Origin origin, string named, string why) => Warning("MOODLE1813", origin,
        $"{named} is not imported: {why.TrimEnd('.')}.",
        "Decide about it: IMPORT.md names it, and the project has it as a comment if its name is known.");

    public static Diagnostic ContradictsList(Origin origin, string component, string declared, string listed, int line) => Warning("MOODLE1814", origin,
        $"The project has {component} as {declared}, but line {line} of the imported list has {listed}. The project's declaration stays.",
        "Change it if the list is right.", component);

    public static Diagnostic NotAsked(Origin origin, string component, Diagnostic why) => Warning("MOODLE1815", origin,
        $"{component} is imported as a copy, since its upstream could not be asked: {why.Message.TrimEnd('.')}.",
        "If that can be put right, take back what the import wrote, and import again; an upstream that is gone can be named anew in MoodleUpstreams.", component);
}
