using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>Tells apart what the system says when the cache cannot be read or written.</summary>
internal static class CacheFaults
{
    /// <summary>The diagnostic for an I/O fault.</summary>
    public static Diagnostic Explain(Exception fault, string folder, Origin origin) =>
        FaultKinds.Of(fault) == FaultKind.DiskFull ? SourceProblems.DiskFull(folder, origin)
        : fault is UnauthorizedAccessException && IsOfAnotherUser(folder) ? SourceProblems.CacheOfAnotherUser(folder, origin)
        : SourceProblems.CacheNotWritable(folder, origin, fault.Message);

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
