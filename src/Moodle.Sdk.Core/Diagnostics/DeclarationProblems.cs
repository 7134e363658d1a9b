using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE10xx: what is wrong with a project file. MOODLE1001, a toolset that cannot load the SDK, is raised by the targets.</summary>
public static class DeclarationProblems
{
    /// <summary>MOODLE1002: no Moodle is declared.</summary>
    public static Diagnostic NoMoodleVersion(string projectFile) => Diagnostic.Error(
        1002,
        new Origin(projectFile, "PropertyGroup"),
        "The project does not say which Moodle it wants.",
        "Add <MoodleVersion>4.5.*</MoodleVersion> to a PropertyGroup (or MoodleBranch, MoodleTag or MoodleCommit).");

    /// <summary>MOODLE1003: more than one property says which Moodle.</summary>
    public static Diagnostic SeveralMoodles(Origin origin, string[] properties) => Diagnostic.Error(
        1003,
        origin,
        $"{string.Join(" and ", properties)} each say which Moodle; only one of them may.",
        "Keep one and remove the others.");

    /// <summary>MOODLE1004: an Include is no plugin's name.</summary>
    public static Diagnostic NotAPluginName(Origin origin, string name) => Diagnostic.Error(
        1004,
        origin,
        $"'{name}' is not the name of a plugin.",
        "Write the plugin type and the name joined by an underscore, in lower case, as the plugin's version.php has it: mod_attendance, theme_boost_union. Activity modules take no further underscore.",
        name);

    /// <summary>MOODLE1005: a plugin is declared twice.</summary>
    public static Diagnostic DeclaredTwice(Origin origin, ComponentName component) => Diagnostic.Error(
        1005,
        origin,
        $"{component} is declared more than once.",
        $"Keep one MoodlePlugin item; to change one that is declared elsewhere write <MoodlePlugin Update=\"{component}\" .../>.",
        component.ToString());

    /// <summary>MOODLE1007: a repository's address cannot be used.</summary>
    public static Diagnostic BadRepository(Origin origin, string component) => Diagnostic.Error(
        1007,
        origin,
        $"The repository address of {component} cannot be used.",
        "Write an https, http, ssh, git or file URL, an address like git@host:owner/name.git, or the full path of a folder.",
        component);

    /// <summary>MOODLE1008: a password stands in a repository's address.</summary>
    public static Diagnostic PasswordInRepository(Origin origin, string component, UpstreamUrl upstream) => Diagnostic.Warning(
        1008,
        origin,
        $"The repository address of {component} holds a password, which everyone who reads the project or a build log can see.",
        $"Remove it and set the environment variable {upstream.TokenVariable} or use git's credential helper.",
        component);

    /// <summary>MOODLE1009: more than one of Version, Tag, Branch and Commit.</summary>
    public static Diagnostic SeveralRequests(Origin origin, ComponentName component, string[] given) => Diagnostic.Error(
        1009,
        origin,
        $"{component} has {string.Join(" and ", given)}; at most one may say which commit is wanted.",
        "Keep one and remove the others.",
        component.ToString());

    /// <summary>MOODLE1010: a commit is not written as one.</summary>
    public static Diagnostic BadCommit(Origin origin, string component, string commit) => Diagnostic.Error(
        1010,
        origin,
        $"'{commit}' is not a commit of {component}.",
        "Write the 40 hexadecimal digits of the commit, or at least the first 7.",
        component);

    /// <summary>MOODLE1011: a tag's or branch's name is not possible in git.</summary>
    public static Diagnostic BadRefName(Origin origin, string component, string kind, string name) => Diagnostic.Error(
        1011,
        origin,
        $"'{name}' cannot be the name of a {kind.ToLowerInvariant()} of {component}.",
        kind == "Tag" ? "Write the exact name; for a pattern use Version." : "Write the branch's exact name, without refs/heads/.",
        component);

    /// <summary>MOODLE1006 and MOODLE1012: a source that this version of the SDK does not know yet.</summary>
    public static Diagnostic NotYetSupported(PluginDeclaration plugin) => plugin.Source is Source.Unnamed
        ? Diagnostic.Error(
            1006,
            plugin.Origin,
            $"{plugin.Component} does not say where its code comes from.",
            $"Add Repository=\"https://...\" to the item, or to a MoodlePluginDefault for {plugin.Component}.",
            plugin.Component.ToString())
        : Diagnostic.Error(
            1012,
            plugin.Origin,
            $"{plugin.Component} comes from {(plugin.Source is Source.Folder ? "a folder (Path)" : "an archive (Archive)")}, which this version of Moodle.Sdk does not support yet.",
            "Declare the plugin by its git Repository.",
            plugin.Component.ToString());

    /// <summary>MOODLE1013: a switch that is neither true nor false.</summary>
    public static Diagnostic NotASwitch(Origin origin, ComponentName component, string metadata, string value) => Diagnostic.Error(
        1013,
        origin,
        $"{metadata}=\"{value}\" of {component} is neither true nor false.",
        "Write true or false.",
        component.ToString());

    /// <summary>MOODLE1014: metadata that nothing reads, most often a typing error.</summary>
    public static Diagnostic UnknownMetadata(Origin origin, ComponentName component, string metadata) => Diagnostic.Warning(
        1014,
        origin,
        $"{component} has the metadata {metadata}, which nothing reads.",
        "Check its spelling: Repository, Version, Tag, Branch, Commit, Configurations, AllowDowngrade, NoWarn.",
        component.ToString());

    /// <summary>MOODLE1015: an item's wildcard, which MSBuild replaces before the SDK sees it.</summary>
    public static Diagnostic WildcardExpanded(Origin origin) => Diagnostic.Warning(
        1015,
        origin,
        $"MSBuild replaces the wildcard of {origin.Element} '{origin.Include}' by the files of the project's folder that match, so it does not reach the code base.",
        $"Write it as a property, <{origin.Element}>{origin.Include}</{origin.Element}>, or each * as %2A and each ? as %3F.");
}
