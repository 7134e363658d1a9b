using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Checks;

namespace Moodle.Sdk.Verbs;

/// <summary>
/// The plugins whose code the next build deletes, told by a restore that has no other reason to look at the site: a colleague took them out, and the lock
/// came with his commit. While the code lies there they can be uninstalled.
/// </summary>
internal static class LeavingPlugins
{
    /// <summary>Tells of them (MOODLE1444). Where the lock is no newer than the output's record, its build has told it.</summary>
    /// <param name="siteLock">A lock that fits, whose code is in the cache.</param>
    public static void Tell(RestoreRequest request, SiteLock siteLock, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        if (request.Output.Value?.IsRecordedBefore(request.LockFile) == true
            && request.Leaving is { IsEmpty: false } leaving
            && LockedFetch.KeepAll(request.Declaration, siteLock, cache) is null)
        {
            using var objects = new SiteObjects(cache, findings, cancel);
            findings.AddRange(Find(request, siteLock, leaving, new OpenedSite(cache, objects), findings.Apart(), cancel));
        }
    }

    // What became a part of Moodle or of another plugin does not leave, and nothing does where the site is refused: the build tells why it is.
    private static IEnumerable<Diagnostic> Find(
        RestoreRequest request, SiteLock siteLock, ImmutableArray<ComponentVersion> leaving, OpenedSite opened, Findings found, CancellationToken cancel)
    {
        try
        {
            opened.Open(request.Declaration, siteLock, found, cancel);
            _ = found.HasErrors ? null : Acceptance.Accept(opened.Core, opened.Plugins, new(leaving), request.Declaration, found);
        }
        catch (Exception e) when (e is MissingObjectException or SystemFaultException)
        {
            // The build that reads the same tells it.
        }

        return found.All.Where(AcceptanceDiagnostics.IsOfALeavingPlugin);
    }
}
