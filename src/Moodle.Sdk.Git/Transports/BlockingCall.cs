namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// A call into libgit2 on a thread of its own. libgit2 can be stopped only when it reports progress, and waits for a file system that does not answer for ever:
/// a call that is cancelled or silent is given a moment to end and then left behind, where it can harm nothing but its own incoming folder.
/// </summary>
internal sealed class BlockingCall(FetchMeter meter, TimeSpan patience, CancellationToken cancel) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private readonly SilenceWatch _watch = new(meter, patience, cancel);

    /// <summary>Asked by libgit2 as it goes on; false stops it.</summary>
    public bool GoesOn => !_watch.End.IsCancellationRequested;

    /// <summary>Runs the call.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<GitResult<T>> RunAsync<T>(Func<GitResult<T>> call)
    {
        var running = Task.Factory.StartNew(() => meter.Wait(call), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(running, Task.Delay(Timeout.Infinite, _watch.End));
        await Task.WhenAny(running, Task.Delay(Grace, CancellationToken.None));
        cancel.ThrowIfCancellationRequested();
        return running.IsCompleted && _watch.Fault is null ? await running : _watch.Fault!;
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();
}
