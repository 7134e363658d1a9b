using System.Diagnostics;

namespace Moodle.Sdk.Git.Disk;

/// <summary>The pauses of who waits for a file that somebody else holds, and says so every few seconds: a wait without a word looks like a fault.</summary>
internal sealed class ToldWait(string file, Action<string>? tell)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly long _since = Stopwatch.GetTimestamp();
    private TimeSpan _next = Silence;

    /// <summary>How long it has been.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(_since);

    /// <summary>Pauses; ends at once when cancelled.</summary>
    public void Go(TimeSpan pause, CancellationToken cancel)
    {
        Tell();
        cancel.WaitHandle.WaitOne(pause);
    }

    /// <inheritdoc cref="Go"/>
    public Task GoAsync(TimeSpan pause, CancellationToken cancel)
    {
        Tell();
        return Task.Delay(pause, cancel);
    }

    private void Tell()
    {
        if (Waited >= _next)
        {
            tell?.Invoke($"Waiting for another build, which holds '{file}' ({Waited.TotalSeconds:0} s).");
            _next = Waited + Silence;
        }
    }
}
