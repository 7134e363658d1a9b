using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using static Moodle.Sdk.Diagnostics.Diagnostic;

namespace Moodle.Sdk.Sources;

/// <summary>MOODLE11xx: upstreams that do not give what is asked of them, and faults of the git cache.</summary>
internal static class SourceDiagnostics
{
    /// <summary>The longest that an upstream may be waited for, in seconds.</summary>
    public const int LongestTimeout = 24 * 60 * 60;

    /// <summary>A server that does not answer, or not with what was asked for.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="origin">The declaration.</param>
    /// <param name="detail">What was said.</param>
    /// <param name="status">The HTTP status that it answered with; null when it did not answer.</param>
    public static Diagnostic Unreachable(UpstreamUrl upstream, Origin origin, string detail, int? status = null) => Error("MOODLE1101", origin,
        status is null ? $"{upstream} does not answer: {detail}" : $"{upstream} does not give what it is asked for: {detail}",
        status switch
        {
            null => "Check the address and the network, or a proxy in git's configuration; what",
            429 => $"Try again later; many servers let those ask more who send a token (environment variable {TokenVariable.Of(upstream)}). What",
            _ => "The fault is the server's: try again later. What",
        } + " is locked and in the git cache builds without network.") with
    { SharedCause = upstream.Host is { } host ? $"{host}: {detail}" : null };

    /// <summary>One cause may stop several components: it is told once. A host that is down answers for none of them, and there is one git cache.</summary>
    public static IReadOnlyList<Diagnostic> ToldOnce(IEnumerable<Diagnostic> errors) =>
    [
        .. errors.DistinctBy(OfTheCache)
            .GroupBy(e => e.SharedCause is { } cause ? (e.Code, cause) : (object)e)
            .Select(same => same.ToList() is [var first, .. { Count: > 0 } others] ? NorOthers(first, others) : same.First()),
    ];

    /// <summary>Credentials are missing or refused.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="origin">The declaration.</param>
    /// <param name="detail">What was said.</param>
    /// <param name="ledTo">Who was asked in its place: credentials go to no other server than the one that they are for.</param>
    /// <param name="sent">True when credentials were sent: a forge then tells what it does not have from what one may not read.</param>
    public static Diagnostic AuthenticationRefused(UpstreamUrl upstream, Origin origin, string detail, UpstreamUrl? ledTo, bool sent) => Error("MOODLE1102", origin,
        $"{upstream} does not let us in{(sent ? "" : ", or does not exist")}: {detail}",
        ledTo is { TakesToken: true } && ledTo.Scope != upstream.Scope
            ? $"It leads to {ledTo.Scope}, and a token for {upstream.Scope ?? upstream.ToString()} does not go there: if that is where the repository is, declare {ledTo} and set the environment variable {TokenVariable.Of(ledTo)}."
        : sent
            ? $"What was sent may have expired, or lack the right to read this repository: put a new token into the environment variable {TokenVariable.Of(upstream)}, which counts before what stands in the address."
        : upstream.TakesToken
            ? $"Set the environment variable {TokenVariable.Of(upstream)} to a token that may read it, or sign in with git's credential helper (with MoodleGitEngine=git)."
            : "Check that your SSH key may read it, needs no passphrase or is in an agent, and that the host is known: git ls-remote " + upstream);

    /// <summary>Nothing is there, or a web page: a login wall, the portal of a network, a page about the repository.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="origin">The declaration.</param>
    /// <param name="fault">What was answered.</param>
    /// <param name="words">The same in words.</param>
    public static Diagnostic RepositoryNotFound(UpstreamUrl upstream, Origin origin, GitFault fault, string words) => Error("MOODLE1103", origin,
        fault.HttpStatus switch
        {
            200 => $"{upstream} is not a git server: {words}",
            null => $"There is no git repository at {upstream}{(fault.LedTo is null ? "" : $", which leads to {fault.LedTo}")}.",
            _ => $"There is no git repository at {upstream}: {words}",
        },
        "Check the address"
            + (fault.HttpStatus == 200 ? ". Or something on the way answers in its place: open the address in a browser, and sign in to the network if that is what the page wants."
                : fault.SentCredentials ? $", and that the token may read the repository (environment variable {TokenVariable.Of(upstream)}): of a private one that it may not, a server says the same."
                : upstream.TakesToken ? $"; if the repository is private, set the environment variable {TokenVariable.Of(upstream)}."
                : "."));

