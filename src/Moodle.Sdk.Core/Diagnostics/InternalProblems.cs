namespace Moodle.Sdk.Diagnostics;

/// <summary>MOODLE19xx: faults of the SDK itself.</summary>
public static class InternalProblems
{
    /// <summary>MOODLE1900: an exception that nobody foresaw.</summary>
    public static Diagnostic Unexpected(Exception exception) => Diagnostic.Error(
        1900,
        null,
        $"Something in Moodle.Sdk went wrong that should not: {exception.GetType().Name}: {exception.Message}",
        "Please report it with the output of the same command with -v:diag.");
}
