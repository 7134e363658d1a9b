using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Declaration;

/// <summary>MOODLE10xx: what is wrong with a project file. MOODLE1001, a toolset that cannot load the SDK, is raised by the targets.</summary>
internal static class DeclarationDiagnostics
{
    public static Diagnostic NoMoodleVersion(string projectFile) => Error("MOODLE1002", new Origin(projectFile, "PropertyGroup"),
        "The project does not say which Moodle it wants.",
        "Add <MoodleVersion>4.5.*</MoodleVersion> to a PropertyGroup (or MoodleBranch, MoodleTag or MoodleCommit).");

    public static Diagnostic SeveralMoodles(Origin origin, string[] properties) => Error("MOODLE1003", origin,
        $"{string.Join(" and ", properties)} each say which Moodle; only one of them may.",
        "Keep one and remove the others.");

    /// <param name="origin">The item.</param>
    /// <param name="plugin">What its <c>Plugin</c> says; null where its Include is to be a plugin.</param>
    public static Diagnostic NotAPluginName(Origin origin, string? plugin = null) => Error("MOODLE1004", origin,
        $"{(plugin is null ? Shown(origin) : $"'{plugin}', which {Shown(origin)} is for,")} is not the name of a plugin.",
        plugin == "core" ? $"Remove Plugin: without it a {origin.Element} is for Moodle itself."
            : "Write the plugin type and the name joined by an underscore, in lower case, as the plugin's version.php has it: mod_attendance, theme_boost_union. "
                + "Activity modules take no further underscore.");

    public static Diagnostic DeclaredTwice(Origin origin) => Error("MOODLE1005", origin,
        $"{origin.Include} is declared more than once.",
        origin.Element == "MoodlePlugin"
            ? $"""Keep one MoodlePlugin item; to change one that is declared elsewhere write <MoodlePlugin Update="{origin.Include}" .../>."""
            : $"Keep one {origin.Element} item.");

    public static Diagnostic BadRepository(Origin origin, string component) => Error("MOODLE1007", origin,
        $"The repository address of {component} cannot be used.",
        "Write an https, ssh or file URL (http is for this machine, unless MoodleAllowHttp is true), an address like git@host:owner/name.git, or the path of a folder: full, or from the project's folder (./plugins/mod_x).",
        component);

    /// <summary>A password, or a user name that may be a token.</summary>
    public static Diagnostic SecretInRepository(Origin origin, string component, UpstreamUrl upstream) => Warning("MOODLE1008", origin,
        $"The repository address of {component} holds a {(upstream.UserInfo.Contains(':') ? "password" : "user name, which may be a token")}: "
            + "everyone who reads the project can see it, and so can everyone who reads a binary log of a build, where the item's metadata stands as it is written.",
        upstream.TakesToken
            ? $"Remove it and set the environment variable {TokenVariable.Of(upstream)} (to a token, or to name:token), or use git's credential helper; a token that was written there is best revoked."
            : "Remove it: SSH takes no password from an address, but a key.",
        component);

    public static Diagnostic QueryInRepository(Origin origin, string component) => Error("MOODLE1022", origin,
        $"The repository address of {component} has a query or a fragment (what begins with ? or #), which no git repository needs and where secrets are written.",
        "Write the address without it; a token goes into the environment variable MOODLE_GIT_TOKEN_<HOST>.",
        component);

    public static Diagnostic SeveralRequests(Origin origin, string component, string[] given) => Error("MOODLE1009", origin,
        $"{component} has {string.Join(" and ", given)}; at most one may say which commit is wanted.",
        "Keep one and remove the others.");

    public static Diagnostic BadCommit(Origin origin, string component, string commit) => Error("MOODLE1010", origin,
        $"'{commit}' is not a commit of {component}.",
        "Write the 40 hexadecimal digits of the commit, or at least the first 7.",
        component);

    public static Diagnostic BadRefName(Origin origin, string component, string kind, string name) => Error("MOODLE1011", origin,
        $"'{name}' cannot be the name of a {kind.ToLowerInvariant()} of {component}.",
        kind == "Tag" ? "Write the exact name; for a pattern use Version." : "Write the branch's exact name, without refs/heads/.",
        component);

    /// <summary>A mapping that leads nowhere, or holds a secret.</summary>
    public static Diagnostic BadMapping(Origin origin) => Error("MOODLE1024", origin,
        $"The mapping of {origin.Include} has no To that can be used.",
        "Write as To what an address begins with at the mirror, without a user name, such as https://git.example.org/mirror/; a token goes into the environment variable MOODLE_GIT_TOKEN_<HOST>.");

    public static Diagnostic NotASwitch(Origin origin, string metadata, string value) => Error("MOODLE1013", origin,
        $"{metadata}=\"{value}\" of {origin.Include} is neither true nor false.",
        "Write true or false.");

    public static Diagnostic UnknownMetadata(Origin origin, string metadata, string[] known) => Error("MOODLE1014", origin,
        $"{(IsAddress(origin) ? Shown(origin) : origin.Include)} has the metadata {metadata}, which this version of Moodle.Sdk does not read.",
        NearNames.To(metadata, known, atMost: 1) is [var near] ? $"Write {near} if that is meant, or remove it."
            : known.Length == 0 ? $"Remove it: a {origin.Element} has none."
            : $"Remove it; what is read: {string.Join(", ", known)}.");

