using System.Diagnostics;

namespace Moodle.Sdk.Git.Transports;

/// <summary>
/// A call into libgit2 on a thread of its own. libgit2 can be stopped only when it reports progress, and waits for a silent server for ever:
/// a call that is cancelled or silent is given a moment to end and then left behind, where it can harm nothing but its own incoming folder.
/// </summary>
internal sealed class BlockingCall(CancellationToken cancel) : IDisposable
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _abandoned = new();
    private long _lastSign = Stopwatch.GetTimestamp();

    /// <summary>What a server's silence is reported as.</summary>
    public static GitFault Silence { get; } = new(GitFaultKind.Unreachable, "no answer for two minutes: timed out");

    /// <summary>Called back by libgit2 as it goes on; false stops it.</summary>
    public bool GoesOn()
    {
        Volatile.Write(ref _lastSign, Stopwatch.GetTimestamp());
        return !cancel.IsCancellationRequested && !_abandoned.IsCancellationRequested;
    }

    /// <summary>Runs the call; null when the server fell silent.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<T?> RunAsync<T>(Func<T> call)
        where T : class
    {
        var running = Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        while (!running.IsCompleted && !cancel.IsCancellationRequested && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastSign)) < LongestSilence)
        {
            await Task.WhenAny(running, Task.Delay(Step, CancellationToken.None));
        }

        await Task.WhenAny(running, Task.Delay(Grace, CancellationToken.None));
        cancel.ThrowIfCancellationRequested();
        return running.IsCompleted ? await running : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _abandoned.Cancel();
}
