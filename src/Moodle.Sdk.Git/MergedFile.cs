namespace Moodle.Sdk.Git;

/// <summary>What came of two changes of one file.</summary>
/// <param name="Content">The file with both; where they changed the same lines, with ours.</param>
/// <param name="Theirs">The file with theirs where both changed the same lines; null when no lines were.</param>
public sealed record MergedFile(byte[] Content, byte[]? Theirs)
{
    /// <summary>True when both changed the same lines otherwise.</summary>
    public bool IsInConflict => Theirs is not null;
}
