using LibGit2Sharp;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>Makes commits again on top of another one, in a repository beside the cache that sees the cache's objects.</summary>
internal static class BranchReplay
{
    /// <summary>Makes the repository anew, with one branch.</summary>
    /// <param name="folder">Full path of the repository; what lies there is replaced.</param>
    /// <param name="branch">The branch's name, without refs/heads/.</param>
    /// <param name="onto">The repository of the commit that the branch begins with.</param>
    /// <param name="start">That commit.</param>
    /// <param name="from">The repository of the commits.</param>
    /// <param name="commits">What is made again, oldest first.</param>
    /// <param name="cancel">Stops it.</param>
    public static CommitId Run(
        string folder, string branch, CacheRepository onto, CommitId start, CacheRepository from, IEnumerable<ReplayedCommit> commits, CancellationToken cancel)
    {
        SystemFault.Guard("mkdir", folder, () => Directory.CreateDirectory(Path.GetDirectoryName(folder)!));
        FolderTree.Delete(folder);
        var made = CacheRepository.Create(folder, $"{branch}: made to be pushed", "refs/", beside: null);
        File.WriteAllText(Path.Combine(folder, "objects", "info", "alternates"), Path.Combine(onto.Folder, "objects").Replace('\\', '/') + "\n");
        made.SetShallow(onto.Shallow);
        File.WriteAllText(Path.Combine(folder, "HEAD"), $"ref: refs/heads/{branch}\n");

        GlobalSettings.SetOwnerValidation(false);
        using var repository = new Repository(folder);
        using var source = new Repository(from.Folder);
        using var objects = ObjectReader.Open(folder);
        var head = repository.Lookup<Commit>(start.ToString()) ?? throw new MissingObjectException(start.Id, onto.Folder, damaged: false);
        foreach (var commit in commits)
        {
            cancel.ThrowIfCancellationRequested();
            var before = source.Lookup<Commit>(commit.Of.ToString()) ?? throw new MissingObjectException(commit.Of.Id, from.Folder, damaged: false);
            var tree = new ChangedTree(repository, objects).Write(new(ObjectId.Parse(head.Tree.Sha)), commit.Changes);
            head = repository.ObjectDatabase.CreateCommit(before.Author, before.Committer, before.Message, repository.Lookup<Tree>(tree.ToString()), [head], prettifyMessage: false);
        }

        repository.Refs.Add($"refs/heads/{branch}", head.Id, allowOverwrite: true);
        return new(ObjectId.Parse(head.Sha));
    }
}
