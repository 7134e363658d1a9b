namespace Moodle.Sdk.Git;

/// <summary>Where a git cache lies, how it behaves, and the names that it takes from whom it serves.</summary>
public sealed record GitCacheOptions
{
    private static readonly StringComparer VariableNames = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    /// <summary>Full path of the cache. Made when it is first written.</summary>
    public required string Folder { get; init; }

    /// <summary>What its refs begin with, such as <c>refs/mine/</c>.</summary>
    public required string RefPrefix { get; init; }

    /// <summary>What the environment variables with tokens begin with; the host follows (<see cref="UpstreamUrl.HostInVariables"/>).</summary>
    public required string TokenPrefix { get; init; }

    /// <summary>What talks to upstreams.</summary>
    public GitEngine Engine { get; init; } = GitEngine.Auto;

    /// <summary>True forbids the network: what is missing is a fault that names it.</summary>
    public bool Offline { get; init; }

    /// <summary>True lets HTTP without TLS leave this machine, where anybody on the way can read and change it.</summary>
    public bool AllowsHttp { get; init; }

    /// <summary>Where upstreams are asked in place of their own addresses.</summary>
    public IReadOnlyList<UpstreamMapping> Mappings { get; init; } = [];

    /// <summary>
    /// The environment variables that engines see; null means those of this process. Who shares a process with others hands over their own.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>How long an upstream is waited for without anything coming from it. What keeps a connection open and brings nothing does not count.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Told, on any thread, of a fault after which it is tried again.</summary>
    public Action<GitFault>? Retrying { get; init; }

    /// <summary>Told, on any thread, every few seconds what is waited for: upstreams, and what another process holds.</summary>
    public Action<string>? Waiting { get; init; }

    /// <summary>Hears how far fetches are, often and on any thread.</summary>
    public IProgress<FetchProgress>? Progress { get; init; }

    /// <summary>The waits before the second and the third try after a fault of the network.</summary>
    internal IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];

    /// <summary>The most bytes that a file of a web server may have.</summary>
    internal long WebFileBytes { get; init; } = UpstreamBounds.WebFileBytes;

    /// <summary>How long git may take to say what it knows without asking anybody: its version, its configuration.</summary>
    internal TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An environment variable, or null.</summary>
    internal string? Variable(string name) => Environment is null
        ? System.Environment.GetEnvironmentVariable(name)
        : Environment.FirstOrDefault(v => VariableNames.Equals(v.Key, name)).Value;

    /// <summary>The token for an upstream, or null.</summary>
    internal string? Token(UpstreamUrl upstream) => Variable(TokenPrefix + upstream.HostInVariables);
}
