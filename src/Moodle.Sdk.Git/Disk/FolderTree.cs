using System.Runtime.InteropServices;

namespace Moodle.Sdk.Git.Disk;

/// <summary>
/// Deletes a folder with all that is in it. Links are deleted and never followed, on Linux also those that somebody swaps in meanwhile: .NET looks at
/// a folder and goes into it by its path, and whoever may write in it puts a link there in between.
/// </summary>
internal static partial class FolderTree
{
    // A repository has a handful; each open folder is a descriptor that the build lacks.
    private const int Deepest = 64;

    /// <summary>AT_FDCWD: from where full paths are opened.</summary>
    internal const int CurrentFolder = -100;

    private const int RemoveFolder = 0x200;
    private const int CloseOnExec = 0x80000;

    // fcntl.h: a folder, no link followed. Other processors of Linux have other numbers.
    private static readonly int? FolderItself = (OperatingSystem.IsLinux(), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, Architecture.X64) => 0x10000 | 0x20000 | CloseOnExec,
        (true, Architecture.Arm64) => 0x4000 | 0x8000 | CloseOnExec,
        _ => null,
    };

    /// <summary>Deletes it, if it is there.</summary>
    /// <param name="folder">Full path; the last folder on the way to it is no link.</param>
    /// <exception cref="SystemFaultException">Something in it cannot be deleted.</exception>
    public static void Delete(string folder)
    {
        if (FolderItself is { } flags)
        {
            In(Open(CurrentFolder, Path.GetDirectoryName(folder)!, flags, folder), holder => Delete(holder, Path.GetFileName(folder), flags, folder, 0));
        }
        else if (Directory.Exists(folder))
        {
            SystemFault.Guard("unlink", folder, () => Directory.Delete(folder, recursive: true));
        }
    }

    private static void Delete(int holder, string name, int flags, string folder, int depth)
    {
        const int Absent = 2;
        const int IsFolder = 21;
        if (UnlinkAt(holder, name, 0) == 0 || Marshal.GetLastPInvokeError() == Absent)
        {
            return;
        }

        if (Marshal.GetLastPInvokeError() != IsFolder || depth == Deepest)
        {
            throw SystemFault.OfLastCall("unlink", folder);
        }

        In(Open(holder, name, flags, folder), own =>
        {
            // What the descriptor stands for, whatever its path leads to by now.
            foreach (var entry in SystemFault.Guard("readdir", folder, () => Directory.GetFileSystemEntries($"/proc/self/fd/{own}")))
            {
                Delete(own, Path.GetFileName(entry), flags, folder, depth + 1);
            }
        });
        if (UnlinkAt(holder, name, RemoveFolder) != 0 && Marshal.GetLastPInvokeError() != Absent)
        {
            throw SystemFault.OfLastCall("rmdir", folder);
        }
    }

    private static int Open(int holder, string name, int flags, string folder) =>
        OpenAt(holder, name, flags) is var opened and >= 0 ? opened : throw SystemFault.OfLastCall("open", folder);

    private static void In(int opened, Action<int> work)
    {
        try
        {
            work(opened);
        }
        finally
        {
            _ = Close(opened);
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OpenAt(int holder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnlinkAt(int holder, string name, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
