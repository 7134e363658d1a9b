using Microsoft.Win32.SafeHandles;

namespace Moodle.Sdk.Git.Disk;

/// <summary>
/// A folder that its group shares: setgid and writable for it. What is made in one is for the group too, whatever the umask: the owner's rights. Nothing is done by a
/// path, behind which somebody could put another file: what gets other rights is what was made, by its descriptor.
/// </summary>
internal static class GroupFolder
{
    private const UnixFileMode Shared = UnixFileMode.SetGroup | UnixFileMode.GroupWrite;

    /// <summary>Shares a file that is open, if its folder is shared. Of another's file nothing is changed: it could not be opened if it were not.</summary>
    public static void Share(SafeFileHandle file, string folder)
    {
        if (IsShared(folder))
        {
            TryShare(file, isFolder: false);
        }
    }

    /// <summary>
    /// Shares a folder that was made, with all that is in it, if the one that holds it is shared. Done from within: until the end nobody else can have put
    /// anything there. One that others may write in already is left alone. (Linux; elsewhere the umask decides.)
    /// </summary>
    public static void Share(string folder)
    {
        if (IsShared(Path.GetDirectoryName(folder)!) && RegularFile.Guarded is { } flags && OperatingSystem.IsLinux())
        {
            Share(FolderTree.CurrentFolder, folder, flags);
        }
    }

    private static void Share(int holder, string name, int flags)
    {
        using var opened = new SafeFileHandle(FolderTree.OpenAt(holder, name, flags), ownsHandle: true);
        if (opened.IsInvalid)
        {
            return;
        }

        var isFolder = File.GetAttributes(opened).HasFlag(FileAttributes.Directory);
        var mode = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(opened);
        if (isFolder && mode != ForGroup(mode, isFolder) && TrySet(opened, mode))
        {
            var own = (int)opened.DangerousGetHandle();
            foreach (var entry in Directory.GetFileSystemEntries($"/proc/self/fd/{own}"))
            {
                Share(own, Path.GetFileName(entry), flags);
            }
        }

        TryShare(opened, isFolder);
    }

    private static bool IsShared(string folder)
    {
        try
        {
            return !OperatingSystem.IsWindows() && Directory.Exists(folder) && (File.GetUnixFileMode(folder) & Shared) == Shared;
        }
        catch (IOException)
        {
            // Deleted in between: whoever writes there says so.
            return false;
        }
    }

    private static void TryShare(SafeFileHandle opened, bool isFolder)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(opened) is var mode && ForGroup(mode, isFolder) is var wanted && wanted != mode)
        {
            TrySet(opened, wanted);
        }
    }

    private static UnixFileMode ForGroup(UnixFileMode mode, bool isFolder) =>
        mode | (UnixFileMode)(((int)mode & 0x1C0) >> 3) | (isFolder ? UnixFileMode.SetGroup : 0);

    // False for what is another's, even where the mode is what it is.
    private static bool TrySet(SafeFileHandle opened, UnixFileMode mode)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(opened, mode);
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
