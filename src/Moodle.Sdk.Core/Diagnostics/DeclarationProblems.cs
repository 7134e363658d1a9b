using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE10xx: what is wrong with a project file. MOODLE1001, a toolset that cannot load the SDK, is raised by the targets.</summary>
public static class DeclarationProblems
{
    /// <summary>MOODLE1002: no Moodle is declared.</summary>
    public static Diagnostic NoMoodleVersion(string projectFile) => Diagnostic.Error(
        1002, new Origin(projectFile, "PropertyGroup"),
        "The project does not say which Moodle it wants.",
        "Add <MoodleVersion>4.5.*</MoodleVersion> to a PropertyGroup (or MoodleBranch, MoodleTag or MoodleCommit).");

    /// <summary>MOODLE1003: more than one property says which Moodle.</summary>
    public static Diagnostic SeveralMoodles(Origin origin, string[] properties) => Diagnostic.Error(
        1003, origin,
        $"{string.Join(" and ", properties)} each say which Moodle; only one of them may.",
        "Keep one and remove the others.");

    /// <summary>MOODLE1004: an Include is no plugin's name.</summary>
    public static Diagnostic NotAPluginName(Origin origin, string name) => Diagnostic.Error(
        1004, origin,
        $"'{name}' is not the name of a plugin.",
        "Write the plugin type and the name joined by an underscore, in lower case, as the plugin's version.php has it: mod_attendance, theme_boost_union. Activity modules take no further underscore.",
        name);

