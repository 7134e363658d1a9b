namespace Moodle.Sdk.Git.Objects;

/// <summary>The scratch space of one thread that reads objects, kept for its next reading.</summary>
internal sealed class ReadScratch : IDisposable
{
    /// <summary>The objects read last.</summary>
    public DeltaBases Bases { get; } = new();

    /// <summary>The deltas that lead to the object being read.</summary>
    public Stack<PackEntry> Chain { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Bases.Dispose();
}
