namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>The fields of a version.php that are read.</summary>
internal static class VersionFields
{
    /// <summary>Their names, as properties of <c>$plugin</c> or, in Moodle's own, as variables.</summary>
    public static IReadOnlyList<string> Names { get; } = ["version", "release", "component", "requires", "supported", "incompatible", "dependencies", "maturity", "branch"];
}