    public static Diagnostic NoSuchReference(UpstreamUrl upstream, Origin origin, string reference) => Error("MOODLE1104", origin,
        $"{upstream} has no {Named(reference)}.",
        $"List what it has with: git ls-remote {upstream}");

    public static Diagnostic CommitUnavailable(UpstreamUrl upstream, Origin origin, string commit, string? reference, int others = 0) => Error("MOODLE1105", origin,
        $"{upstream} does not give commit {commit}" + (reference is null ? "" : $", neither by its id nor through {Named(reference)}")
            + (others == 0 ? "." : string.Create(CultureInfo.InvariantCulture, $"; the same is so of {others:N0} others.")),
        "It may have been removed by a forced push: check the id, or resolve anew with dotnet restore --force-evaluate.");

    /// <summary>True of an error that an upstream does not give a commit.</summary>
    public static bool IsNotGiven(Diagnostic error) => error.Id == "MOODLE1105";

    public static Diagnostic OfflineAndMissing(UpstreamUrl upstream, Origin origin, IEnumerable<string> missing) => Error("MOODLE1106", origin,
        $"{origin.Subject} is not complete in the git cache ({string.Join(", ", missing)} of {upstream}), and MoodleOffline forbids the network.",
        "Run dotnet restore once without MoodleOffline.");

    public static Diagnostic OfflineAndUnresolved(UpstreamUrl upstream, Origin origin) => Error("MOODLE1107", origin,
        $"{origin.Subject} is not locked yet, so {upstream} must be asked for its branches and tags, but MoodleOffline forbids the network.",
        "Run dotnet restore once without MoodleOffline.");

    public static Diagnostic CacheNotUsable(string folder, Origin? origin, string detail, FaultKind? why) => Error("MOODLE1108", origin,
        $"The git cache {folder} cannot be read or written: {detail}",
        why switch
        {
            FaultKind.Denied or FaultKind.ReadOnly => "Give this user the right to read and write there",
            FaultKind.NotAFolder => "Move away what lies there",
            _ => "Put that right and run the same again",
        } + ", or name another folder with MoodleGitCache or the environment variable MOODLE_GIT_CACHE.");

    /// <summary>A limit of the machine or of the user's session, met while the cache was at work.</summary>
    public static Diagnostic NoneLeft(Origin? origin, string detail) => Error("MOODLE1135", origin,
        $"The system has no more files, memory or processes to give: {detail}",
        "Raise the limit (ulimit -n, -v, -u; in a container its own) or build fewer sites at once (-m:1), and run the same again.");

    /// <summary>What was made here a moment ago is not there: the cache is deleted while it is used.</summary>
    public static Diagnostic MadeIsGone(Origin origin) => CacheNotUsable(StoreName.Made.Folder, origin, "it was written a moment ago and is gone", null);

    public static Diagnostic CacheOfAnotherUser(string folder, Origin? origin, string detail) => Error("MOODLE1109", origin,
        $"The git cache {folder} belongs to another user: {detail}",
        "It is read as far as that is allowed; to fetch, use a cache of your own (name its folder with MoodleGitCache or the environment variable MOODLE_GIT_CACHE), or share this one with a group: chgrp -R, chmod -R g+rwX, and chmod g+s on its folders.");

    public static Diagnostic DiskFull(string folder, Origin? origin) => Error("MOODLE1110", origin,
        $"There is no room left on the disk of the git cache {folder}.",
        "Make room, or name a folder on another disk with MoodleGitCache or the environment variable MOODLE_GIT_CACHE.");

    public static Diagnostic GitNotFound() => Error("MOODLE1111", null,
        "MoodleGitEngine is git, but there is no git on the PATH.",
        "Install git, or leave MoodleGitEngine at auto: the embedded engine then takes over.");

