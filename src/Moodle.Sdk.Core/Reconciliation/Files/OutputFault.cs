using System.Runtime.InteropServices;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>A file of the output or of its state could not be read or written. The room's edge makes a diagnostic of it.</summary>
internal sealed class OutputFault(string path, FaultKind kind, string reason) : IOException($"{path}: {reason}")
{
    public string Path { get; } = path;

    public FaultKind Kind { get; } = kind;

    /// <summary>The system's own words.</summary>
    public string Reason { get; } = reason;

    /// <summary>Runs file work and turns what the system refuses into a fault that names the path.</summary>
    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not OutputFault))
        {
            throw new OutputFault(path, FaultKinds.Of(e), e.Message);
        }
    }

    /// <summary>As <see cref="Guard{T}"/>, for work without a result.</summary>
    public static void Guard(string path, Action work) => Guard(path, () =>
    {
        work();
        return true;
    });

    /// <summary>A fault from the errno that the last call into libc left.</summary>
    public static OutputFault OfLastCall(string path)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new OutputFault(path, FaultKinds.OfErrno(errno), Marshal.GetPInvokeErrorMessage(errno));
    }
}
