using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Moodle.Sdk.Git.Disk;

/// <summary>
/// A file that one holder on the machine has at a time. The system frees it when its holder dies. It is opened for nobody else (flock on Unix), so its
/// folder must be on a local disk; the file stays when it is free.
/// </summary>
internal static partial class FileHold
{
    private const int ExclusiveAtOnce = 2 | 4;
    private const int WouldBlock = 11;

    /// <summary>The mode of a file that other users neither read nor take.</summary>
    public const uint OfOwnerAndGroup = 0x1B0;

    /// <summary>Takes the file, which is made when absent; null when somebody else holds it. Disposing lets go.</summary>
    /// <param name="file">Full path.</param>
    /// <param name="ofOthersToo">
    /// Whether other users read or take the file. Where they do not, only owner and group may open one that is made: whoever can open it can hold it for ever.
    /// </param>
    /// <exception cref="SystemFaultException">The file cannot be made, or something else is in its place.</exception>
    public static FileStream? TryTake(string file, bool ofOthersToo = true)
    {
        if (RegularFile.TryOpenOrCreate(file, ofOthersToo ? 0x1B6u : OfOwnerAndGroup) is not { } opened)
        {
            return TryTakePortably(file);
        }

        GroupFolder.Share(opened, Path.GetDirectoryName(file)!);
        return TryTake(opened);
    }

    /// <summary>As <see cref="TryTake(string, bool)"/>, for a file that is open; it is closed when somebody else holds it.</summary>
    public static FileStream? TryTake(SafeFileHandle opened)
    {
        // As .NET does it: a file system that knows no locks holds nobody up.
        if (Lock((int)opened.DangerousGetHandle(), ExclusiveAtOnce) == 0 || Marshal.GetLastPInvokeError() != WouldBlock)
        {
            return new FileStream(opened, FileAccess.ReadWrite, bufferSize: 1);
        }

        opened.Dispose();
        return null;
    }

    private static FileStream? TryTakePortably(string file)
    {
        try
        {
            return RegularFile.OpenUnlinked(file, () => new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (SystemFaultException e) when (IsHeld(e.Fault.Errno))
        {
            return null;
        }
    }

    // Sharing and lock violations of Windows; EWOULDBLOCK of macOS and of Linux.
    private static bool IsHeld(int? errno) => OperatingSystem.IsWindows() ? errno is 32 or 33 : errno is 35 or WouldBlock;

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Lock(int file, int how);
}
