using System.Security.Cryptography;
using System.Text;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// The cache's folder: a repository for each upstream, and beside them <c>locks</c>, <c>incoming</c> (what is being fetched),
/// <c>discarded</c> (damaged repositories, for a day), <c>history</c> (what looking at the past brought) and <c>downloads</c> (files of web servers). These are folders and no links.
/// </summary>
internal sealed class CacheFolder(string path, string refPrefix, Action<string>? tell)
{
    // Whether an incoming repository is anybody's is said by its lock; the age only keeps sweepers away from locks in the making.
    // A git that outlived its build loses its folder, and fails.
    private static readonly TimeSpan IncomingAge = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DiscardedAge = TimeSpan.FromDays(1);

    private readonly string _incoming = Path.Combine(path, "incoming");
    private readonly string _discarded = Path.Combine(path, "discarded");
    private readonly string _history = Path.Combine(path, "history");
    private readonly string _downloads = Path.Combine(path, "downloads");
    private int _swept;

    /// <summary>Full path.</summary>
    public string Root => path;

    /// <summary>The repository of a store, whether it is there or not.</summary>
    public CacheRepository Repository(StoreName store) => new(Path.Combine(path, store.Folder), refPrefix);

    /// <summary>What lies where repositories of upstreams do, whole or not.</summary>
    public IEnumerable<StoreName> Repositories() => !Directory.Exists(path) ? [] : SystemFault.Guard("readdir", path, () => new DirectoryInfo(path).GetDirectories("*.git"))
        .Where(found => found.LinkTarget is null && found.Name != StoreName.Made.Folder)
        .Select(found => StoreName.TryParse(found.Name, out var store) ? store : null).OfType<StoreName>();

    /// <summary>The repository of what looking at the past of a store's upstream brought, whether it is there or not. No code is taken from it.</summary>
    public CacheRepository History(StoreName store)
    {
        OwnFolder.RefuseLink(_history);
        return new(Path.Combine(_history, store.Folder), refPrefix);
    }

    /// <summary>The table of what a file of a store's upstream was in the past.</summary>
    public HistoryTable HistoryTable(StoreName store, FileReading reading)
    {
        Make(_history);
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(reading.Path)))[..12];
        return new(Path.Combine(_history, $"{Path.GetFileNameWithoutExtension(store.Folder)}.{name}.txt"), reading);
    }

    /// <summary>Where a file of a web server lies, whether it is there or not. A secret in its address tells it from others and can be read from no name.</summary>
    public string Download(WebFile file)
    {
        OwnFolder.RefuseLink(_downloads);
        var query = file.Query.Length == 0 ? "" : $"-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Query)))[..12]}";
        return Path.Combine(_downloads, Path.GetFileNameWithoutExtension(StoreName.Of(file.Address).Folder) + query);
    }

    /// <summary>Waits until nobody else fetches into the store or changes it.</summary>
    public Task<KeyedLock> LockAsync(StoreName store, CancellationToken cancel) => LockAsync(store.Folder, cancel);

    /// <summary>Waits until nobody else gets the file of a web server, and makes the folder for it.</summary>
    public Task<KeyedLock> LockDownloadAsync(string download, CancellationToken cancel)
    {
        Make(_downloads);
        return LockAsync(Path.GetFileName(download), cancel);
    }

    /// <summary>Makes a place to fetch into. The first of a process also sweeps away what killed ones left.</summary>
    public IncomingRepository MakeIncoming(string description, CacheRepository? beside)
    {
        Make(_incoming);
        if (Interlocked.Exchange(ref _swept, 1) == 0)
        {
            Sweep();
        }

        beside?.MarkUsed();
        return IncomingRepository.Create(Path.Combine(_incoming, Guid.NewGuid().ToString("N")), description, refPrefix, beside);
    }

    /// <summary>Sweeps away what killed fetches left, and what was put aside a day ago.</summary>
    public void Sweep()
    {
        Sweep(_incoming, IncomingAge);
        Sweep(_discarded, DiscardedAge);
    }

    /// <summary>Puts a repository aside and says where; null when there is none.</summary>
    public string? Discard(CacheRepository repository)
    {
        if (!Directory.Exists(repository.Folder))
        {
            return null;
        }

        Make(_discarded);
        var aside = Path.Combine(_discarded, $"{Path.GetFileNameWithoutExtension(repository.Folder)}-{Guid.NewGuid():N}.git");
        SystemFault.Guard("rename", repository.Folder, () => Directory.Move(repository.Folder, aside));
        // Says since when it lies there; its own time says when it was used, and only its owner could set that.
        FileHold.TryTake(Path.ChangeExtension(aside, ".lock"))?.Dispose();
        return aside;
    }

    /// <summary>Deletes the files of web servers that nobody has asked for since a moment: who uses one gets it anew every day.</summary>
    public void SweepDownloads(DateTime unusedSince)
    {
        foreach (var file in IsThere(_downloads) ? SystemFault.Guard("readdir", _downloads, () => Directory.GetFiles(_downloads)) : [])
        {
            if (File.GetLastWriteTimeUtc(file) < unusedSince)
            {
                SystemFault.Guard("unlink", file, () => File.Delete(file));
            }
        }
    }

    private Task<KeyedLock> LockAsync(string name, CancellationToken cancel)
    {
        var locks = Path.Combine(path, "locks");
        Make(locks);
        return KeyedLock.AcquireAsync(Path.Combine(locks, name + ".lock"), tell, cancel);
    }

    private static void Make(string folder)
    {
        if (!IsThere(folder))
        {
            SystemFault.Guard("mkdir", folder, () => Directory.CreateDirectory(folder));
            GroupFolder.Share(folder);
        }
    }

    // What is swept and put aside is deleted some day: no link may lead that out of the cache.
    private static bool IsThere(string folder)
    {
        OwnFolder.RefuseLink(folder);
        return SystemFault.Guard("stat", folder, () => File.Exists(folder) ? throw RegularFile.Unfit(folder, "it is a file, and a folder belongs there") : Directory.Exists(folder));
    }

    private static void Sweep(string folder, TimeSpan age)
    {
        var entries = IsThere(folder) ? SystemFault.Guard("readdir", folder, () => Directory.GetFileSystemEntries(folder)) : [];
        foreach (var name in entries.Select(e => Path.ChangeExtension(e, null)).Distinct())
        {
            IncomingRepository.DeleteIfAbandoned(name, DateTime.UtcNow - age);
        }
    }
}
