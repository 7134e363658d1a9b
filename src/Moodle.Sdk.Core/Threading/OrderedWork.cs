using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Moodle.Sdk.Threading;

/// <summary>
/// Produces in parallel, consumes in order: each of a row of shares is produced piece by piece on one of the workers, while the calling thread
/// consumes the pieces of the first share, then those of the second. What is in memory at a time is bounded, and its order never depends on timing.
/// </summary>
/// <typeparam name="TPiece">What is handed over.</typeparam>
internal sealed class OrderedWork<TPiece> : IDisposable
{
    // A worker may be this many shares ahead of the consumer, so that one long share does not stop the others.
    private const int SharesAheadPerWorker = 2;

    // And this many pieces of a share may wait for their turn.
    private const int PiecesAheadPerShare = 2;

    private readonly Action<int, Action<TPiece>> _produce;
    private readonly Action<TPiece> _consume;
    private readonly CancellationTokenSource _stop;
    private readonly SemaphoreSlim _ahead;
    private readonly BlockingCollection<TPiece>[] _shares;
    private int _next = -1;
    private ExceptionDispatchInfo? _failure;

    private OrderedWork(int shares, int workers, Action<int, Action<TPiece>> produce, Action<TPiece> consume, CancellationToken cancel)
    {
        (_produce, _consume) = (produce, consume);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _ahead = new SemaphoreSlim(workers * SharesAheadPerWorker);
        _shares = [.. Enumerable.Range(0, shares).Select(_ => new BlockingCollection<TPiece>(PiecesAheadPerShare))];
    }

    /// <summary>Runs to the end, or until the first exception of either side, which is thrown when all workers have stopped.</summary>
    /// <param name="produce">Produces the share of that number, handing over its pieces in order.</param>
    public static void Run(int shares, int workers, Action<int, Action<TPiece>> produce, Action<TPiece> consume, CancellationToken cancel)
    {
        using var work = new OrderedWork<TPiece>(shares, workers, produce, consume, cancel);
        var threads = Enumerable.Range(0, workers)
            .Select(_ => new Thread(() => work.Guard(work.ProduceAll)) { IsBackground = true, Name = "Moodle.Sdk worker" }).ToList();
        threads.ForEach(t => t.Start());
        work.Guard(work.ConsumeAll);
        threads.ForEach(t => t.Join());
        cancel.ThrowIfCancellationRequested();
        work._failure?.Throw();
    }

    public void Dispose()
    {
        Array.ForEach(_shares, s => s.Dispose());
        _ahead.Dispose();
        _stop.Dispose();
    }

    // The permit comes before the number: the share whose turn it is always has a worker, so nobody waits for ever.
    private void ProduceAll()
    {
        for (_ahead.Wait(_stop.Token); Interlocked.Increment(ref _next) is var number && number < _shares.Length; _ahead.Wait(_stop.Token))
        {
            var share = _shares[number];
            _produce(number, piece => share.Add(piece, _stop.Token));
            share.CompleteAdding();
        }
    }

    private void ConsumeAll()
    {
        foreach (var share in _shares)
        {
            foreach (var piece in share.GetConsumingEnumerable(_stop.Token))
            {
                _consume(piece);
            }

            _ahead.Release();
        }
    }

    private void Guard(Action side)
    {
        try
        {
            side();
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            _stop.Cancel();
        }
    }
}
