using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>The edge of this room: what file systems refuse and the cache lacks becomes a diagnostic.</summary>
internal static class FaultGuard
{
    /// <summary>Runs work whose expected exceptions become errors. Cancelling goes through.</summary>
    public static Result<T> Run<T>(Func<Result<T>> work)
    {
        try
        {
            return work();
        }
        catch (SystemFaultException refused)
        {
            return FileDiagnostics.Of(refused.Fault);
        }
        catch (NotKeptException left)
        {
            return OutputDiagnostics.NotKept(left.Message);
        }
        catch (MissingObjectException missing)
        {
            return OutputDiagnostics.MissingBlob(missing);
        }
        catch (RefusedContentException refused)
        {
            return CompositionDiagnostics.RefusedFile(refused);
        }
    }
}

/// <summary>A file that would have to be kept aside, and cannot be. The message is its full path.</summary>
internal sealed class NotKeptException(string path) : Exception(path);
