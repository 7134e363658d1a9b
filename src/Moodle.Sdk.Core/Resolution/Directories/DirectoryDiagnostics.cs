using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.VersionFiles;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>MOODLE1150 to MOODLE1159: what plugins directories say, or do not.</summary>
internal static class DirectoryDiagnostics
{
    /// <summary>No directory knows the component.</summary>
    /// <summary>What <see cref="UnknownComponent"/> is told apart by: the directories answered.</summary>
    public const string UnknownId = "MOODLE1150";

    public static Diagnostic UnknownComponent(PluginDeclaration plugin, IReadOnlyCollection<string> known)
    {
        var (component, name) = (plugin.Component.ToString(), plugin.Component.Name);
        string[] others = [.. known.Where(k => k.EndsWith($"_{name}", StringComparison.Ordinal) && k.IndexOf('_') + 1 + name.Length == k.Length).Distinct().Order(StringComparer.Ordinal)];
        string[] near = [.. others.Concat(NearNames.To(component, known, within: 3)).Distinct().Take(4)];
        return Error("MOODLE1150", plugin.Origin,
            $"{component} has no Repository, and no plugins directory knows it.",
            (near.Length > 0 ? $"Did you mean {Either(near)}? If not, add" : "Check the name, or add") + " Repository=\"https://...\" to the item.",
            component);
    }

    /// <summary>A directory that leads elsewhere than before: the name may have been taken over.</summary>
    public static Diagnostic Moved(PluginDeclaration plugin, UpstreamUrl locked, DirectoryEntry.OfGit entry) => Error("MOODLE1151", plugin.Origin,
        $"{plugin.Component} is locked from {locked}, but {entry.NamedBy.Directory} now names {entry.Upstream}.",
        $"Find out whether the plugin has moved or the name was taken over. Then accept the new address with -p:MoodleAcceptMoved={plugin.Component}, or write the one that you trust as Repository.",
        plugin.Component.ToString());

    public static Diagnostic BadEntry(Origin origin, string directory, string entry, string why) => Error("MOODLE1152", origin,
        $"The entry {entry} of {directory} cannot be used: {why}.",
        "Write the plugin's Repository, and tell those who keep the directory.",
        origin.Subject);

    public static Diagnostic Ended(PluginDeclaration plugin, DirectoryEntry.OfGit entry) => Warning("MOODLE1153", plugin.Origin,
        $"{plugin.Component} {entry.Ended}, says {entry.NamedBy.Directory}.",
        "Nobody may mend what is found in it: look for a successor. NoWarn=\"MOODLE1153\" on the item ends this warning.",
        plugin.Component.ToString());

    /// <summary>A tag that leads elsewhere than when it was verified.</summary>
    public static Diagnostic OtherCommit(PluginDeclaration plugin, UpstreamUrl upstream, VerifiedRelease verified, CommitId now) => Error("MOODLE1154", plugin.Origin,
        $"The tag {verified.Tag} of {upstream} leads to {now}, but the plugins directory verified {verified.Commit} for it.",
        $"The tag was moved. Find out why; until then take what was verified: Commit=\"{verified.Commit}\".",
        plugin.Component.ToString());

    public static Diagnostic NoDirectory(Origin origin, UpstreamUrl upstream) => Error("MOODLE1155", origin,
        $"{upstream} is not a plugins directory: it has no folder plugins with a folder for each plugin type.",
        "Name a repository in the layout of https://github.com/camp-registry/camp-index as MoodlePluginsDirectory.");

    /// <summary>A list that is none.</summary>
    /// <param name="origin">What declares it.</param>
    /// <param name="list">Its address or path.</param>
    /// <param name="isLocal">True when it is of this machine.</param>
    /// <param name="why">What is wrong with it.</param>
    public static Diagnostic NoList(Origin origin, string list, bool isLocal, string why) => Error("MOODLE1156", origin,
        $"{list} cannot be used as a list of plugins: {why}",
        $"Name {(isLocal ? "a file" : "an address")} in the format of https://download.moodle.org/api/1.3/pluglist.php."
        + (isLocal ? "" : " Open the address in a browser: a page to sign in may answer in its place."),
        list);

    /// <summary>A list that cannot be had.</summary>
    public static Diagnostic NotFetched(Origin origin, WebFile list, GitFault fault) => Error("MOODLE1157", origin,
        fault.Kind == GitFaultKind.Offline ? $"{list} was not fetched before, and MoodleOffline forbids the network." : $"{list} cannot be fetched: {fault.Words}",
        fault.Kind switch
        {
            GitFaultKind.Offline => "Run dotnet restore once without MoodleOffline.",
            GitFaultKind.AuthenticationRefused => $"Set the environment variable {TokenVariable.Of(list.Address)} to a token that may read it.",
            GitFaultKind.ProtocolRefused => "Use an address that begins with https; http is for this machine alone, unless MoodleAllowHttp is true.",
            GitFaultKind.RedirectRefused => "Declare the address that the list really has, if you trust it.",
            GitFaultKind.RepositoryNotFound or GitFaultKind.TooMuch => "Check the address.",
            _ => "Check the address and the network, or try again later.",
        } + " What is locked builds without it.",
        list.ToString());

    /// <summary>A plugin that a directory knows by its archives alone, none of which is what is asked for.</summary>
    public static Diagnostic NoRepository(PluginDeclaration plugin, DirectoryEntry.OfDownloads entry, MoodleBranch moodle) => Error("MOODLE1158", plugin.Origin,
        $"{entry.NamedBy.Directory} names no repository for {plugin.Component}, only {(entry.Versions is [var highest, ..] ? $"downloads, and none that is asked for and made for Moodle {moodle.Release} (the highest is {highest.Version}, {highest.File})" : "a name")}.",
        "Write one of its versions as Version, or the plugin's Repository if you know it.",
        plugin.Component.ToString());

    private static string Either(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
