using Moodle.Sdk.Threading;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Threading;

public sealed class The_first_failure_is_thrown_as_it_was
{
    [Fact]
    public void Of_loops_within_loops() =>
        Assert.Throws<InvalidDataException>(() => ParallelWork.For(8, _ => ParallelWork.ForRanges(100, 10, CancellationToken.None, Fail)));

    [Fact]
    public void Of_different_things_at_once() =>
        Assert.Throws<InvalidDataException>(() => ParallelWork.Invoke(() => Fail(0, 1), () => { }));

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void And_who_cancelled_is_told_so(int range) =>
        Assert.ThrowsAny<OperationCanceledException>(() => ParallelWork.ForRanges(100, range, new CancellationToken(canceled: true), Fail));

    private static void Fail(int from, int to) => throw new InvalidDataException($"{from} to {to}");
}
