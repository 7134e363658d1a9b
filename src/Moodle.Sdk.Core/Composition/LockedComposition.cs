using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Composition;

/// <summary>From the lock file on disk to a composed site: what building and publishing have in common.</summary>
internal static class LockedComposition
{
    /// <summary>The lock's bytes: what a build is a function of, so it reads the file once and no other writer can come in between.</summary>
    /// <returns>The bytes; MOODLE1312 when there are none, or MOODLE1301.</returns>
    public static Result<byte[]> ReadLock(SiteDeclaration declaration, string lockFile) =>
        LockFile.ReadBytes(lockFile).Then<byte[]>(bytes => bytes is null ? LockProblems.Missing(declaration.Core.Origin, lockFile) : bytes);

    /// <summary>Checks that the lock fits the declaration, and composes.</summary>
    /// <returns>The site, to be disposed by the caller; MOODLE1313 when <c>dotnet restore</c> must come first; or what reading the lock or composing says.</returns>
    public static Result<ComposedSite> Compose(
        SiteDeclaration declaration,
        string lockFile,
        byte[] lockBytes,
        Func<Result<IGitCache>> openCache,
        SiteVersions? previous,
        TreeListings known,
        Findings findings,
        CancellationToken cancel) =>
        LockFile.Parse(lockFile, lockBytes).Then(siteLock =>
        {
            var stale = LockFreshness.Check(declaration, siteLock);
            return stale.IsEmpty
                ? openCache().Then(cache => SiteComposer.Compose(declaration, siteLock, cache, previous, known, findings, cancel))
                : LockProblems.Stale(declaration.Core.Origin, lockFile, stale);
        });
}
