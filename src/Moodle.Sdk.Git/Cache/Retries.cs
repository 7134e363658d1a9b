namespace Moodle.Sdk.Git.Cache;

/// <summary>Tries again after faults of the network, and never after a definite no.</summary>
internal static class Retries
{
    /// <summary>Runs an operation until it succeeds, says a definite no, or no delay is left.</summary>
    public static async Task<T> RunAsync<T>(
        IReadOnlyList<TimeSpan> delays, Func<Task<T>> operation, Func<T, GitFault?> faultOf, CancellationToken cancel)
    {
        for (var tried = 0; ; tried++)
        {
            var outcome = await operation();
            if (faultOf(outcome)?.Kind != GitFaultKind.Unreachable || tried == delays.Count)
            {
                return outcome;
            }

            // Many builds that lost one server must not come back to it in step.
            await Task.Delay(delays[tried] * (0.75 + (Random.Shared.NextDouble() / 2)), cancel);
        }
    }
}
