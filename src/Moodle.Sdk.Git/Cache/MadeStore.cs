using LibGit2Sharp;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// Writes the store of what no upstream has, through libgit2: it puts each object in place by rename, so a writer that is killed leaves nothing half.
/// </summary>
internal static class MadeStore
{
    /// <summary>Writes files as one tree and says its id. What is there already is not written again.</summary>
    /// <param name="folder">Full path of the store.</param>
    /// <param name="files">The files and links, each path once.</param>
    public static TreeId Write(string folder, IEnumerable<MadeFile> files)
    {
        using var repository = new Repository(folder);
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
