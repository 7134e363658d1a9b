using System.Collections.Concurrent;
using Moodle.Sdk.Composition;

namespace Moodle.Sdk.Reconciliation;

/// <summary>Work over a range of indexes on all cores.</summary>
internal static class Workers
{
    /// <summary>Cuts a range into runs and works on them in parallel. The first failure ends the work and is thrown as it was.</summary>
    /// <param name="count">Number of indexes.</param>
    /// <param name="run">Length of a run; cancelling takes effect between runs.</param>
    /// <param name="cancel">Stops the work.</param>
    /// <param name="work">Does one run: from the first index up to the second.</param>
    public static void Run(int count, int run, CancellationToken cancel, Action<int, int> work)
    {
        cancel.ThrowIfCancellationRequested();
        if (count <= run)
        {
            work(0, count);
            return;
        }

        var options = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount };
        SideBySide.Run(() => Parallel.ForEach(Partitioner.Create(0, count, run), options, range => work(range.Item1, range.Item2)));
    }
}
