namespace Moodle.Sdk.Git.Disk;

/// <summary>
/// A file that one holder on the machine has at a time. The system frees it when its holder dies. It is opened for nobody else (flock on Unix), so its
/// folder must be on a local disk; the file stays when it is free.
/// </summary>
internal static class FileHold
{
    /// <summary>Takes the file, which is made when absent; null when somebody else holds it. Disposing lets go.</summary>
    /// <exception cref="SystemFaultException">The file cannot be made.</exception>
    public static FileStream? TryTake(string file)
    {
        try
        {
            return SystemFault.Guard("open", file, () => new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (SystemFaultException e) when (IsHeld(e.Fault.Errno))
        {
            return null;
        }
    }

    // EWOULDBLOCK of Linux and of macOS; sharing and lock violations of Windows.
    private static bool IsHeld(int? errno) => OperatingSystem.IsWindows() ? errno is 32 or 33 : errno == (OperatingSystem.IsMacOS() ? 35 : 11);
}