    public static Diagnostic WildcardExpanded(Origin origin) => Warning("MOODLE1015", origin,
        $"MSBuild replaces the wildcard of {origin.Element} {Shown(origin)} by the files of the project's folder that match, {(origin.Element == "MoodlePatch" ? "in an order that differs between machines" : "so it does not reach the code base")}.",
        origin.Element == "MoodlePublishExclude"
            ? $"Write it as a property, <{origin.Element}>{origin.Include}</{origin.Element}>, or each * as %2A and each ? as %3F."
            : origin.Element == "MoodlePatch" ? "Write the folder instead: its patches are applied in the order of their names, on every machine."
            : "Write an item for each that is meant.");

    /// <summary>Metadata of several sources, or of a source that is not there.</summary>
    public static Diagnostic NotOneSource(Origin origin, string? source, string[] others) => Error("MOODLE1016", origin,
        $"{origin.Include} has {string.Join(" and ", others)} {(source is null ? "without the source to go with" : $"beside {source}, which takes no such metadata")}.",
        "Give it one source: Repository, if need be with Subdirectory and one of Version, Tag, Branch and Commit; or Archive with Sha256; or Path alone.");

    public static Diagnostic BadSha256(Origin origin, string sha256) => Error("MOODLE1017", origin,
        $"'{sha256}' is not the SHA-256 of the Archive of {origin.Include}.",
        "Write as Sha256 the 64 hexadecimal digits that sha256sum prints for the file, or leave it out once: the error that follows tells it.");

    public static Diagnostic BadArchive(Origin origin) => Error("MOODLE1025", origin,
        $"The Archive of {origin.Include} is neither an address of https nor a path of a file.",
        "Write the address of a zip or tar.gz, or its path from the project's folder.");

    /// <summary>A Subdirectory, or what a MoodleCoreRemove names, is no path within the code.</summary>
    public static Diagnostic BadPath(Origin origin, string path) => Error("MOODLE1018", origin,
        origin.Element == "MoodleCoreRemove" ? $"'{path}' is neither the name of a plugin nor a path within Moodle."
            : origin.Element == "MoodleFile" ? $"'{path}', the TargetPath of {origin.Include}, is no path within the code base."
            : $"'{path}' is not a Subdirectory that a repository can have, here of {origin.Include}.",
        "Write the path from the root of the code with slashes, such as local/o365: no slash at its beginning, no . or .. in it, and no wildcard.");

    /// <summary>A name that begins with Moodle, that nothing reads, and that is almost one that is read.</summary>
    public static Diagnostic MistypedName(Origin origin, string written, string[] near) => Error("MOODLE1019", origin,
        $"Nothing reads {written}.",
        $"Write {string.Join(" or ", near)}; a name of your own must differ from these by more than two letters.");

    /// <summary>A name that begins with Moodle and that nothing reads.</summary>
    public static Diagnostic UnknownName(Origin origin, string written) => Warning("MOODLE1020", origin,
        $"Nothing in this version of Moodle.Sdk reads {written}.",
        "Check its spelling; if it is your own, end this warning with <NoWarn>$(NoWarn);MOODLE1020</NoWarn>.");

    /// <summary>A Condition that would make the lock another in each Configuration.</summary>
    /// <param name="origin">The item.</param>
    /// <param name="condition">The Condition's text.</param>
    /// <param name="metadata">The metadata that has it; null when the item or something around it has.</param>
    /// <param name="only">The one Configuration that it asks for; null when it asks something else.</param>
    public static Diagnostic ConditionOnConfiguration(Origin origin, string condition, string? metadata, string? only) => Error("MOODLE1021", origin,
        $"The Condition {condition} makes {origin.Element} {origin.Include} differ by Configuration, but there is one lock for all, and a restore sees only one of them.",
        metadata is not null
            ? $"Write {metadata} without the Condition: it is the same in every Configuration."
            : $"Write Configurations=\"{only ?? "..."}\" on the item instead of the Condition{(only is null ? ", with the names of those that are to have it, separated by semicolons" : "")}.");

    /// <summary>A verb that writes into the project cannot.</summary>
    public static Diagnostic NotEditable(string projectFile, string why) => Error("MOODLE1026", new Origin(projectFile, "Project"),
        $"The project file cannot be changed: {why}",
        "Put that right and run the same again; nothing was written.");

    public static Diagnostic PatchNotReadable(Origin origin, string detail) => Error("MOODLE1028", origin,
        $"The patch {origin.Include} could not be read: {detail}",
        "Check its path, which counts from the project's folder, and that this user may read it.");

    public static Diagnostic NoCustomizationBranch(Origin origin, string component, string given, string branch) => Error("MOODLE1185", origin,
        $"{given} of {component} says nothing without {branch}.",
        $"Write in {branch} the name of the branch that has the site's own commits; or remove {given}.",
        component);

    // An address that stands in the place of a name may hold a secret.
    private static string Shown(Origin origin) => IsAddress(origin) ? "An address" : $"'{origin.Include}'";

    private static bool IsAddress(Origin origin) => origin.Include?.Contains("://", StringComparison.Ordinal) == true;
}
