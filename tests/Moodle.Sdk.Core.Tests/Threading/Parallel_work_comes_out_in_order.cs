using Moodle.Sdk.Threading;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Threading;

public sealed class Parallel_work_comes_out_in_order
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 4)]
    [InlineData(100, 1)]
    [InlineData(100, 3)]
    public void However_many_workers_there_are(int shares, int workers)
    {
        var taken = new List<(int Share, int Piece)>();

        OrderedWork<(int, int)>.Run(shares, workers, Produce, taken.Add, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, shares).SelectMany(s => Enumerable.Range(0, s % 7).Select(p => (s, p))), taken);

        static void Produce(int share, Action<(int, int)> handOver)
        {
            for (var piece = 0; piece < share % 7; piece++)
            {
                handOver((share, piece));
            }
        }
    }

    [Fact]
    public void And_no_worker_runs_far_ahead()
    {
        var (produced, consumed, most) = (0, 0, 0);

        OrderedWork<int>.Run(200, 2, (share, handOver) =>
        {
            lock (this)
            {
                most = Math.Max(most, ++produced - consumed);
            }

            handOver(share);
        }, _ => Interlocked.Increment(ref consumed), CancellationToken.None);

        Assert.InRange(most, 1, 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Until_either_side_fails(bool consumerFails)
    {
        var running = 0;

        var thrown = Assert.Throws<InvalidDataException>(() => OrderedWork<int>.Run(100, 3, (share, handOver) =>
        {
            Interlocked.Increment(ref running);
            try
            {
                handOver(!consumerFails && share == 50 ? throw new InvalidDataException("mine") : share);
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }, piece => _ = consumerFails && piece == 50 ? throw new InvalidDataException("mine") : 0, CancellationToken.None));

        Assert.Equal(("mine", 0), (thrown.Message, running));
    }

    [Fact]
    public void Or_somebody_cancels()
    {
        using var cancel = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(() => OrderedWork<int>.Run(100, 2, (share, handOver) => handOver(share), piece =>
        {
            if (piece == 20)
            {
                cancel.Cancel();
            }
        }, cancel.Token));
    }
}
