using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>The edge of this room: what file systems refuse and the cache lacks becomes a diagnostic.</summary>
internal static class FaultDiagnostics
{
    /// <summary>Runs work whose expected exceptions become errors. Cancelling goes through.</summary>
    public static Result<T> Guard<T>(Func<Result<T>> work)
    {
        try
        {
            return work();
        }
        catch (SystemFaultException refused)
        {
            return FileDiagnostics.Of(refused.Fault);
        }
        catch (MissingObjectException missing)
        {
            return OutputDiagnostics.MissingBlob(missing);
        }
    }
}
