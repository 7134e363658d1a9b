using System.Security.Cryptography;

namespace Moodle.Sdk.Testing;

/// <summary>A folder as one comparable value.</summary>
public static class FolderContent
{
    /// <summary>Every file below a folder: its path with slashes, and mode, hash or link target.</summary>
    public static IReadOnlyDictionary<string, string> Of(string folder)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Collect(new DirectoryInfo(folder), folder, files);
        return files;
    }

    private static void Collect(DirectoryInfo directory, string root, SortedDictionary<string, string> files)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos())
        {
            var path = Path.GetRelativePath(root, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (entry.LinkTarget is { } target)
            {
                files[path] = $"-> {target}";
            }
            else if (entry is DirectoryInfo folder)
            {
                Collect(folder, root, files);
            }
            else
            {
                var executable = !OperatingSystem.IsWindows() && entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute) ? "x " : "";
                files[path] = executable + Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry.FullName)));
            }
        }
    }
}
