namespace Moodle.Sdk.Git.Objects;

/// <summary>What one thread needs to read objects; kept for its next reading.</summary>
internal sealed class Workbench : IDisposable
{
    /// <summary>The objects read last.</summary>
    public DeltaBases Bases { get; } = new();

    /// <summary>The deltas that lead to the object being read.</summary>
    public Stack<PackEntry> Chain { get; } = new();

    /// <inheritdoc/>
    public void Dispose() => Bases.Dispose();
}
