using System.Collections.Concurrent;
using Moodle.Sdk.Testing;
using Xunit;

namespace Moodle.Sdk.Git.Tests;

/// <summary>A served plugin upstream with tags v1 to v3 and branch main one commit further, and caches to fetch it into.</summary>
public sealed class CacheFixture : IDisposable
{
    // Made once and copied for each test.
    private static readonly Lazy<(PluginUpstream Plugin, string V1, string V2, string V3, string Head)> Template = new(() =>
    {
        var plugin = PluginUpstream.Create(SharedFolder.Instance["mod_x.git"], "mod_x");
        var (v1, v2, v3) = (plugin.Release("2024010100", "v1"), plugin.Release("2024020100", "v2"), plugin.Release("2024030100", "v3"));
        var head = plugin.Release("2024040100");
        plugin.Repository.Pack();
        return (plugin, v1, v2, v3, head);
    });

    private readonly GitEngine _engine;
    private readonly List<GitCache> _caches = [];

    public CacheFixture(GitEngine engine)
    {
        _engine = engine;
        (var plugin, V1, V2, V3, Head) = Template.Value;
        Plugin = plugin.CopyTo(Temp["served", "mod_x.git"]);
        Server = GitHttpServer.Start(Temp["served"]);
    }

    public TempFolder Temp { get; } = new();

    public GitHttpServer Server { get; }

    public ServedRepository Served => Server["mod_x.git"];

    public PluginUpstream Plugin { get; }

    public string V1 { get; }

    public string V2 { get; }

    public string V3 { get; }

    public string Head { get; }

    public string CacheFolder => Temp["cache"];

    /// <summary>The repositories that were put aside.</summary>
    public List<DamagedRepository> Damaged { get; } = [];

    /// <summary>How far fetches were.</summary>
    public ConcurrentQueue<FetchProgress> Progress { get; } = new();

    public UpstreamUrl Upstream => Url(Server.Url("mod_x.git"));

    /// <summary>Full path of the upstream's repository in the cache.</summary>
    public string Repository => Directory.GetDirectories(CacheFolder, "*.git").Single();

    public static UpstreamUrl Url(string text) => UpstreamUrl.TryParse(text, out var url) ? url : throw new ArgumentException(text);

    public static CommitId Commit(string hex) => new(ObjectId.Parse(hex));

    public static FetchTarget Target(string? commit, string? reference = null) => new(commit is null ? null : Commit(commit), reference);

    /// <summary>The process's environment, deaf to the user's git configuration, with changes.</summary>
    public static Dictionary<string, string> Environment(params (string Name, string Value)[] changes)
    {
        var all = new Dictionary<string, string?>();
        foreach (System.Collections.DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            all[(string)variable.Key] = (string?)variable.Value;
        }

        IsolatedGit.Isolate(all);
        foreach (var (name, value) in changes)
        {
            all[name] = value;
        }

        return all.ToDictionary(v => v.Key, v => v.Value ?? "");
    }

    /// <summary>A PATH whose git is a shell script; GIT stands for the real one.</summary>
    public string PathWithGit(string body)
    {
        var real = System.Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(f => Path.Combine(f, "git")).First(File.Exists);
        var git = Script.Write(Temp[$"bin{Guid.NewGuid():N}", "git"], body.Replace("GIT \"$@\"", $"'{real}' \"$@\""));
        return Path.GetDirectoryName(git) + Path.PathSeparator + System.Environment.GetEnvironmentVariable("PATH");
    }

    public GitCache Cache(bool offline = false, Dictionary<string, string>? environment = null, GitEngine? engine = null, string? folder = null)
    {
        var cache = GitCache.Open(Options(folder ?? CacheFolder) with
        {
            Engine = engine ?? _engine,
            Offline = offline,
            Environment = environment ?? Environment(),
            Progress = new Watcher(Progress.Enqueue),
            RetryDelays = [TimeSpan.Zero, TimeSpan.Zero],
        }).Value!;
        _caches.Add(cache);
        return cache;
    }

    public static GitCacheOptions Options(string folder) => new() { Folder = folder, RefPrefix = "refs/test/", TokenPrefix = "TEST_TOKEN_" };

    public static string TokenVariable(UpstreamUrl upstream) => "TEST_TOKEN_" + upstream.HostInVariables;

    /// <summary>Fetches and expects success.</summary>
    public async Task<IObjectReader> Fetch(GitCache cache, FetchDepth depth, params FetchTarget[] wanted)
    {
        var fetched = await cache.FetchAsync(Upstream, wanted, depth, CancellationToken.None);
        Damaged.AddRange(fetched.Damaged is { } damaged ? [damaged] : []);
        Assert.Null(fetched.Fault);
        return fetched.Value!;
    }

    /// <summary>Fetches and expects a fault.</summary>
    public async Task<GitFault> FetchFault(GitCache cache, params FetchTarget[] wanted) =>
        (await cache.FetchAsync(Upstream, wanted, FetchDepth.Tip, CancellationToken.None)).Fault!;

    /// <summary>Every file below the cache that holds a text.</summary>
    public IEnumerable<string> FilesHolding(string text) => Directory.EnumerateFiles(CacheFolder, "*", SearchOption.AllDirectories)
        .Where(f => System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(f)).Contains(text, StringComparison.Ordinal));

    public void Dispose()
    {
        _caches.ForEach(c => c.Dispose());
        Server.Dispose();
        Temp.Dispose();
    }

    private sealed class Watcher(Action<FetchProgress> report) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => report(value);
    }
}
