using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

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
        catch (OutputFault fault)
        {
            return FileDiagnostics.Of(fault.Path, fault.Kind, fault.Reason);
        }
        catch (MissingObjectException missing)
        {
            return OutputDiagnostics.MissingBlob(missing);
        }
    }
}
