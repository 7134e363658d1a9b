using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Plugins;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Resolution;

/// <summary>MOODLE12xx: which commit a declaration means.</summary>
internal static class ResolutionDiagnostics
{
    public static Diagnostic BadMoodleVersion(Origin origin, string text) => Error("MOODLE1201", origin,
        $"'{text}' is not a version of Moodle.",
        "Write 4.5.6 (that release), 4.5 or 4.5.* (the newest 4.5.x), 4.5.0 (the first), 4.5+ (the weekly builds of 4.5), 5.* (the newest 5.x), "
        + "[4.5.3,4.6) (a range), 5.2.0-rc1 (a prerelease) or 5.2.*-* (prereleases too); for a git reference use MoodleTag, MoodleBranch or MoodleCommit.");

    /// <summary>A weekly build of one minor release, which no tag names.</summary>
    public static Diagnostic WeeklyOfMinor(Origin origin, string text, string line) => Error("MOODLE1202", origin,
        $"'{text}' is a weekly build: Moodle publishes these on the stable branch of {line} between two releases, each Thursday, without a tag, so that no version names one of them.",
        $"Write {line}+ for the newest weekly build of {line} (the lock keeps its commit), or give the exact commit with MoodleCommit.");

    public static Diagnostic NoSuchMoodleVersion(Origin origin, string text, UpstreamUrl upstream, IReadOnlyList<string> nearby) => nearby.Count == 0
        ? Error("MOODLE1203", origin,
            $"{upstream} has no release of Moodle: no tag such as v4.5.6.",
            "Check MoodleRepository, or name a git reference with MoodleBranch, MoodleTag or MoodleCommit.")
        : Error("MOODLE1203", origin,
            $"{upstream} has no Moodle {text}; the newest of the nearest {(nearby.Count == 1 ? "line is" : "lines are")} {string.Join(", ", nearby)}.",
            "Set MoodleVersion to one that exists: 4.5 and 4.5.* take the newest 4.5.x, and 4.5.6 that release alone.");

    public static Diagnostic NoSuchTag(Origin origin, string tag, UpstreamUrl upstream, IReadOnlyList<string> nearest, int count) => Error("MOODLE1204", origin,
        $"{upstream} has no tag '{tag}'{Nearest(nearest, count, "tag", "tags")}.",
        "Write the exact name of a tag that exists.");

    public static Diagnostic NoSuchBranch(Origin origin, string branch, UpstreamUrl upstream, IReadOnlyList<string> nearest, int count) => Error("MOODLE1205", origin,
        $"{upstream} has no branch '{branch}'{Nearest(nearest, count, "branch", "branches")}.",
        "Write the exact name of a branch that exists.");

    public static Diagnostic NoSuchCommit(Origin origin, string digits, UpstreamUrl upstream) => Error("MOODLE1206", origin,
        $"No commit that begins with {digits} lies in the history of any branch or tag of {upstream}.",
        "Check the digits, or write all 40 for a commit that no branch or tag leads to.");

    public static Diagnostic AmbiguousCommit(Origin origin, string digits, IReadOnlyList<string> commits) => Error("MOODLE1207", origin,
        $"{commits.Count} commits begin with {digits}: {string.Join(", ", commits.Order(StringComparer.Ordinal))}.",
        "Write more digits.");

    public static Diagnostic BadPluginVersion(Origin origin, ComponentName component, string text) => Error("MOODLE1208", origin,
        $"'{text}' is not a version of {component}.",
        "Write the text of a tag or of $plugin->release (v4.5-r3), a glob on these (4.5-r*), the number in $plugin->version (2024072400) "
        + "or a range of such numbers ([2024010100,2025000000)).");

    /// <summary>No tag, and no release in a version.php, has the text, in the history of branches neither.</summary>
    public static Diagnostic NoSuchPluginVersion(
        PluginDeclaration plugin, string text, UpstreamUrl upstream, string searched, VersionHistory? history, IReadOnlyList<string> nearest) => Error("MOODLE1209", plugin.RequestOrigin,
        $"{plugin.Component} has no version '{text}' among the {searched} of {upstream}{Past(history)}{Nearest(nearest)}.",
        (text.AsSpan().ContainsAny('*', '?') ? "Write one that exists"
            : $"Write one that exists: a plugin's Version is the exact text of a tag or of its release, unlike MoodleVersion, where 4.5 takes the newest 4.5.x; \"{text}.*\" takes the newest that begins so")
            + "; for a version that lies in the history of another branch, give its Commit.");

    /// <summary>No tag or branch head has the number, and no commit in the history of branches.</summary>
    public static Diagnostic NoSuchPluginNumber(
        PluginDeclaration plugin, string text, UpstreamUrl upstream, string searched, VersionHistory? history, IReadOnlyList<string> nearest) => Error("MOODLE1210", plugin.RequestOrigin,
        $"{plugin.Component} has no version {text} at the head of any of the {searched} of {upstream}{Past(history)}{Nearest(nearest)}.",
        "Write one that exists; for a version that lies in the history of another branch, give its Commit.");

