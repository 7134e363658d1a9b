using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Disk;
using Moodle.Sdk.Sources.Objects;

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
            return Of(fault);
        }
        catch (MissingObjectException missing)
        {
            return OutputProblems.MissingBlob(missing);
        }
    }

    private static Diagnostic Of(OutputFault fault) => fault.Kind switch
    {
        FaultKind.DiskFull => OutputProblems.DiskFull(fault.Path, fault.Reason),
        FaultKind.Denied => OutputProblems.Denied(fault.Path, fault.Reason),
        FaultKind.ReadOnly => OutputProblems.ReadOnly(fault.Path, fault.Reason),
        FaultKind.NameTooLong => OutputProblems.NameTooLong(fault.Path, fault.Reason),
        FaultKind.InUse => OutputProblems.InUse(fault.Path, fault.Reason),
        FaultKind.NoLinks => OutputProblems.NoLinks(fault.Path, fault.Reason),
        _ => OutputProblems.FileFault(fault.Path, fault.Reason),
    };
}
