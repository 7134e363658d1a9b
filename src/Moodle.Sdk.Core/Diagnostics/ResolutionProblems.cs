using Moodle.Sdk.Declaration;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE12xx: which commit a declaration means.</summary>
internal static class ResolutionProblems
{
    /// <summary>MOODLE1201: the text of MoodleVersion is none of the forms it can have.</summary>
    public static Diagnostic BadMoodleVersion(Origin? origin, string text) => Diagnostic.Error(
        1201,
        origin,
        $"'{text}' is not a version of Moodle.",
        "Write 4.5.6 (that release), 4.5 or 4.5.* (the newest 4.5.x), 4.5.0 (the first), 4.5+ (the weekly builds of 4.5), 5.* (the newest 5.x), "
        + "[4.5.3,4.6) (a range), 5.2.0-rc1 (a prerelease) or 5.2.*-* (prereleases too); for a git reference use MoodleTag, MoodleBranch or MoodleCommit.");

    /// <summary>MOODLE1202: MoodleVersion asks for a weekly build of one minor release, which no tag names.</summary>
    public static Diagnostic WeeklyOfMinor(Origin? origin, string text, string line) => Diagnostic.Error(
        1202,
        origin,
        $"'{text}' is a weekly build: Moodle publishes these on the stable branch of {line} between two releases, each Thursday, without a tag, so that no version names one of them.",
        $"Write {line}+ for the newest weekly build of {line} (the lock keeps its commit), or give the exact commit with MoodleCommit.");

    /// <summary>MOODLE1203: no release of the upstream is one that MoodleVersion asks for.</summary>
    public static Diagnostic NoSuchMoodleVersion(Origin? origin, string text, UpstreamUrl upstream, IReadOnlyList<string> nearby) => Diagnostic.Error(
        1203,
        origin,
        nearby.Count == 0
            ? $"{upstream} has no release of Moodle: no tag such as v4.5.6."
            : $"{upstream} has no Moodle {text}; {(nearby.Count == 1 ? "the newest of the nearest line is" : "the newest of the nearest lines are")} {string.Join(", ", nearby)}.",
        nearby.Count == 0
            ? "Check MoodleRepository, or name a git reference with MoodleBranch, MoodleTag or MoodleCommit."
            : "Set MoodleVersion to one that exists.");

    /// <summary>MOODLE1204: the upstream has no tag of that name.</summary>
    public static Diagnostic NoSuchTag(Origin? origin, string tag, UpstreamUrl upstream, IReadOnlyList<string> nearest, int count) => Diagnostic.Error(
        1204,
        origin,
        $"{upstream} has no tag '{tag}'{Nearest(nearest, count, "tag", "tags")}.",
        "Write the exact name of a tag that exists.",
        origin?.Include);

    /// <summary>MOODLE1205: the upstream has no branch of that name.</summary>
    public static Diagnostic NoSuchBranch(Origin? origin, string branch, UpstreamUrl upstream, IReadOnlyList<string> nearest, int count) => Diagnostic.Error(
        1205,
        origin,
        $"{upstream} has no branch '{branch}'{Nearest(nearest, count, "branch", "branches")}.",
        "Write the exact name of a branch that exists.",
        origin?.Include);

    /// <summary>MOODLE1206: no commit in the history of the upstream's branches and tags begins with these digits.</summary>
    public static Diagnostic NoSuchCommit(Origin? origin, string digits, UpstreamUrl upstream) => Diagnostic.Error(
        1206,
        origin,
        $"No commit that begins with {digits} lies in the history of any branch or tag of {upstream}.",
        "Check the digits, or write all 40 for a commit that no branch or tag leads to.",
        origin?.Include);

    /// <summary>MOODLE1207: several commits begin with these digits.</summary>
    public static Diagnostic AmbiguousCommit(Origin? origin, string digits, IReadOnlyList<string> commits) => Diagnostic.Error(
        1207,
        origin,
        $"{commits.Count} commits begin with {digits}: {string.Join(", ", commits.Order(StringComparer.Ordinal))}.",
        "Write more digits.",
        origin?.Include);

    /// <summary>MOODLE1208: the text of a plugin's Version is none of the forms it can have.</summary>
    public static Diagnostic BadPluginVersion(Origin? origin, ComponentName component, string text) => Diagnostic.Error(
        1208,
        origin,
        $"'{text}' is not a version of {component}.",
        "Write the text of a tag or of $plugin->release (v4.5-r3), a glob on these (4.5-r*), the number in $plugin->version (2024072400) "
        + "or a range of such numbers ([2024010100,2025000000)).",
        component.ToString());

    /// <summary>MOODLE1209: no tag, and no release in a version.php, has the text that a plugin's Version asks for.</summary>
    public static Diagnostic NoSuchPluginVersion(
        Origin? origin, ComponentName component, string text, UpstreamUrl upstream, string searched, IReadOnlyList<string> nearest) => Diagnostic.Error(
        1209,
        origin,
        $"{component} has no version '{text}' among the {searched} of {upstream}{(nearest.Count > 0 ? $"; nearest are {string.Join(", ", nearest)}" : "")}.",
        "Write one that exists; for a version that only lies in the history of a branch, give its Commit.",
        component.ToString());

