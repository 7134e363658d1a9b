using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>Where a git cache lies and how it behaves.</summary>
public sealed record GitCacheOptions
{
    /// <summary>Full path of the cache; see <see cref="GitCache.DefaultFolder"/>. Made when it is first written.</summary>
    public required string Folder { get; init; }

    /// <summary>What talks to upstreams.</summary>
    public GitEngine Engine { get; init; } = GitEngine.Auto;

    /// <summary>True forbids the network: what is missing is an error that names it.</summary>
    public bool Offline { get; init; }

    /// <summary>Where warnings go, such as a damaged repository that was fetched anew.</summary>
    public Findings Findings { get; init; } = new();

    /// <summary>
    /// The environment variables that engines see; null means those of this process. Builds that share a process with others hand over their own.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The waits before the second and the third try after a fault of the network.</summary>
    internal IReadOnlyList<TimeSpan> RetryDelays { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];
}