    /// <summary>Of a plugin declared without a version.</summary>
    public static Diagnostic NothingFits(
        PluginDeclaration plugin, UpstreamUrl upstream, string moodle, string searched, string nearest, RemoteRef? takeable) => Error("MOODLE1211", plugin.Origin,
        $"None of the {searched} of {upstream} holds a stable {plugin.Component} that fits Moodle {moodle}; the nearest is {nearest}.",
        takeable is null
            ? "Choose one yourself with Tag, Branch or Commit, or leave the plugin out until it has one."
            : $"""To take it nevertheless, write {(takeable.IsTag ? "Tag" : "Branch")}="{takeable.ShortName}" on the item.""");

    public static Diagnostic NoCandidates(PluginDeclaration plugin, UpstreamUrl upstream) => Error("MOODLE1212", plugin.SourceOrigin,
        $"{upstream} has neither a tag nor a stable or default branch that {plugin.Component} could be taken from.",
        "Check the Repository, or name a Branch.");

    /// <summary>The plugin does not lie in the root of its repository, or in the declared folder of it.</summary>
    public static Diagnostic NoVersionFile(
        Origin origin, ComponentName component, Source.Git source, CommitId commit, string others, string found, string? folder) => Error("MOODLE1213", origin,
        $"Commit {commit.Id.ToShortString()} of {source.Upstream} has no version.php of a plugin in {source.Subdirectory ?? "its root"}{others} and so is not the plugin {component}; {found}.",
        folder is null
            ? "Check the Repository and the reference."
            : $"""The plugin lies in {folder}: write Subdirectory="{folder}" on the item.""");

    /// <param name="origin">The declaration of Moodle.</param>
    /// <param name="upstream">Where the commit is from.</param>
    /// <param name="commit">The commit.</param>
    /// <param name="why">What it lacks.</param>
    /// <param name="isChanged">True when it is so with the site's own changes.</param>
    public static Diagnostic NotMoodle(Origin origin, UpstreamUrl upstream, CommitId commit, string why, bool isChanged = false) => Error("MOODLE1214", origin,
        $"{(isChanged ? "With what this site changes, commit" : "Commit")} {commit.Id.ToShortString()} of {upstream} is not Moodle: {why}.",
        isChanged ? "Look at what the patches and the customisation of Moodle itself make of version.php." : "Check MoodleRepository and the reference.",
        "core");

    /// <summary>Several commits answer the text of a plugin's Version, and release does not tell which is meant.</summary>
    public static Diagnostic SeveralVersions(PluginDeclaration plugin, string text, IReadOnlyList<string> answers) => Error("MOODLE1215", plugin.RequestOrigin,
        $"'{text}' may be any of {answers.Count} commits of {plugin.Component}: {string.Join(", ", answers)}.",
        "Say which with Tag or Commit instead of Version.");

    public static Diagnostic NoMatchFits(
        PluginDeclaration plugin, string text, string moodle, int count, string highest, string why) => Error("MOODLE1216", plugin.RequestOrigin,
        $"None of the {count} versions of {plugin.Component} that match '{text}' fits Moodle {moodle}; the highest is {highest}: {why}.",
        "Write a Version that this Moodle can have, or leave it out: then the best that fits is taken.");

    /// <summary>Only older refs hold a plugin where it was looked for.</summary>
    public static Diagnostic NotInDefaultBranch(PluginDeclaration plugin, Source.Git source, string taken) => Warning("MOODLE1217", plugin.Origin,
        $"{plugin.Component} does not lie in {source.Subdirectory ?? "the root"} of the default branch of {source.Upstream}; what was taken is {taken}, where it does.",
        "If it has moved within the repository, write where to as its Subdirectory.");

    private static string Past(VersionHistory? history)
    {
        const int most = 4;
        var names = history?.Branches.Select(b => b.ShortName).ToList() ?? [];
        var shown = string.Join(", ", names.Take(names.Count > most ? most - 1 : most));
        return names.Count == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $", nor in the {history!.Commits:N0} commits in the history of {(names.Count == 1 ? "branch" : "branches")} {shown}{(names.Count > most ? $" and {names.Count - most + 1} more" : "")}");
    }

    private static string Nearest(IReadOnlyList<string> nearest) => nearest.Count > 0 ? $"; nearest are {string.Join(", ", nearest)}" : "";

    private static string Nearest(IReadOnlyList<string> nearest, int count, string one, string many) => count switch
    {
        0 => $"; it has no {one} at all",
        _ when nearest.Count == 0 => $" among its {count} {(count == 1 ? one : many)}",
        _ => $"; nearest of its {count} {(count == 1 ? one : many)} {(nearest.Count == 1 ? "is" : "are")} {string.Join(", ", nearest.Select(n => $"'{n}'"))}",
    };
}