    public static Diagnostic GitTooOld(string executable, string version) => Error("MOODLE1112", null,
        $"MoodleGitEngine is git, but {executable} is version {version} and 2.31 is the oldest that can be used.",
        "Update git, or leave MoodleGitEngine at auto: the embedded engine then takes over.");

    public static Diagnostic UnknownEngine(string name) => Error("MOODLE1113", null,
        $"MoodleGitEngine is '{name}', which is no engine.",
        "Use auto, git or libgit2.");

    public static Diagnostic ProtocolRefused(UpstreamUrl upstream, Origin origin, string detail) => Error("MOODLE1114", origin,
        $"{upstream} is refused for its protocol: {detail}",
        "Use an address that begins with https, ssh or file. http is for this machine alone, unless MoodleAllowHttp is true; the embedded engine has no ssh.");

    public static Diagnostic RedirectRefused(UpstreamUrl upstream, Origin origin, string detail) => Error("MOODLE1121", origin,
        $"{upstream} sends elsewhere, and nobody goes there: {detail}",
        "Declare the address that the repository really has, if you trust it.");

    /// <summary>A transfer failed in a way that has no code of its own.</summary>
    /// <param name="upstream">The upstream.</param>
    /// <param name="origin">The declaration.</param>
    /// <param name="engine">What asked.</param>
    /// <param name="detail">What it said.</param>
    /// <param name="wanted">What was asked for; null when it was the list of refs.</param>
    public static Diagnostic TransferFailed(UpstreamUrl upstream, Origin origin, string engine, string detail, FetchTarget? wanted) => Error("MOODLE1115", origin,
        $"{(wanted is null ? "Asking" : "Fetching from")} {upstream}{(wanted is null ? " for its branches and tags" : "")} failed ({engine}): {detail}",
        wanted is null
            ? $"Try the same by hand: git ls-remote {upstream}"
            : $"Try the same by hand, in an empty folder: git init && git fetch --depth=1 {upstream} {wanted.Commit?.ToString() ?? wanted.Reference}");

    public static Diagnostic DamagedAndFetchedAnew(UpstreamUrl upstream, Origin origin, string asideFolder) => Warning("MOODLE1116", origin,
        $"The git cache's copy of {upstream} was damaged; it was fetched anew.",
        $"If this comes back, check the disk. The damaged copy is in {asideFolder} for a day.");

    public static Diagnostic CacheFolderNotFull(string folder) => Error("MOODLE1118", null,
        $"The git cache '{folder}' is not a full path.",
        "Give MoodleGitCache or the environment variable MOODLE_GIT_CACHE a full path.");

    public static Diagnostic CertificateRefused(UpstreamUrl upstream, Origin origin, string detail) => Error("MOODLE1119", origin,
        $"The certificate of {upstream} is not trusted: {detail}",
        "Add its authority to the system's, or name it to git with http.sslCAInfo (to the embedded engine with SSL_CERT_FILE).");

    public static Diagnostic GitNotStarted(string detail) => Error("MOODLE1120", null,
        $"git does not start or does not answer: {detail}",
        "Put that right or take it off the PATH, or set MoodleGitEngine to libgit2: the embedded engine then takes over.");

    /// <summary>A file of a repository of the cache that was to be read.</summary>
    public static Diagnostic StoreNotReadable(SystemFault fault) => fault.Kind switch
    {
        FaultKind.NoneLeft => NoneLeft(null, $"'{fault.Path}': {fault}"),
        FaultKind.Unfit => CacheUnfit(Path.GetDirectoryName(fault.Store!)!, null, $"'{fault.Path}': {fault}"),
        _ => Error("MOODLE1136", null,
            $"'{fault.Path}' of the git cache could not be read: {fault}",
            fault.Kind == FaultKind.Denied
                ? "Give this user the right to read it, or name another folder with MoodleGitCache or the environment variable MOODLE_GIT_CACHE."
                : $"Check the disk and run the same again; if that is no use, delete '{fault.Store}' and run dotnet restore, which fetches it anew."),
    };

