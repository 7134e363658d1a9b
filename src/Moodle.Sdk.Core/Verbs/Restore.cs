using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;

namespace Moodle.Sdk.Verbs;

/// <summary>
/// Brings the lock in line with the declaration and the git cache in line with the lock. A lock that fits and a cache that holds its code make it a
/// matter of reading one file: no network, no git library.
/// </summary>
public static class Restore
{
    /// <summary>Restores a site.</summary>
    /// <param name="request">What is restored, and how the lock is treated.</param>
    /// <param name="cache">Where code is kept and fetched to.</param>
    /// <param name="findings">Takes errors and warnings.</param>
    /// <param name="cancel">Stops it; the lock is then as it was.</param>
    /// <returns>The lock; null when there are errors, and then the lock is as it was.</returns>
    public static async Task<RestoredSite?> RunAsync(RestoreRequest request, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var (declaration, lockFile) = (request.Declaration, request.LockFile);
        var read = LockFile.Read(lockFile);
        // What cannot be understood is replaced when everything is resolved anew anyway.
        if (!read.Succeeded && (request.LockedMode || !request.ForceEvaluate || !read.Errors.All(LockDiagnostics.IsMendedByForce)))
        {
            findings.AddRange(read.Errors);
            return null;
        }

        var previous = read.Succeeded && read.Value is { } there ? LockOfSchemaOne.Upgrade(there, declaration) : null;
        var complete = declaration.Complete(previous);
        var stale = previous is null ? [] : LockFreshness.Check(complete, previous);
        if (request.LockedMode && (previous is null || !stale.IsEmpty))
        {
            findings.Add(previous is null
                ? LockDiagnostics.MissingInLockedMode(declaration.Core.Origin, lockFile)
                : LockDiagnostics.WouldChange(declaration, lockFile, stale));
            return null;
        }

        if (previous is not null && stale.IsEmpty && !request.ForceEvaluate)
        {
            var whole = request with { Declaration = complete };
            var isThere = await LockedFetch.RunAsync(complete, previous, cache, findings, cancel);
            if (isThere)
            {
                LeavingPlugins.Tell(whole, previous, cache, findings, cancel);
            }

            string[] notes = previous.Schema < LockFile.Schema && !request.LockedMode ? [$"The lock is now of schema {LockFile.Schema}; nothing in it moved."] : [];
            return isThere && !findings.HasErrors ? Renewal.Finish(whole, previous, previous, [.. notes], cache, findings) : null;
        }

        if (read is { Succeeded: true, Value: null } && LockFile.Orphan(lockFile, declaration.ProjectFile) is { } orphan)
        {
            findings.Add(LockDiagnostics.OfAnotherName(declaration.Core.Origin, lockFile, orphan));
        }

        var renewal = new Renewal(request, previous, stale, request.ForceEvaluate ? _ => true : _ => false);
        return await renewal.RunAsync(cache, findings, cancel);
    }
}
