namespace Moodle.Sdk.Git.Transports;

/// <summary>What came of something that not every transport and not every upstream can do.</summary>
/// <param name="IsDone">False when it has to be done another way.</param>
/// <param name="Fault">Why it was not done although it can be; null when it was.</param>
internal sealed record Attempt(bool IsDone, GitFault? Fault)
{
    /// <summary>It was done.</summary>
    public static Attempt Done { get; } = new(true, null);

    /// <summary>It cannot be done here.</summary>
    public static Attempt NotHere { get; } = new(false, null);

    /// <summary>It failed.</summary>
    public static implicit operator Attempt(GitFault fault) => new(true, fault);
}
