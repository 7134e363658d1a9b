using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Composition;

/// <summary>From the lock file on disk to a composed site: what building and publishing have in common.</summary>
internal static class LockedComposition
{
    /// <summary>Reads the lock, checks that it fits the declaration, and composes.</summary>
    /// <returns>The site, to be disposed by the caller; MOODLE1312 or MOODLE1313 when <c>dotnet restore</c> must come first; or what composing says.</returns>
    public static Result<ComposedSite> Compose(
        SiteDeclaration declaration, string lockFile, Func<Result<IGitCache>> openCache, SiteVersions? previous, Findings findings, CancellationToken cancel) =>
        LockFile.Read(lockFile).Then(siteLock =>
        {
            if (siteLock is null)
            {
                return LockProblems.Missing(declaration.Core.Origin, lockFile);
            }

            var stale = LockFreshness.Check(declaration, siteLock);
            return stale.IsEmpty
                ? openCache().Then(cache => SiteComposer.Compose(declaration, siteLock, cache, previous, findings, cancel))
                : LockProblems.Stale(declaration.Core.Origin, lockFile, stale);
        });
}
