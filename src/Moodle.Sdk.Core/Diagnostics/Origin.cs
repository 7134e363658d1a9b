namespace Moodle.Sdk.Diagnostics;

/// <summary>
/// The declaration that a finding goes back to: an element of an MSBuild file, or an entry of a lock. The line is looked up only when it is printed.
/// </summary>
/// <param name="File">Full path of the MSBuild file that holds the element, as far as it is known.</param>
/// <param name="Element">Name of the property or item, such as <c>MoodleVersion</c> or <c>MoodlePlugin</c>.</param>
/// <param name="Include">The item's Include; null for a property.</param>
public sealed record Origin(string File, string Element, string? Include = null)
{
    /// <summary>The element of what stands in a lock, which is no MSBuild file.</summary>
    internal const string LockElement = "lock";

    /// <summary>Line and column of the element where they are known already; line 0 where they must be looked up.</summary>
    public (int Line, int Column) Place { get; init; }

    /// <summary>What the declaration is about, to begin a sentence with: the plugin's name, or Moodle itself.</summary>
    public string Subject => Include ?? "Moodle";

    /// <summary>A lock, or the entry of a component in it.</summary>
    /// <param name="path">Full path of the lock.</param>
    /// <param name="component">The entry's name; null for the whole.</param>
    /// <param name="line">The line where it is known already.</param>
    internal static Origin InLock(string path, string? component = null, int line = 0) => new(path, LockElement, component) { Place = (line, 1) };
}
