using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Moodle.Sdk.Delivery;

/// <summary>
/// Produces in parallel, consumes in order: each of a row of shares is produced piece by piece on one of the workers, while the calling thread
/// consumes the pieces of the first share, then those of the second. What is in memory at a time is bounded, and its order never depends on timing.
/// </summary>
internal static class OrderedWork
{
    // A worker may be this many shares ahead of the consumer, so that one long share does not stop the others.
    private const int SharesAheadPerWorker = 2;

    // And this many pieces of a share may wait for their turn.
    private const int PiecesAheadPerShare = 2;

    /// <summary>Runs to the end, or until the first exception of either side, which is thrown when all workers have stopped.</summary>
    /// <typeparam name="TPiece">What is handed over.</typeparam>
    /// <param name="shares">How many shares there are.</param>
    /// <param name="workers">How many threads produce.</param>
    /// <param name="produce">Produces the share of that number, handing over its pieces in order.</param>
    /// <param name="consume">Takes the next piece.</param>
    /// <param name="cancel">Stops both sides.</param>
    public static void Run<TPiece>(int shares, int workers, Action<int, Action<TPiece>> produce, Action<TPiece> consume, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var ahead = new SemaphoreSlim(workers * SharesAheadPerWorker);
        var queues = Enumerable.Range(0, shares).Select(_ => new BlockingCollection<TPiece>(PiecesAheadPerShare)).ToArray();
        var next = -1;
        ExceptionDispatchInfo? failure = null;

        // The permit comes before the number: the share whose turn it is always has a worker, so nobody waits for ever.
        void Work()
        {
            try
            {
                for (ahead.Wait(stop.Token); Interlocked.Increment(ref next) is var share && share < shares; ahead.Wait(stop.Token))
                {
                    produce(share, piece => queues[share].Add(piece, stop.Token));
                    queues[share].CompleteAdding();
                }
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
                stop.Cancel();
            }
        }

        var threads = Enumerable.Range(0, workers).Select(_ => new Thread(Work) { IsBackground = true, Name = "Moodle.Sdk publish" }).ToList();
        threads.ForEach(t => t.Start());
        try
        {
            foreach (var queue in queues)
            {
                foreach (var piece in queue.GetConsumingEnumerable(stop.Token))
                {
                    consume(piece);
                }

                ahead.Release();
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            stop.Cancel();
        }

        threads.ForEach(t => t.Join());
        foreach (var queue in queues)
        {
            queue.Dispose();
        }

        cancel.ThrowIfCancellationRequested();
        failure?.Throw();
    }
}
