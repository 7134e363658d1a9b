using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Resolution.Customizations;

/// <summary>MOODLE1186 to MOODLE1189 and MOODLE1196 to MOODLE1199: customised components.</summary>
internal static class CustomizationDiagnostics
{
    public static Diagnostic NoCommonCommit(DeclaredComponent declared, CommitSeries head, UpstreamUrl upstream) => Error("MOODLE1186", declared.Customization!.Origin,
        $"Branch {head.Branch} of {head.Upstream} has no commit in common with {upstream}, so nobody can say what the site changed.",
        $"Make the branch from a commit of {declared.Component}: clone {upstream}, git switch -c {head.Branch} <tag>, make the changes there, and push that.",
        declared.Component.ToString());

    public static Diagnostic TooMany(DeclaredComponent declared, CommitSeries head, UpstreamUrl upstream, int most) => Error("MOODLE1187", declared.Customization!.Origin,
        string.Create(CultureInfo.InvariantCulture, $"Branch {head.Branch} of {head.Upstream} has more than {most} commits that {upstream} does not have."),
        "If it is the right branch, join commits (git rebase -i, or git merge --squash onto a new branch); a branch that merges a new version of its upstream begins anew from there.",
        declared.Component.ToString());

    /// <summary>Both changed a file, and not alike.</summary>
    public static Diagnostic Conflict(OpenedComponent opened, OpenedSeries series, CarryConflict conflict) => Error("MOODLE1188", series.Origin,
        $"Commit {conflict.Commit} of the customisation's branch {series.Series.Branch} cannot be carried onto {opened.Title}: {conflict.Path}{(conflict.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $", line {conflict.Line}") : "")}: "
            + $"{opened.Title} has {conflict.Ours}, the commit has {conflict.Theirs}.",
        $"Settle it in the branch (git fetch {opened.Code.From} {NameOf(opened)}, then git merge FETCH_HEAD), push it, and run: dotnet build --no-restore -t:Update -p:MoodlePlugins={opened.Component}. Or stay at the version that it fits.",
        opened.Component.ToString());

    /// <summary>There is no upstream that a branch could have left.</summary>
    public static Diagnostic NotFromGit(DeclaredComponent declared, CodeOrigin from) => Error("MOODLE1189", declared.Customization!.Origin,
        $"{declared.Component} comes from {from}, which is no git repository: there is nothing that a customisation's branch could have been made from.",
        "Declare the git repository that it is developed in as its Repository; or keep the changes as a MoodlePatch.",
        declared.Component.ToString());

    /// <summary>The commits of the lock are none of one branch.</summary>
    public static Diagnostic NotOneBranch(DeclaredComponent declared, CommitSeries series) => Error("MOODLE1196", declared.Customization!.Origin,
        $"The commits that the lock has of the customisation of {declared.Component} do not follow each other in {series.Upstream}: the lock was edited by hand, or merged wrongly.",
        $"Run: dotnet build --no-restore -t:Update -p:MoodlePlugins={declared.Component}",
        declared.Component.ToString());

    /// <summary>A component is to be exported that has no commits of the site's own.</summary>
    public static Diagnostic NotCustomized(Origin origin, string? name, IReadOnlyList<string> customised) => Error("MOODLE1198", origin,
        $"{(name is null ? "This site" : $"'{name}'")} has no customisation to export{(customised.Count > 0 ? $"; those that have one: {string.Join(", ", customised)}" : "")}.",
        "Declare CustomizationBranch on the MoodlePlugin, or MoodleCustomizationBranch for Moodle itself, and run: dotnet restore");

    /// <summary>What the site carried is upstream's by now, on some branch or tag; the version that is taken need not have it.</summary>
    public static Diagnostic NoLongerCarried(OpenedComponent opened, OpenedSeries series) => Warning("MOODLE1199", series.Origin,
        $"{opened.Code.From} has commit {series.Series.Base.Id.ToShortString()} of the customisation's branch {series.Series.Branch} by now, on one of its branches or tags: "
            + $"that commit and those before it are carried no longer, and {opened.Title} has what they changed only if it has them too.",
        $"Take a version of {opened.Component} that has them; where there is none yet, go back to the lock before, or keep them as patches (git format-patch). A branch of which all is upstream can go: remove CustomizationBranch.",
        opened.Component.ToString());

    private static string NameOf(OpenedComponent opened) => opened.Code.From is CodeOrigin.Git git ? git.Commit.Id.ToString() : opened.Title;
}
