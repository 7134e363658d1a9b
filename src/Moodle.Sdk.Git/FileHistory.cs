using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git;

/// <summary>A file whose past is asked for, and what is made of it.</summary>
/// <param name="Path">Its path, with slashes.</param>
/// <param name="Form">Names how it is read: what was made of it in another form counts for nothing.</param>
/// <param name="Read">Says in a short line what matters of its content. Lines are kept, so that no file is read twice.</param>
public sealed record FileReading(string Path, string Form, Func<IObjectReader, BlobId, string> Read);

/// <summary>A file at one commit.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Said">What was made of the file; empty where the commit does not have it.</param>
public sealed record PastFile(GitCommit Commit, string Said);

/// <summary>What became of a file along the first parents of some commits.</summary>
/// <param name="Objects">Reads these commits, and the file at each.</param>
/// <param name="Commits">Every commit that was come by, once.</param>
public sealed record FileHistory(IObjectReader Objects, IReadOnlyDictionary<CommitId, PastFile> Commits) : IDisposable
{
    /// <summary>The file at a commit, at its first parent, and so on to the first commit of all.</summary>
    public IEnumerable<PastFile> Of(CommitId head)
    {
        for (CommitId? next = head; next is not null && Commits.TryGetValue(next, out var past); next = past.Commit.Parents.FirstOrDefault())
        {
            yield return past;
        }
    }

    /// <summary>Reads it, each file once.</summary>
    /// <param name="objects">Reads the repository. Owned by what is returned.</param>
    /// <param name="commits">The commits.</param>
    /// <param name="reading">The file.</param>
    /// <param name="known">What was made of the file at a commit before, or null.</param>
    internal static FileHistory Read(IObjectReader objects, IEnumerable<GitCommit> commits, FileReading reading, Func<CommitId, string?> known)
    {
        var file = new PathInTrees(objects, reading.Path);
        var read = new Dictionary<ObjectId, string>();
        return new(objects, commits.ToDictionary(c => c.Id, c => new PastFile(c, known(c.Id) ?? Said(c))));

        string Said(GitCommit commit)
        {
            // To read what is missing says that it is.
            var (found, missing) = file.Find(commit.Tree);
            return (found ?? missing) is not { } id ? "" : read.TryGetValue(id, out var said) ? said : read[id] = reading.Read(objects, new(id));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Objects.Dispose();
}
