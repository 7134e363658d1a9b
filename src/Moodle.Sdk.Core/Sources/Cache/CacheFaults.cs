using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>Tells apart what the system says when the cache cannot be read or written.</summary>
internal static class CacheFaults
{
    /// <summary>The diagnostic for an I/O fault.</summary>
    public static Diagnostic Explain(Exception fault, string folder, Origin origin) =>
        IsDiskFull(fault) ? SourceProblems.DiskFull(folder, origin)
        : fault is UnauthorizedAccessException && IsOfAnotherUser(folder) ? SourceProblems.CacheOfAnotherUser(folder, origin)
        : SourceProblems.CacheNotWritable(folder, origin, fault.Message);

    // ENOSPC; EDQUOT of Linux and macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL.
    private static bool IsDiskFull(Exception fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xFFFF) is 112 or 39
        : fault is IOException && (fault.HResult == 28 || fault.HResult == (OperatingSystem.IsMacOS() ? 69 : 122));

    /// <summary>True when a folder belongs to somebody else. Only its owner may change a folder's mode, even to what it is.</summary>
    private static bool IsOfAnotherUser(string folder)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(folder))
        {
            return false;
        }

        try
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder));
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
    }
}
