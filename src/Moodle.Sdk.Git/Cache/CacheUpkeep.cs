using System.IO.Enumeration;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>Looks at what lies in the cache, and takes out what nobody uses.</summary>
internal static class CacheUpkeep
{
    // What somebody planted may be deep; a repository has a handful of levels.
    private static readonly EnumerationOptions Files = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 64,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,
    };

    /// <summary>What is there. Others may write meanwhile.</summary>
    public static CacheContents Contents(CacheFolder folder) => new(
        [.. folder.Repositories().Select(store => Look(store, folder.Repository(store))).OrderByDescending(s => s.Size).ThenBy(s => s.Name.Folder, StringComparer.Ordinal)],
        SizeOf(folder.Root));

    /// <summary>
    /// Takes a repository out; false when it has been used since a moment. Who begins to use it marks that first: either it is marked while it stands in its
    /// place or just beside, and comes back, or who marks it finds it gone, and fetches.
    /// </summary>
    public static bool Remove(CacheFolder folder, StoreName store, DateTime unusedSince, CancellationToken cancel)
    {
        using var held = folder.LockAsync(store, cancel).GetAwaiter().GetResult();
        var repository = folder.Repository(store);
        if (repository.LastUse >= unusedSince || folder.Discard(repository) is not { } aside)
        {
            return false;
        }

        if (new CacheRepository(aside, "").LastUse >= unusedSince)
        {
            SystemFault.Guard("rename", repository.Folder, () => Directory.Move(aside, repository.Folder));
            return false;
        }

        IncomingRepository.DeleteIfAbandoned(Path.ChangeExtension(aside, null), DateTime.MaxValue);
        folder.Discard(folder.History(store));
        return true;
    }

    private static CachedStore Look(StoreName name, CacheRepository repository) =>
        new(name, repository.Description ?? name.Folder, SizeOf(repository.Folder), repository.LastUse);

    // What disappears meanwhile has no size.
    private static long SizeOf(string folder) => !Directory.Exists(folder) ? 0 : SystemFault.Guard("readdir", folder, () =>
        new FileSystemEnumerable<long>(folder, (ref FileSystemEntry entry) => entry.Length, Files) { ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory }.Sum());
}
