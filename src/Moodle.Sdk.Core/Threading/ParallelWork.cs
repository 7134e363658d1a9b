using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Moodle.Sdk.Threading;

/// <summary>
/// Work on all cores, whose order does not matter. The first failure ends it and is thrown as it was: callers handle what one thread throws, not that
/// several were at work. <see cref="OrderedWork{TPiece}"/> is for work whose results are wanted in order.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Does some different things at once.</summary>
    public static void Invoke(params Action[] work) => Guard(() => Parallel.Invoke(work));

    /// <summary>Does the same for each index below the count.</summary>
    public static void For(int count, Action<int> work) => Guard(() => Parallel.For(0, count, work));

    /// <summary>As <see cref="For"/>, in ranges, for work that is too small to be handed out one by one.</summary>
    /// <param name="range">Length of a range; cancelling takes effect between two.</param>
    /// <param name="work">Does one range: from the first index up to the second.</param>
    public static void ForRanges(int count, int range, CancellationToken cancel, Action<int, int> work)
    {
        cancel.ThrowIfCancellationRequested();
        if (count <= range)
        {
            work(0, count);
            return;
        }

        var options = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Guard(() => Parallel.ForEach(Partitioner.Create(0, count, range), options, r => work(r.Item1, r.Item2)));
    }

    private static void Guard(Action loop)
    {
        try
        {
            loop();
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
