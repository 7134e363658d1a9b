namespace Moodle.Sdk.Testing;

/// <summary>A folder of its own under the temp path, gone when disposed, read-only files and closed folders included.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Makes an empty folder.</summary>
    public TempFolder()
    {
        // The real path: on macOS the temp path is a link, and git prints what it leads to.
        var root = Directory.CreateDirectory(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "moodle-sdk-tests"));
        Path = System.IO.Path.Combine((root.ResolveLinkTarget(returnFinalTarget: true) ?? root).FullName, Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(Path);
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Full path of something inside, which need not exist.</summary>
    public string this[params string[] segments] => System.IO.Path.Combine([Path, .. segments]);

    /// <summary>Writes a text file inside, with its folders, and gives its full path.</summary>
    public string Write(string relative, string content)
    {
        var file = System.IO.Path.Combine(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    /// <inheritdoc/>
    public void Dispose() => Delete(Path);

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>Deletes a tree whatever its permissions; links are deleted, never followed.</summary>
    public static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Open(new DirectoryInfo(folder));
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Open(DirectoryInfo folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var isLink = entry.LinkTarget is not null;
            if (OperatingSystem.IsWindows() && !isLink)
            {
                entry.Attributes &= ~FileAttributes.ReadOnly;
            }

            if (!isLink && entry is DirectoryInfo child)
            {
                Open(child);
            }
        }
    }
}
