using System.Globalization;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources;

/// <summary>Opens the git cache as projects declare it.</summary>
public static class GitCaches
{
    /// <summary>Opens it. Nothing is written and no program is run before the network is needed, unless git must be there.</summary>
    /// <param name="folder">Full path.</param>
    /// <param name="engine"><c>auto</c>, <c>git</c> or <c>libgit2</c>; nothing is <c>auto</c>.</param>
    /// <param name="offline">True forbids the network.</param>
    /// <param name="allowsHttp">True lets HTTP without TLS leave this machine.</param>
    /// <param name="timeout">How many seconds an upstream is waited for while nothing comes from it; nothing is 60.</param>
    /// <param name="tell">Takes what a person may want to know meanwhile, on any thread.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="progress">Hears how far fetches are, often and on any thread.</param>
    /// <param name="mappings">Where upstreams are asked in place of their own addresses.</param>
    public static Result<IGitCache> Open(
        string folder, string? engine, bool offline, bool allowsHttp, string? timeout, Action<string>? tell, CancellationToken cancel,
        IProgress<FetchProgress>? progress = null, IReadOnlyList<UpstreamMapping>? mappings = null) => Engine(engine).Then(known =>
        Patience(timeout).Then(patience =>
        {
            var opened = GitCache.Open(
                Options(folder) with
                {
                    Engine = known,
                    Offline = offline,
                    AllowsHttp = allowsHttp,
                    Patience = patience,
                    Waiting = tell,
                    Progress = progress,
                    Mappings = mappings ?? [],
                    Retrying = fault => tell?.Invoke($"{fault.Upstream} is asked again: {fault.Words}"),
                },
                cancel);
            return opened.TryGet(out var cache) ? Result<IGitCache>.Of(cache) : Result<IGitCache>.Failed(opened.Fault!.At(null));
        }));

    /// <summary>Where it lies unless a project says otherwise: <c>MOODLE_GIT_CACHE</c>, else a folder of the user's own.</summary>
    /// <param name="environment">Looks an environment variable up; null asks this process's environment.</param>
    public static string DefaultFolder(Func<string, string?>? environment = null)
    {
        var named = (environment ?? Environment.GetEnvironmentVariable)("MOODLE_GIT_CACHE");
        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        return string.IsNullOrWhiteSpace(named) ? Path.Combine(profile, ".moodle-sdk", "git-cache") : named;
    }

    /// <summary>What the cache calls things here.</summary>
    internal static GitCacheOptions Options(string folder) => new() { Folder = folder, RefPrefix = "refs/moodle/", TokenPrefix = TokenVariable.Prefix };

    private static Result<TimeSpan> Patience(string? seconds) =>
        string.IsNullOrWhiteSpace(seconds) ? TimeSpan.FromSeconds(60)
        : int.TryParse(seconds, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= SourceDiagnostics.LongestTimeout
            ? TimeSpan.FromSeconds(number)
        : SourceDiagnostics.BadTimeout(seconds);

    /// <summary>Reads the name of an engine.</summary>
    internal static Result<GitEngine> Engine(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" or "auto" => GitEngine.Auto,
        "git" => GitEngine.Git,
        "libgit2" => GitEngine.LibGit2,
        _ => SourceDiagnostics.UnknownEngine(name),
    };
}
