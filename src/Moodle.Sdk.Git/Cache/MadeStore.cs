using LibGit2Sharp;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// Writes the store of what no upstream has, through libgit2: it puts each object in place by rename, so a writer that is killed leaves nothing half.
/// </summary>
internal static class MadeStore
{
    /// <summary>Writes files as one tree and says its id. What is there already is not written again. One file at a time is in memory, and not all of it.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="files">The files; gone through once.</param>
    /// <param name="name">What the tree is found by; null for none.</param>
    /// <param name="cancel">Stops it.</param>
    public static TreeId Write(CacheFolder folder, IEnumerable<MadeFile> files, string? name, CancellationToken cancel)
    {
        using var held = Hold(folder, cancel);
        using var repository = new Repository(held.Store.Folder);
        var tree = new TreeDefinition();
        foreach (var file in files)
        {
            var mode = file.Mode switch
            {
                EntryMode.Executable => Mode.ExecutableFile,
                EntryMode.SymbolicLink => Mode.SymbolicLink,
                _ => Mode.NonExecutableFile,
            };
            cancel.ThrowIfCancellationRequested();
            using var content = file.Open();
            tree.Add(file.Path, repository.ObjectDatabase.Write<Blob>(content, file.Length), mode);
        }

        var made = new TreeId(ObjectId.Parse(repository.ObjectDatabase.CreateTree(tree).Sha));
        if (name is not null)
        {
            held.Store.Name(made, name);
        }

        return made;
    }

    /// <summary>Merges what two sides made of one file; the store keeps what that takes.</summary>
    public static MergedFile Merge(CacheFolder folder, byte[] ancestor, byte[] ours, byte[] theirs, CancellationToken cancel)
    {
        using var held = Hold(folder, cancel);
        return FileMerge.Run(held.Store, ancestor, ours, theirs);
    }

    /// <summary>Writes a tree of another repository anew in which some files are others, and says its id.</summary>
    /// <param name="folder">The cache.</param>
    /// <param name="tree">The tree as it is.</param>
    /// <param name="objects">Reads it.</param>
    /// <param name="changes">The files by their paths; null for one that goes.</param>
    /// <param name="name">What the tree is found by.</param>
    /// <param name="cancel">Stops it.</param>
    public static TreeId Change(CacheFolder folder, TreeId tree, IObjectReader objects, IReadOnlyDictionary<string, MadeFile?> changes, string name, CancellationToken cancel)
    {
        using var held = Hold(folder, cancel);
        using var repository = new Repository(held.Store.Folder);
        var changed = new ChangedTree(repository, objects).Write(tree, changes);
        held.Store.Name(changed, name);
        return changed;
    }

    // Under its lock, since it comes into being as every repository of the cache does: made elsewhere, and renamed.
    private static HeldStore Hold(CacheFolder folder, CancellationToken cancel)
    {
        var held = folder.LockAsync(StoreName.Made, cancel).GetAwaiter().GetResult();
        var store = folder.Repository(StoreName.Made);
        if (!store.Exists)
        {
            using var incoming = folder.MakeIncoming("What no upstream has: made from archives, folders and patches.", beside: null);
            incoming.PublishInto(store);
        }

        // Of a shared cache it may be another's. libgit2 runs nothing that a repository's configuration names.
        GlobalSettings.SetOwnerValidation(false);
        return new(held, store);
    }

    private sealed record HeldStore(IDisposable Held, CacheRepository Store) : IDisposable
    {
        public void Dispose() => Held.Dispose();
    }
}
