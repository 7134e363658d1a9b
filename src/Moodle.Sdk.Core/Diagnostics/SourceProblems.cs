using Moodle.Sdk.Git;

namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE11xx: upstreams that do not give what is asked of them, and faults of the git cache.</summary>
internal static class SourceProblems
{
    /// <summary>What the environment variables with tokens begin with.</summary>
    public const string TokenPrefix = "MOODLE_GIT_TOKEN_";

    /// <summary>MOODLE1101: the upstream does not answer.</summary>
    public static Diagnostic Unreachable(UpstreamUrl upstream, Origin origin, string detail) => About(
        1101,
        origin,
        $"{upstream} does not answer: {detail}",
        "Check the address and the network, or a proxy in git's configuration; what is locked and in the git cache builds without network.") with
    { SharedCause = upstream.Host is { } host ? $"{host}: {detail}" : null };

    /// <summary>One cause may stop several components: it is told once. A host that is down answers for none of them.</summary>
    public static IReadOnlyList<Diagnostic> ToldOnce(IEnumerable<Diagnostic> errors) =>
    [
        .. errors.Distinct()
            .GroupBy(e => e.SharedCause is { } cause ? (e.Code, cause) : (object)e)
            .Select(same => same.ToList() is [var first, .. { Count: > 0 } others] ? NorOthers(first, others) : same.First()),
    ];

    /// <summary>MOODLE1102: the upstream wants other credentials, or none were found.</summary>
    public static Diagnostic AuthenticationRefused(UpstreamUrl upstream, Origin origin, string detail) => About(
        1102,
        origin,
        $"{upstream} does not let us in, or does not exist: {detail}",
        upstream.TakesToken
            ? $"Set the environment variable {TokenVariable(upstream)} to a token that may read it, or sign in with git's credential helper (with MoodleGitEngine=git)."
            : "Check that your SSH key may read it and that the host is known: git ls-remote " + upstream);

    /// <summary>MOODLE1103: there is no repository at the address.</summary>
    public static Diagnostic RepositoryNotFound(UpstreamUrl upstream, Origin origin) => About(
        1103,
        origin,
        $"There is no git repository at {upstream}.",
        "Check the address"
            + (upstream.TakesToken ? $"; if the repository is private, set the environment variable {TokenVariable(upstream)}." : "."));

    /// <summary>MOODLE1104: a branch or tag is gone from the upstream, or never was there.</summary>
    public static Diagnostic NoSuchReference(UpstreamUrl upstream, Origin origin, string reference) => About(
        1104,
        origin,
        $"{upstream} has no {Named(reference)}.",
        $"List what it has with: git ls-remote {upstream}");

    /// <summary>MOODLE1105: the upstream does not give a commit.</summary>
    public static Diagnostic CommitUnavailable(UpstreamUrl upstream, Origin origin, string commit, string? reference) => About(
        1105,
        origin,
        $"{upstream} does not give commit {commit}" + (reference is null ? "." : $", neither by its id nor through {Named(reference)}."),
        "It may have been removed by a forced push: check the id, or resolve anew with dotnet restore --force-evaluate.");

    /// <summary>MOODLE1106: code is missing from the git cache, and the network is not to be used.</summary>
    public static Diagnostic OfflineAndMissing(UpstreamUrl upstream, Origin origin, IEnumerable<string> missing) => About(
        1106,
        origin,
        $"{origin.Subject} is not complete in the git cache ({string.Join(", ", missing)} of {upstream}), and MoodleOffline forbids the network.",
        "Run dotnet restore once without MoodleOffline.");

    /// <summary>MOODLE1107: an upstream must be asked, and the network is not to be used.</summary>
    public static Diagnostic OfflineAndUnresolved(UpstreamUrl upstream, Origin origin) => About(
        1107,
        origin,
        $"{origin.Subject} is not locked yet, so {upstream} must be asked for its branches and tags, but MoodleOffline forbids the network.",
        "Run dotnet restore once without MoodleOffline.");

    /// <summary>MOODLE1108: the git cache cannot be written.</summary>
    public static Diagnostic CacheNotWritable(string folder, Origin? origin, string detail) => Diagnostic.Error(
        1108,
        origin,
        $"The git cache {folder} cannot be written: {detail}",
        "Give this user the right to write there, or name another folder with MoodleGitCache or the environment variable MOODLE_GIT_CACHE.");

    /// <summary>MOODLE1109: the git cache belongs to another user.</summary>
    public static Diagnostic CacheOfAnotherUser(string folder, Origin? origin) => Diagnostic.Error(
        1109,
        origin,
        $"The git cache {folder} belongs to another user.",
        "Use a cache of your own: name its folder with MoodleGitCache or the environment variable MOODLE_GIT_CACHE.");

