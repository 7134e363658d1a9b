namespace Moodle.Sdk.Git;

/// <summary>A commit to fetch, and the ref that led to it: servers that refuse ids are asked for the ref.</summary>
/// <param name="Commit">The commit; null when only the ref is known (it is then fetched as it stands).</param>
/// <param name="Reference">Full name of a ref, or null.</param>
public sealed record FetchTarget(CommitId? Commit, string? Reference)
{
    /// <summary>The id, or the ref where none is known.</summary>
    public override string ToString() => Commit?.ToString() ?? Reference ?? "";
}

/// <summary>How much of a history is fetched.</summary>
public enum FetchDepth
{
    /// <summary>The wanted commits alone, where the transport can.</summary>
    Tip,

    /// <summary>All ancestors too.</summary>
    History,
}
