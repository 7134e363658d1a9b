namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>How a path through a file ends.</summary>
internal enum Ending
{
    /// <summary>It has not ended yet.</summary>
    None,

    /// <summary>At the end of the file, or at a return.</summary>
    Returned,

    /// <summary>At an exit or die: PHP ends there, and Moodle with it.</summary>
    Exited,

    /// <summary>At a throw, or at an error of PHP's own.</summary>
    Thrown,

    /// <summary>It asks for more than is spent on a version.php.</summary>
    Exhausted,
}

/// <summary>A condition that only a running Moodle could decide, and the way that a path took there.</summary>
internal sealed record Decision(int Line, bool IsTaken);

/// <summary>What one path through a file leaves behind.</summary>
/// <param name="Ending">How it ended.</param>
/// <param name="Error">The error, with its line, where it was thrown.</param>
/// <param name="Variables">The variables at the end.</param>
/// <param name="Decisions">The way it took.</param>
internal sealed record Outcome(Ending Ending, string? Error, IReadOnlyDictionary<string, PhpValue> Variables, IReadOnlyList<Decision> Decisions)
{
    /// <summary>Whether PHP would go on after the file.</summary>
    public bool IsAlive => Ending == Ending.Returned;
}
