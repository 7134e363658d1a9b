using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>Makes a fault of git of what the system refused while the cache was at work.</summary>
internal static class CacheFaults
{
    /// <summary>The fault that an exception stands for.</summary>
    public static GitFault Of(Exception exception, string folder)
    {
        var refused = SystemFault.Of("write", folder, exception);
        var kind = refused switch
        {
            { Kind: FaultKind.NoneLeft } => GitFaultKind.NoneLeft,
            { Call: SystemFault.Exec } => GitFaultKind.GitNotStarted,
            { Kind: FaultKind.Unfit } => GitFaultKind.Unfit,
            { Kind: FaultKind.DiskFull } => GitFaultKind.DiskFull,
            { Kind: FaultKind.Denied } when IsOfAnotherUser(folder) => GitFaultKind.OfAnotherUser,
            _ => GitFaultKind.NotUsable,
        };
        return new(kind, $"'{refused.Path}': {refused}") { Path = folder, Refused = refused };
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
