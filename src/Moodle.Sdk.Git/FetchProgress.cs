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

/// <summary>Counts what comes from one upstream, and tells whoever watches.</summary>
internal sealed class FetchMeter(UpstreamUrl upstream, IProgress<FetchProgress>? watcher)
{
    private FetchProgress _reached = new(upstream, FetchPhase.Asking, 0);

    /// <summary>Tells how far it is: the phase, and how many bytes have come.</summary>
    public void Reach(FetchPhase phase, long bytes)
    {
        _reached = new(upstream, phase, bytes);
        watcher?.Report(_reached);
    }

    /// <summary>More bytes of the pack have come.</summary>
    public void Receive(int bytes) => Reach(FetchPhase.Receiving, _reached.Bytes + bytes);

    /// <summary>The pack is there.</summary>
    public void ReachEnd() => Reach(FetchPhase.Indexing, _reached.Bytes);

    /// <summary>The fault, with how far it came.</summary>
    public GitFault Mark(GitFault fault) => fault with { Phase = _reached.Phase, Bytes = _reached.Bytes };
}
