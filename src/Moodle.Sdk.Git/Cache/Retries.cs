namespace Moodle.Sdk.Git.Cache;

/// <summary>Tries again after faults of the network, and never after a definite no.</summary>
internal static class Retries
{
    // What a server may ask for at most; a build that stands for an hour helps nobody.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    /// <summary>Runs an operation until it succeeds, says a definite no, or no delay is left. Each further try is told.</summary>
    public static async Task<T> RunAsync<T>(
        GitCacheOptions options, UpstreamUrl upstream, Func<Task<T>> operation, Func<T, GitFault?> faultOf, CancellationToken cancel)
    {
        var delays = options.RetryDelays;
        for (var tried = 0; ; tried++)
        {
            var outcome = await operation();
            if (faultOf(outcome) is not { Kind: GitFaultKind.Unreachable } fault || tried == delays.Count || fault.RetryAfter > LongestRest)
            {
                return outcome;
            }

            options.Retrying?.Invoke(fault with { Upstream = upstream });

            // Many builds that lost one server must not come back to it in step.
            var delay = delays[tried] * (0.75 + (Random.Shared.NextDouble() / 2));
            await Task.Delay(fault.RetryAfter is { } rest ? rest + delay : delay, cancel);
        }
    }
}
