using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Delivery;

/// <summary>MOODLE17xx: what publishing may run into.</summary>
internal static class DeliveryDiagnostics
{
    public static Diagnostic UnknownArchiveFormat(string format, IEnumerable<string> known, Origin? origin) => Error("MOODLE1701", origin,
        $"'{format}' is not an archive format.",
        $"Write one or more of {string.Join(", ", known)} in MoodleArchiveFormats, separated by semicolons.");

    public static Diagnostic BadSourceDateEpoch(string value, long latest) => Error("MOODLE1702", null,
        $"The environment variable SOURCE_DATE_EPOCH is '{value}', which is not a number of seconds since 1970 from 0 to {latest}.",
        "Set it to such a number (git log -1 --format=%ct prints that of a commit), or unset it: the time of the newest commit is used then.");

    public static Diagnostic UnreadableContent(string path, MissingObjectException cause) => Error("MOODLE1703", null,
        $"The content of {path} cannot be read: object {cause.Id} is {(cause.Damaged ? "damaged" : "absent")} in the git cache at {cause.Repository}.",
        "Run dotnet restore, which fetches it anew.");

    public static Diagnostic NotWritable(string path, Exception cause) => Error("MOODLE1704", null,
        $"The artifact {path} cannot be written: {cause.Message}",
        "Make its folder writable, or set MoodleArtifactsDir to another one.");

    public static Diagnostic DiskFull(string path) => Error("MOODLE1705", null,
        $"The disk is full: there is no room for the artifact {path}.",
        "Free some space, or set MoodleArtifactsDir to a folder on another disk.");

    public static Diagnostic NothingToDeliver(IEnumerable<string> globs, Origin? origin) => Error("MOODLE1706", origin,
        $"Publishing leaves out every file of the site; MoodlePublishExclude holds {string.Join(", ", globs)}.",
        "Remove the pattern that matches everything.");

    public static Diagnostic BadExclude(string glob, string reason, Origin? origin) => Error("MOODLE1707", origin,
        $"'{glob}' in MoodlePublishExclude is not a pattern: {reason}",
        "Write a path from the root of the code base, in which * stands for part of a name and ** for any folders.");
}
