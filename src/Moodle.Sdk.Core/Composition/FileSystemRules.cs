namespace Moodle.Sdk.Composition;

/// <summary>What the file systems of an operating system make of names.</summary>
/// <param name="FoldsCase">Names that differ only in case are one file.</param>
/// <param name="IsWindows">Reserved names and characters exist.</param>
internal sealed record FileSystemRules(bool FoldsCase, bool IsWindows)
{
    /// <summary>Those of this machine, by its usual file system.</summary>
    public static FileSystemRules Current { get; } =
        new(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), OperatingSystem.IsWindows());
}
