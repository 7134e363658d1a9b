using LibGit2Sharp;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// Writes the store of what no upstream has, through libgit2: it puts each object in place by rename, so a writer that is killed leaves nothing half.
/// </summary>
internal static class MadeStore
{
    /// <summary>Writes files as one tree and says its id. What is there already is not written again.</summary>
    public static TreeId Write(CacheFolder folder, IEnumerable<MadeFile> files, CancellationToken cancel)
    {
        // Under its lock, since it comes into being as every repository of the cache does: made elsewhere, and renamed.
        using var held = folder.LockAsync(StoreName.Made, cancel).GetAwaiter().GetResult();
        var store = folder.Repository(StoreName.Made);
        if (!store.Exists)
        {
            using var incoming = folder.MakeIncoming("What no upstream has: made from archives, folders and patches.", beside: null);
            incoming.PublishInto(store);
        }

        // Of a shared cache it may be another's. libgit2 runs nothing that a repository's configuration names.
        GlobalSettings.SetOwnerValidation(false);
        using var repository = new Repository(store.Folder);
        var tree = new TreeDefinition();
        foreach (var file in files)
        {
            var mode = file.Mode switch
            {
                EntryMode.Executable => Mode.ExecutableFile,
                EntryMode.SymbolicLink => Mode.SymbolicLink,
                _ => Mode.NonExecutableFile,
            };
            tree.Add(file.Path, repository.ObjectDatabase.CreateBlob(new MemoryStream(file.Content)), mode);
        }

        return new TreeId(ObjectId.Parse(repository.ObjectDatabase.CreateTree(tree).Sha));
    }
}
