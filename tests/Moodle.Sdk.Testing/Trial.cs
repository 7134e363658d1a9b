using System.Globalization;

namespace Moodle.Sdk.Testing;

/// <summary>
/// A test whose rounds differ by chance: by what they change at random, or by who comes first. <c>.ci/long</c> runs all rounds (TRIALS=whole),
/// everybody else a twentieth of them. Each round has a seed of its own, from 1 on or from TRIAL_SEED, and a round that fails says it.
/// </summary>
public static class Trial
{
    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("TRIALS") == "whole";
    private static readonly int FirstSeed = int.TryParse(Environment.GetEnvironmentVariable("TRIAL_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    /// <summary>Runs the rounds one after the other.</summary>
    /// <param name="rounds">How many make the whole trial; a multiple of twenty.</param>
    /// <param name="round">One round, given its seed: a number one higher than the last.</param>
    public static void Run(int rounds, Action<int> round) => RunAsync(rounds, seed =>
    {
        round(seed);
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public static async Task RunAsync(int rounds, Func<int, Task> round)
    {
        var end = FirstSeed + (IsWhole ? rounds : rounds / 20);
        for (var seed = FirstSeed; seed < end; seed++)
        {
            try
            {
                await round(seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The round with TRIAL_SEED={seed} failed: {failure.Message}"), failure);
            }
        }
    }
}