    /// <summary>MOODLE1005: a plugin, or a removal, is declared twice.</summary>
    public static Diagnostic DeclaredTwice(Origin origin, string name) => Diagnostic.Error(
        1005, origin,
        $"{name} is declared more than once.",
        $"Keep one {origin.Element} item{(origin.Element == "MoodlePlugin" ? $"; to change one that is declared elsewhere write <MoodlePlugin Update=\"{name}\" .../>" : "")}.",
        name);

    /// <summary>MOODLE1007: a repository's address cannot be used.</summary>
    public static Diagnostic BadRepository(Origin origin, string component) => Diagnostic.Error(
        1007, origin,
        $"The repository address of {component} cannot be used.",
        "Write an https, http, ssh, git or file URL, an address like git@host:owner/name.git, or the full path of a folder.",
        component);

    /// <summary>MOODLE1008: a password stands in a repository's address.</summary>
    public static Diagnostic PasswordInRepository(Origin origin, string component, UpstreamUrl upstream) => Diagnostic.Warning(
        1008, origin,
        $"The repository address of {component} holds a password, which everyone who reads the project or a build log can see.",
        $"Remove it and set the environment variable {SourceProblems.TokenVariable(upstream)} or use git's credential helper.",
        component);

    /// <summary>MOODLE1009: more than one of Version, Tag, Branch and Commit.</summary>
    public static Diagnostic SeveralRequests(Origin origin, string component, string[] given) => Diagnostic.Error(
        1009, origin,
        $"{component} has {string.Join(" and ", given)}; at most one may say which commit is wanted.",
        "Keep one and remove the others.",
        component);

    /// <summary>MOODLE1010: a commit is not written as one.</summary>
    public static Diagnostic BadCommit(Origin origin, string component, string commit) => Diagnostic.Error(
        1010, origin,
        $"'{commit}' is not a commit of {component}.",
        "Write the 40 hexadecimal digits of the commit, or at least the first 7.",
        component);

    /// <summary>MOODLE1011: a tag's or branch's name is not possible in git.</summary>
    public static Diagnostic BadRefName(Origin origin, string component, string kind, string name) => Diagnostic.Error(
        1011, origin,
        $"'{name}' cannot be the name of a {kind.ToLowerInvariant()} of {component}.",
        kind == "Tag" ? "Write the exact name; for a pattern use Version." : "Write the branch's exact name, without refs/heads/.",
        component);

    /// <summary>MOODLE1006 and MOODLE1012: a source that this version of the SDK does not know yet.</summary>
    public static Diagnostic NotYetSupported(PluginDeclaration plugin) => plugin.Source is Source.Unnamed
        ? Diagnostic.Error(
            1006, plugin.Origin,
            $"{plugin.Component} does not say where its code comes from.",
            $"Add Repository=\"https://...\" to the item, or to a MoodlePluginDefault for {plugin.Component}.",
            plugin.Component.ToString())
        : Diagnostic.Error(
            1012, plugin.Origin,
            $"{plugin.Component} comes from {(plugin.Source is Source.Folder ? "a folder (Path)" : "an archive (Archive)")}, which this version of Moodle.Sdk does not support yet.",
            "Declare the plugin by its git Repository.",
            plugin.Component.ToString());

    /// <summary>MOODLE1013: a switch that is neither true nor false.</summary>
    public static Diagnostic NotASwitch(Origin origin, ComponentName component, string metadata, string value) => Diagnostic.Error(
        1013, origin,
        $"{metadata}=\"{value}\" of {component} is neither true nor false.",
        "Write true or false.",
        component.ToString());

    /// <summary>MOODLE1014: metadata that nothing reads, most often a typing error.</summary>
    public static Diagnostic UnknownMetadata(Origin origin, string metadata, string[] known) => Diagnostic.Error(
        1014, origin,
        $"{origin.Include} has the metadata {metadata}, which this version of Moodle.Sdk does not read.",
        NearNames.To(metadata, known, atMost: 1) is [var near] ? $"Write {near} if that is meant, or remove it."
            : known.Length == 0 ? $"Remove it: a {origin.Element} has none."
            : $"Remove it; what is read: {string.Join(", ", known)}.",
        origin.Include);

    /// <summary>MOODLE1015: an item's wildcard, which MSBuild replaces before the SDK sees it.</summary>
    public static Diagnostic WildcardExpanded(Origin origin) => Diagnostic.Warning(
        1015, origin,
        $"MSBuild replaces the wildcard of {origin.Element} '{origin.Include}' by the files of the project's folder that match, so it does not reach the code base.",
        origin.Element == "MoodlePublishExclude" ? $"Write it as a property, <{origin.Element}>{origin.Include}</{origin.Element}>, or each * as %2A and each ? as %3F." : "Write an item for each that is meant.");

    /// <summary>MOODLE1016: metadata of several sources, or of a source that is not there.</summary>
    public static Diagnostic NotOneSource(Origin origin, string component, string? source, string[] others) => Diagnostic.Error(
        1016, origin,
        $"{component} has {string.Join(" and ", others)} {(source is null ? "without the source to go with" : $"beside {source}, which takes no such metadata")}.",
        "Give it one source: Repository, if need be with Subdirectory and one of Version, Tag, Branch and Commit; or Archive with Sha256; or Path alone.",
        component);

    /// <summary>MOODLE1017: an archive without the hash of its bytes.</summary>
    public static Diagnostic BadSha256(Origin origin, string component, string sha256) => Diagnostic.Error(
        1017, origin,
        sha256.Length == 0 ? $"The Archive of {component} has no Sha256, so nothing would tell whether it is still the same file." : $"'{sha256}' is not the SHA-256 of the Archive of {component}.",
        "Write as Sha256 the 64 hexadecimal digits that sha256sum prints for the file.",
        component);

    /// <summary>MOODLE1018: a Subdirectory, or what a MoodleCoreRemove names, is no path within the code.</summary>
    public static Diagnostic BadPath(Origin origin, string path) => Diagnostic.Error(
        1018, origin,
        origin.Element == "MoodleCoreRemove" ? $"'{path}' is neither the name of a plugin nor a path within Moodle." : $"'{path}' is not a Subdirectory that a repository can have, here of {origin.Include}.",
        "Write the path from the root of the code with slashes, such as local/o365: no slash at its beginning, no . or .. in it, and no wildcard.",
        origin.Include);

    /// <summary>MOODLE1019: a name that begins with Moodle, nothing reads, and that is almost one that is read.</summary>
    public static Diagnostic MistypedName(Origin origin, string written, string[] near) => Diagnostic.Error(
        1019, origin,
        $"Nothing reads {written}.",
        $"Write {string.Join(" or ", near)}; a name of your own must differ from these by more than two letters.");

    /// <summary>MOODLE1020: a name that begins with Moodle and that nothing reads.</summary>
    public static Diagnostic UnknownName(Origin origin, string written) => Diagnostic.Warning(
        1020, origin,
        $"Nothing in this version of Moodle.Sdk reads {written}.",
        "Check its spelling; if it is your own, end this warning with <NoWarn>$(NoWarn);MOODLE1020</NoWarn>.");

    /// <summary>MOODLE1021: a Condition that would make the lock another in each Configuration.</summary>
    /// <param name="origin">The item.</param>
    /// <param name="condition">The Condition's text.</param>
    /// <param name="metadata">The metadata that has it; null when the item or something around it has.</param>
    /// <param name="only">The one Configuration that it asks for; null when it asks something else.</param>
    public static Diagnostic ConditionOnConfiguration(Origin origin, string condition, string? metadata, string? only) => Diagnostic.Error(
        1021, origin,
        $"The Condition {condition} makes {origin.Element} {origin.Include} differ by Configuration, but there is one lock for all, and a restore sees only one of them.",
        metadata is not null
            ? $"Write {metadata} without the Condition: it is the same in every Configuration."
            : $"Write Configurations=\"{only ?? "..."}\" on the item instead of the Condition{(only is null ? ", with the names of those that are to have it, separated by semicolons" : "")}.",
        origin.Include);
}