    /// <summary>MOODLE1210: no tag or branch head has the version number that a plugin's Version asks for.</summary>
    public static Diagnostic NoSuchPluginNumber(
        Origin? origin, ComponentName component, string text, UpstreamUrl upstream, string searched, IReadOnlyList<string> nearest) => Diagnostic.Error(
        1210,
        origin,
        $"{component} has no version {text} at the head of any of the {searched} of {upstream}{(nearest.Count > 0 ? $"; nearest are {string.Join(", ", nearest)}" : "")}.",
        "Versions that lie only in the history are not searched: give the Commit of that version, or write one that exists.",
        component.ToString());

    /// <summary>MOODLE1211: nothing of a plugin declared without a version fits this Moodle.</summary>
    public static Diagnostic NothingFits(
        Origin? origin, ComponentName component, UpstreamUrl upstream, string moodle, string searched, string nearest, RemoteRef? takeable) => Diagnostic.Error(
        1211,
        origin,
        $"None of the {searched} of {upstream} holds a stable {component} that fits Moodle {moodle}; the nearest is {nearest}.",
        takeable is null
            ? "Choose one yourself with Tag, Branch or Commit, or leave the plugin out until it has one."
            : $"""To take it nevertheless, write {(takeable.IsTag ? "Tag" : "Branch")}="{takeable.ShortName}" on the item.""",
        component.ToString());

    /// <summary>MOODLE1212: an upstream without any tag, stable branch or default branch, for a plugin declared without an exact reference.</summary>
    public static Diagnostic NoCandidates(Origin? origin, ComponentName component, UpstreamUrl upstream) => Diagnostic.Error(
        1212,
        origin,
        $"{upstream} has neither a tag nor a stable or default branch that {component} could be taken from.",
        "Check the Repository, or name a Branch.",
        component.ToString());

    /// <summary>MOODLE1213: the plugin does not lie in the root of its repository, or in the declared folder of it.</summary>
    public static Diagnostic NoVersionFile(
        Origin? origin, ComponentName component, Source.Git source, CommitId commit, string others, string found, string? folder) => Diagnostic.Error(
        1213,
        origin,
        $"Commit {commit.Id.ToShortString()} of {source.Upstream} has no version.php of a plugin in {source.Subdirectory ?? "its root"}{others} and so is not the plugin {component}; {found}.",
        folder is null
            ? "Check the Repository and the reference."
            : $"""The plugin lies in {folder}: write Subdirectory="{folder}" on the item.""",
        component.ToString());

    /// <summary>MOODLE1214: the commit chosen as Moodle is not one.</summary>
    public static Diagnostic NotMoodle(Origin? origin, UpstreamUrl upstream, CommitId commit, string why) => Diagnostic.Error(
        1214,
        origin,
        $"Commit {commit.Id.ToShortString()} of {upstream} is not Moodle: {why}.",
        "Check MoodleRepository and the reference.",
        "core");

    /// <summary>MOODLE1215: several commits answer the text of a plugin's Version, and release does not tell which is meant.</summary>
    public static Diagnostic SeveralVersions(Origin? origin, ComponentName component, string text, IReadOnlyList<string> answers) => Diagnostic.Error(
        1215,
        origin,
        $"'{text}' may be any of {answers.Count} commits of {component}: {string.Join(", ", answers)}.",
        "Say which with Tag or Commit instead of Version.",
        component.ToString());

    /// <summary>MOODLE1216: versions match a plugin's Version, but none of them fits this Moodle.</summary>
    public static Diagnostic NoMatchFits(
        Origin? origin, ComponentName component, string text, string moodle, int count, string highest, string why) => Diagnostic.Error(
        1216,
        origin,
        $"None of the {count} versions of {component} that match '{text}' fits Moodle {moodle}; the highest is {highest}: {why}.",
        "Write a Version that this Moodle can have, or leave it out: then the best that fits is taken.",
        component.ToString());

    /// <summary>MOODLE1217: only older refs hold a plugin where it was looked for; the default branch does not.</summary>
    public static Diagnostic NotInDefaultBranch(Origin? origin, ComponentName component, UpstreamUrl upstream, string? folder, string taken) => Diagnostic.Warning(
        1217,
        origin,
        $"{component} does not lie in {folder ?? "the root"} of the default branch of {upstream}; what was taken is {taken}, where it does.",
        "If it has moved within the repository, write where to as its Subdirectory.",
        component.ToString());

    private static string Nearest(IReadOnlyList<string> nearest, int count, string one, string many) => count switch
    {
        0 => $"; it has no {one} at all",
        _ when nearest.Count == 0 => $" among its {count} {(count == 1 ? one : many)}",
        _ => $"; nearest of its {count} {(count == 1 ? one : many)} {(nearest.Count == 1 ? "is" : "are")} {string.Join(", ", nearest.Select(n => $"'{n}'"))}",
    };
}
