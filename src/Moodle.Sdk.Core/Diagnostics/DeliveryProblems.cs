using Moodle.Sdk.Git;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE17xx: what publishing may run into.</summary>
internal static class DeliveryProblems
{
    /// <summary>MOODLE1701: MoodleArchiveFormats names a format that is not made.</summary>
    public static Diagnostic UnknownArchiveFormat(string format, IEnumerable<string> known, Origin? origin) => Diagnostic.Error(
        1701,
        origin,
        $"'{format}' is not an archive format.",
        $"Write one or more of {string.Join(", ", known)} in MoodleArchiveFormats, separated by semicolons.");

    /// <summary>MOODLE1702: the environment variable SOURCE_DATE_EPOCH is not a time that an archive can hold.</summary>
    public static Diagnostic BadSourceDateEpoch(string value, long latest) => Diagnostic.Error(
        1702,
        null,
        $"The environment variable SOURCE_DATE_EPOCH is '{value}', which is not a number of seconds since 1970 from 0 to {latest}.",
        "Set it to such a number (git log -1 --format=%ct prints that of a commit), or unset it: the time of the newest commit is used then.");

    /// <summary>MOODLE1703: a file's content cannot be read from the git cache.</summary>
    public static Diagnostic UnreadableContent(string path, MissingObjectException cause) => Diagnostic.Error(
        1703,
        null,
        $"The content of {path} cannot be read: object {cause.Id} is {(cause.Damaged ? "damaged" : "absent")} in the git cache at {cause.Repository}. That repository was put aside.",
        "Run dotnet restore, which fetches it anew.");

    /// <summary>MOODLE1704: an artifact or its folder cannot be written.</summary>
    public static Diagnostic NotWritable(string path, Exception cause) => Diagnostic.Error(
        1704,
        null,
        $"The artifact {path} cannot be written: {cause.Message}",
        "Make its folder writable, or set MoodleArtifactsDir to another one.");

    /// <summary>MOODLE1705: the disk of the artifacts is full.</summary>
    public static Diagnostic DiskFull(string path) => Diagnostic.Error(
        1705,
        null,
        $"The disk is full: there is no room for the artifact {path}.",
        "Free some space, or set MoodleArtifactsDir to a folder on another disk.");

    /// <summary>MOODLE1706: publishing leaves out every file.</summary>
    public static Diagnostic NothingToDeliver(IEnumerable<string> globs, Origin? origin) => Diagnostic.Error(
        1706,
        origin,
        $"Publishing leaves out every file of the site; MoodlePublishExclude holds {string.Join(", ", globs)}.",
        "Remove the pattern that matches everything.");

    /// <summary>MOODLE1707: a pattern of MoodlePublishExclude cannot be read.</summary>
    public static Diagnostic BadExclude(string glob, string reason, Origin? origin) => Diagnostic.Error(
        1707,
        origin,
        $"'{glob}' in MoodlePublishExclude is not a pattern: {reason}",
        "Write a path from the root of the code base, in which * stands for part of a name and ** for any folders.");
}
