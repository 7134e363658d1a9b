using System.Diagnostics;

namespace Moodle.Sdk.Git;

/// <summary>How far a conversation with an upstream is.</summary>
public enum FetchPhase
{
    /// <summary>Connecting, or the answer has not begun.</summary>
    Asking,

    /// <summary>A pack arrives.</summary>
    Receiving,

    /// <summary>The pack is there, and its index is made.</summary>
    Indexing,
}

/// <summary>How far a fetch is: where from, what is being done, and how many bytes of the pack have come.</summary>
public sealed record FetchProgress(UpstreamUrl Upstream, FetchPhase Phase, long Bytes);

/// <summary>Counts what comes from one upstream, tells whoever watches, and knows how long nothing has come. Safe to be used by several threads at once.</summary>
internal sealed class FetchMeter(UpstreamUrl upstream, FetchWatch watch)
{
    private readonly Lock _gate = new();
    private FetchProgress _reached = new(upstream, FetchPhase.Asking, 0);
    private TimeSpan _waited;
    private long? _waitingSince;

    /// <summary>
    /// How long the upstream was waited for since something came from it. What is done here meanwhile does not count, and what keeps a connection open
    /// and brings nothing does not end it.
    /// </summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
            {
                return _waited + (_waitingSince is { } since ? Stopwatch.GetElapsedTime(since) : TimeSpan.Zero);
            }
        }
    }

    /// <summary>How far it is.</summary>
    public FetchProgress Reached => _reached;

    /// <summary>When the conversation began.</summary>
    public long Since { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>A conversation begins: who waits will be told of it until it ends.</summary>
    public void Begin()
    {
        Hear();
        Since = Stopwatch.GetTimestamp();
        _reached = new(upstream, FetchPhase.Asking, 0);
        watch.Add(this);
    }

    /// <summary>Tells who waits, if it is time.</summary>
    public void Pulse() => watch.Pulse();

    /// <summary>The conversation is over.</summary>
    public void End() => watch.Remove(this);

    /// <summary>Tells how far it is: the phase, and how many bytes have come.</summary>
    public void Reach(FetchPhase phase, long bytes)
    {
        Hear();
        _reached = new(upstream, phase, bytes);
        watch.Report(_reached);
    }

    /// <summary>More bytes of the pack have come.</summary>
    public void Receive(int bytes) => Reach(FetchPhase.Receiving, _reached.Bytes + bytes);

    /// <summary>The pack is there.</summary>
    public void ReachEnd() => Reach(FetchPhase.Indexing, _reached.Bytes);

    /// <summary>Something came that is no pack.</summary>
    public void Hear()
    {
        lock (_gate)
        {
            _waited = TimeSpan.Zero;
            _waitingSince = _waitingSince is null ? null : Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Waits for the upstream, which is all that is done meanwhile.</summary>
    public T Wait<T>(Func<T> hear)
    {
        lock (_gate)
        {
            _waitingSince = Stopwatch.GetTimestamp();
        }

        try
        {
            return hear();
        }
        finally
        {
            lock (_gate)
            {
                _waited += Stopwatch.GetElapsedTime(_waitingSince.Value);
                _waitingSince = null;
            }
        }
    }

    /// <summary>The fault, with how far it came.</summary>
    public GitFault Mark(GitFault fault) => fault with { Phase = _reached.Phase, Bytes = _reached.Bytes };
}
