using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Transports;

/// <summary>What is wanted of commits when everything else is left out: they themselves, their trees down to some files, and these files.</summary>
/// <param name="Commits">The commits.</param>
/// <param name="Depth">They alone, or with their history.</param>
/// <param name="Paths">The files' paths, with slashes.</param>
/// <param name="Looked">The commits of which the files are wanted, read from what has come.</param>
internal sealed record PartialFetch(
    IReadOnlyCollection<CommitId> Commits, FetchDepth Depth, IReadOnlyCollection<string> Paths, Func<IObjectReader, IEnumerable<GitCommit>> Looked)
{
    /// <summary>Commits that are there with their history.</summary>
    public IReadOnlyCollection<ObjectId> Held { get; init; } = [];

    /// <summary>How deep the files' folders lie; 0 where commits alone are wanted.</summary>
    public int FolderDepth => Paths.Select(p => p.Split('/').Length).DefaultIfEmpty().Max();

    /// <summary>True where all trees of the commits are wanted, and no file but those of the paths.</summary>
    public bool WithAllTrees { get; init; }

    /// <summary>What is left out, in git's words (git-rev-list(1), --filter).</summary>
    public string Filter => WithAllTrees ? "blob:none" : $"tree:{FolderDepth}";

    /// <summary>What has not come yet: of each file the first object on the way to it that is not there.</summary>
    /// <exception cref="MissingObjectException">A commit has not come.</exception>
    public List<ObjectId> Missing(IObjectReader objects)
    {
        PathInTrees[] files = [.. Paths.Select(path => new PathInTrees(objects, path))];
        var missing = new HashSet<ObjectId>();
        foreach (var commit in Looked(objects))
        {
            missing.UnionWith(files.Select(file => file.Find(commit.Tree).Missing).OfType<ObjectId>());
        }

        return [.. missing];
    }
}
