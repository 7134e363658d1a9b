using System.Text;
using LibGit2Sharp;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Cache;

/// <summary>Merges files through libgit2, which merges commits alone: each side is made one, of a single file, in the store of what no upstream has.</summary>
internal static class FileMerge
{
    private const string Name = "file";

    // The same commits for the same files, so that merging again adds nothing.
    private static readonly Signature Nobody = new("nobody", "nobody@localhost", DateTimeOffset.UnixEpoch);

    /// <summary>Merges what two sides made of one file.</summary>
    public static MergedFile Run(CacheRepository store, byte[] ancestor, byte[] ours, byte[] theirs)
    {
        Settle(store);
        using var repository = new Repository(store.Folder);
        var before = Commit(repository, ancestor);
        var (mine, other) = (Commit(repository, ours, before), Commit(repository, theirs, before));
        return Merged(MergeFileFavor.Normal) is { } merged ? new(merged, null)
            // What differs between the two is in conflict. A binary file is as a whole.
            : new(Merged(MergeFileFavor.Ours) ?? ours, Merged(MergeFileFavor.Theirs) ?? theirs);

        byte[]? Merged(MergeFileFavor favour)
        {
            var options = new MergeTreeOptions { MergeFileFavor = favour, FindRenames = false, SkipReuc = true };
            return repository.ObjectDatabase.MergeCommits(mine, other, options) is { Status: MergeTreeStatus.Succeeded, Tree: var tree } ? Content((Blob)tree[Name].Target) : null;
        }
    }

    // How files are merged is for a repository's own attributes to say, and where they do not for the user's.
    private static void Settle(CacheRepository store)
    {
        var (attributes, wanted) = (Path.Combine(store.Folder, "info", "attributes"), Encoding.ASCII.GetBytes($"{Name} merge\n"));
        if (RegularFile.TryRead(attributes, RegularFile.Small) is not { } there || !there.AsSpan().SequenceEqual(wanted))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(attributes)!);
            WholeFile.Write(attributes, wanted);
        }
    }

    private static Commit Commit(Repository repository, byte[] content, params Commit[] parents)
    {
        var tree = new TreeDefinition().Add(Name, repository.ObjectDatabase.Write<Blob>(new MemoryStream(content), content.Length), Mode.NonExecutableFile);
        return repository.ObjectDatabase.CreateCommit(Nobody, Nobody, "", repository.ObjectDatabase.CreateTree(tree), parents, prettifyMessage: false);
    }

    private static byte[] Content(Blob blob)
    {
        using var stream = blob.GetContentStream();
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
