using System.Globalization;

namespace Moodle.Sdk.Git.Transports;

/// <summary>Ends a conversation with an upstream when nothing has come from it for too long.</summary>
internal sealed class SilenceWatch : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    private readonly FetchMeter _meter;
    private readonly CancellationTokenSource _end;
    private readonly Timer _timer;
    private GitFault? _fault;

    /// <summary>Watches from now on.</summary>
    /// <param name="meter">Knows how long nothing has come.</param>
    /// <param name="patience">How long that may be.</param>
    /// <param name="cancel">Ends the conversation too.</param>
    /// <param name="look">Looks at what has come, for the meter; what it finds wrong ends the conversation.</param>
    public SilenceWatch(FetchMeter meter, TimeSpan patience, CancellationToken cancel, Func<GitFault?>? look = null)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        End = _end.Token;
        _meter = meter;
        meter.Begin();
        _timer = new(
            _ =>
            {
                meter.Pulse();
                if ((look?.Invoke() ?? (meter.Silence >= patience ? Silence(patience) : null)) is { } fault && Interlocked.CompareExchange(ref _fault, meter.Mark(fault), null) is null)
                {
                    // What goes on from there may dispose this, which waits for this step.
                    _ = _end.CancelAsync();
                }
            },
            null,
            Step,
            Step);
    }

    /// <summary>Why it ended the conversation; null when it did not.</summary>
    public GitFault? Fault => _fault;

    /// <summary>Ends the conversation: cancelled by the caller or by this. It can be asked for ever.</summary>
    public CancellationToken End { get; }

    /// <summary>The fault of an upstream that says nothing.</summary>
    public static GitFault Silence(TimeSpan patience) =>
        new(GitFaultKind.Silent, string.Create(CultureInfo.InvariantCulture, $"nothing came for {patience.TotalSeconds:0.#} seconds"));

    /// <summary>Talks until the talk ends, or this ends it.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled it.</exception>
    public GitResult<T> Talk<T>(Func<GitResult<T>> talk)
    {
        try
        {
            return talk();
        }
        catch (OperationCanceledException) when (_fault is not null)
        {
            return _fault;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Not before its last step is done.
        _timer.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _meter.End();
        _end.Dispose();
    }
}