    public static Diagnostic CacheUnfit(string folder, Origin? origin, string detail) => Error("MOODLE1140", origin,
        $"The git cache {folder} does not hold what belongs there: {detail}",
        "Somebody put it there, or the disk is damaged. Find out who may write in the cache, move it away and run dotnet restore.");

    /// <summary>An upstream from which nothing comes.</summary>
    public static Diagnostic Silent(UpstreamUrl upstream, Origin origin, string detail) => Error("MOODLE1125", origin,
        $"{upstream} does not go on: {detail}",
        "Try again later; where it needs longer before it answers, set MoodleNetworkTimeout to more seconds.") with
    { SharedCause = upstream.Host is { } host ? $"{host}: {detail}" : null };

    /// <summary>More than any real repository has.</summary>
    public static Diagnostic TooMuch(UpstreamUrl upstream, Origin origin, string detail) => Error("MOODLE1126", origin,
        $"{upstream} is refused, since no repository of a Moodle or a plugin has as much: {detail}",
        "Check the address. If it is right, do not use this upstream or this commit; tell the maintainer.");

    /// <summary>Objects that make no repository.</summary>
    public static Diagnostic WrongObject(UpstreamUrl upstream, Origin origin, string detail) => Error("MOODLE1127", origin,
        $"{upstream} has a commit that makes no sense: {detail}",
        "To fetch it again would bring the same: take another version, and tell the maintainer.");

    public static Diagnostic TooManyCandidates(UpstreamUrl upstream, Origin origin, int count, int limit) => Error("MOODLE1128", origin,
        string.Create(CultureInfo.InvariantCulture, $"{upstream} has {count:N0} commits with a tag or a branch; more than {limit:N0} are not looked at."),
        "Say which: give Tag, Branch or Commit (in full).");

    public static Diagnostic BadTimeout(string text) => Error("MOODLE1129", null,
        $"MoodleNetworkTimeout is '{text}', which is no number of seconds from 1 to {LongestTimeout}.",
        "Write how many seconds an upstream is waited for while nothing comes from it, such as 60.");

    public static Diagnostic BadPruneDays(Origin origin, string text, int most) => Error("MOODLE1130", origin,
        $"MoodlePruneDays is '{text}', which is no number of days from 1 to {most}.",
        "Write for how many days nothing must have used what is taken out of the git cache, such as 90; 1 takes the most.");

    /// <summary>What a lock names must stay in the cache, and there is no lock.</summary>
    public static Diagnostic NoLockToPruneBy(Origin origin, string path) => Error("MOODLE1131", origin,
        $"There is no lock {path} that would say what the git cache must keep.",
        "Run dotnet restore in that project; or name in MoodlePruneProjects the lock itself, or project files whose lock lies beside them (globs are expanded; one that finds nothing is an error).");

    // Whose cache it is, and that its disk is full, is so for all that would be fetched, whichever file showed it first.
    private static object OfTheCache(Diagnostic error) => error.Id switch
    {
        "MOODLE1109" or "MOODLE1110" => error.Id,
        "MOODLE1108" => error.Message,
        _ => error,
    };

    private static Diagnostic NorOthers(Diagnostic first, List<Diagnostic> others)
    {
        const int most = 3;
        var names = others.Select(o => o.Origin!.Subject).ToList();
        var last = names.Count > most ? $"{names.Count - most + 1} more" : names[^1];
        var shown = string.Join(", ", names.Take(Math.Min(names.Count, most) - 1));
        return first with
        {
            Message = names.Count == 1
                ? $"{first.Message}; neither does the upstream of {last}"
                : $"{first.Message}; neither do those of {shown} and {last}",
        };
    }

    private static string Named(string reference) =>
        reference.StartsWith("refs/tags/", StringComparison.Ordinal) ? $"tag {reference[10..]}"
        : reference.StartsWith("refs/heads/", StringComparison.Ordinal) ? $"branch {reference[11..]}"
        : reference;
}