    /// <summary>MOODLE1110: no room for what is fetched.</summary>
    public static Diagnostic DiskFull(string folder, Origin? origin) => Diagnostic.Error(
        1110,
        origin,
        $"There is no room left on the disk of the git cache {folder}.",
        "Make room, or name a folder on another disk with MoodleGitCache or the environment variable MOODLE_GIT_CACHE.");

    /// <summary>MOODLE1111: git is asked for and not there.</summary>
    public static Diagnostic GitNotFound() => Diagnostic.Error(
        1111,
        null,
        "MoodleGitEngine is git, but there is no git on the PATH.",
        "Install git, or leave MoodleGitEngine at auto: the embedded engine then takes over.");

    /// <summary>MOODLE1112: git is asked for and too old.</summary>
    public static Diagnostic GitTooOld(string executable, string version) => Diagnostic.Error(
        1112,
        null,
        $"MoodleGitEngine is git, but {executable} is version {version} and 2.31 is the oldest that can be used.",
        "Update git, or leave MoodleGitEngine at auto: the embedded engine then takes over.");

    /// <summary>MOODLE1113: MoodleGitEngine holds a word that it does not know.</summary>
    public static Diagnostic UnknownEngine(string name) => Diagnostic.Error(
        1113,
        null,
        $"MoodleGitEngine is '{name}', which is no engine.",
        "Use auto, git or libgit2.");

    /// <summary>MOODLE1114: the address names a protocol that is not used.</summary>
    public static Diagnostic ProtocolRefused(UpstreamUrl upstream, Origin origin, string detail) => About(
        1114,
        origin,
        $"{upstream} is refused for its protocol: {detail}",
        "Use an address that begins with https, http, ssh, git or file; the embedded engine has no git protocol of its own.");

    /// <summary>MOODLE1115: a transfer failed in a way that has no code of its own.</summary>
    public static Diagnostic TransferFailed(UpstreamUrl upstream, Origin origin, string engine, string detail) => About(
        1115,
        origin,
        $"Fetching from {upstream} failed ({engine}): {detail}",
        $"Try the same by hand: git ls-remote {upstream}");

    /// <summary>MOODLE1116: a repository of the cache was damaged; it is put aside and fetched anew.</summary>
    public static Diagnostic DamagedAndFetchedAnew(UpstreamUrl upstream, Origin origin, string asideFolder) => Diagnostic.Warning(
        1116,
        origin,
        $"The git cache's copy of {upstream} was damaged; it was fetched anew.",
        $"If this comes back, check the disk. The damaged copy is in {asideFolder} for a day.",
        origin.Include);

    /// <summary>MOODLE1118: the cache's folder is not given as a full path.</summary>
    public static Diagnostic CacheFolderNotFull(string folder) => Diagnostic.Error(
        1118,
        null,
        $"The git cache '{folder}' is not a full path.",
        "Give MoodleGitCache or the environment variable MOODLE_GIT_CACHE a full path.");

    /// <summary>MOODLE1119: the upstream's certificate is not trusted.</summary>
    public static Diagnostic CertificateRefused(UpstreamUrl upstream, Origin origin, string detail) => About(
        1119,
        origin,
        $"The certificate of {upstream} is not trusted: {detail}",
        "Add its authority to the system's, or name it to git with http.sslCAInfo (to the embedded engine with SSL_CERT_FILE).");

    /// <summary>MOODLE1120: there is a git, and it cannot be started.</summary>
    public static Diagnostic GitNotStarted(string detail) => Diagnostic.Error(
        1120,
        null,
        $"git could not be started: {detail}",
        "Put that right or take it off the PATH, or set MoodleGitEngine to libgit2: the embedded engine then takes over.");

    /// <summary>The environment variable that holds a token for an upstream, such as <c>MOODLE_GIT_TOKEN_GITHUB_COM</c>.</summary>
    public static string TokenVariable(UpstreamUrl upstream) => TokenPrefix + upstream.HostInVariables;

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

    private static Diagnostic About(int code, Origin origin, string message, string remedy) =>
        Diagnostic.Error(code, origin, message, remedy, origin.Include);

    private static string Named(string reference) =>
        reference.StartsWith("refs/tags/", StringComparison.Ordinal) ? $"tag {reference[10..]}"
        : reference.StartsWith("refs/heads/", StringComparison.Ordinal) ? $"branch {reference[11..]}"
        : reference;
}
