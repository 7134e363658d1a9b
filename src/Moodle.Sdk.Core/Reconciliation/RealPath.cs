using Moodle.Sdk.Composition;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation;

/// <summary>Paths with every link on the way resolved, so that what is the same folder compares as such.</summary>
internal static class RealPath
{
    /// <summary>The real path of something that need not exist: what exists of the way to it is resolved.</summary>
    /// <exception cref="ArgumentException">The path is not full.</exception>
    public static string Of(string path) => Path.IsPathFullyQualified(path)
        ? Of(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), 0)
        : throw new ArgumentException($"'{path}' is not a full path.", nameof(path));

    /// <summary>True when a path is a folder or lies within it.</summary>
    public static bool IsWithin(string path, string folder)
    {
        var comparison = FileSystemRules.Current.FoldsCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return path.Equals(folder, comparison)
            || path.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, comparison);
    }

    private static string Of(string path, int links)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
        {
            return path;
        }

        var real = Path.Combine(Of(parent, links), Path.GetFileName(path));
        // Links that go round in a circle are left as they are: opening them says so. 40 is what Linux follows.
        return links < 40 && SystemFault.Guard("readlink", real, () => new FileInfo(real).LinkTarget) is { } target
            ? Of(Path.GetFullPath(target, Path.GetDirectoryName(real)!), links + 1)
            : real;
    }
}
