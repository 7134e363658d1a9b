using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// A bare repository that one transfer is fetched into, held by a lock file beside it while its owner lives. Whatever happens in it,
/// a killed or orphaned git included, the cache is untouched until <see cref="PublishInto"/>.
/// </summary>
internal sealed class IncomingRepository : IDisposable
{
    private const string ArrivedPrefix = "refs/arrived/";

    private readonly FileStream _lock;
    private readonly bool _sharesObjects;

    private IncomingRepository(CacheRepository repository, FileStream owner, bool sharesObjects) =>
        (Repository, _lock, _sharesObjects) = (repository, owner, sharesObjects);

    public CacheRepository Repository { get; }

    /// <summary>Makes one at a path without extension; beside a repository it sees that one's objects and continues its history.</summary>
    public static IncomingRepository Create(string path, string description, string refPrefix, CacheRepository? beside)
    {
        var owner = FileHold.TryTake(path + ".lock") ?? throw new IOException($"{path}.lock is held by somebody else.");
        var folder = path + ".git";
        try
        {
            return new(SystemFault.Guard("write", folder, () => CacheRepository.Create(folder, description, refPrefix, beside)), owner, beside is not null);
        }
        catch
        {
            // A full disk, say: what was begun goes.
            owner.Dispose();
            DeleteIfAbandoned(path, DateTime.MaxValue);
            throw;
        }
    }

    /// <summary>The destination of the n-th refspec, given its source.</summary>
    public static string ArrivalRef(string source, int n) => source.EndsWith('*') ? $"{ArrivedPrefix}all/{n}/*" : $"{ArrivedPrefix}{n}";

    /// <summary>What the n-th refspec brought: a commit or an annotated tag; null when nothing came.</summary>
    public string? Arrived(int n) => RegularFile.Lines(Path.Combine(ArrivedFolder, $"{n}")).FirstOrDefault()?.Trim();

    /// <summary>
    /// Moves what was fetched into the upstream's repository; the caller holds the upstream's lock. Killed half-way it leaves objects that
    /// nothing speaks of yet, or commits listed as shallow that are not: both are safe.
    /// </summary>
    public void PublishInto(CacheRepository target)
    {
        FolderTree.Delete(ArrivedFolder);
        GroupFolder.Share(Repository.Folder);
        if (!target.Exists)
        {
            SystemFault.Guard("rename", target.Folder, () => Directory.Move(Repository.Folder, target.Folder));
            return;
        }

        var before = target.Shallow;
        var after = ShallowAfter(before);
        target.SetShallow(before.Union(after).ToHashSet(StringComparer.Ordinal));
        MovePacks(target);
        target.SetShallow(after);
    }

    /// <summary>Deletes what was begun before a moment and is no longer anybody's; leaves it when its owner lives or the system holds on to it.</summary>
    public static void DeleteIfAbandoned(string path, DateTime before)
    {
        var (folder, file) = (path + ".git", path + ".lock");
        DeleteAsFarAsItGoes(() =>
        {
            if (Directory.GetLastWriteTimeUtc(folder) > before || File.GetLastWriteTimeUtc(file) > before)
            {
                return;
            }

            using (var owner = FileHold.TryTake(file))
            {
                if (owner is null)
                {
                    return;
                }

                DeleteTree(folder);
            }

            // Windows deletes no file that is held. Nobody takes it meanwhile for something new: each has a name of its own.
            File.Delete(file);
        });
    }

    public void Dispose()
    {
        // While it is held: to give it up and take it anew fails for a moment where a program is being started, which has all that is open here until it runs.
        DeleteAsFarAsItGoes(() => DeleteTree(Repository.Folder));
        _lock.Dispose();
        DeleteAsFarAsItGoes(() => File.Delete(Path.ChangeExtension(Repository.Folder, ".lock")));
    }

    private string ArrivedFolder => Path.Combine(Repository.Folder, "refs", "arrived");

    // Beside the target, its list went along, and what is left of it is right. Fetched alone, whatever is here is here with all its ancestors.
    private IReadOnlySet<string> ShallowAfter(IReadOnlySet<string> before)
    {
        if (_sharesObjects)
        {
            return Repository.Shallow;
        }

        using var alone = ObjectReader.Open(Repository.Folder);
        return before.Where(c => !alone.Contains(ObjectId.Parse(c))).ToHashSet(StringComparer.Ordinal);
    }

    // The index last: a pack counts from the moment that its index is there.
    private void MovePacks(CacheRepository target)
    {
        foreach (var pack in Directory.GetFiles(Repository.PackFolder, "pack-*.pack"))
        {
            foreach (var part in new[] { ".rev", ".pack", ".idx" }.Select(extension => Path.ChangeExtension(pack, extension)).Where(File.Exists))
            {
                var destination = Path.Combine(target.PackFolder, Path.GetFileName(part));
                if (!File.Exists(destination))
                {
                    SystemFault.Guard("rename", destination, () => File.Move(part, destination));
                }
            }
        }
    }

    private static void DeleteAsFarAsItGoes(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Still open somewhere, or another user's: the next sweep tries again.
        }
    }

    private static void DeleteTree(string folder)
    {
        if (OperatingSystem.IsWindows() && Directory.Exists(folder))
        {
            // Packs are read-only, which Windows takes as a reason not to delete them.
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            {
                File.SetAttributes(file, FileAttributes.Normal);
            }
        }

        FolderTree.Delete(folder);
    }
}
