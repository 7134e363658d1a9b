using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>Tells apart what the system says when the cache cannot be read or written.</summary>
internal static class CacheFaults
{
    /// <summary>The fault that an exception stands for.</summary>
    public static GitFault Of(Exception refused, string folder)
    {
        var kind = FaultKinds.Of(refused) == FaultKind.DiskFull ? GitFaultKind.DiskFull
            : refused is UnauthorizedAccessException && IsOfAnotherUser(folder) ? GitFaultKind.OfAnotherUser
            : GitFaultKind.NotWritable;
        var number = (refused.InnerException as IOException ?? refused).HResult;
        return new(kind, refused.Message) { Path = folder, Errno = OperatingSystem.IsWindows() ? number & 0xFFFF : number >= 0 ? number : null };
    }

    // Only its owner may change a folder's mode, even to what it is.
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
