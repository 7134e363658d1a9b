using LibGit2Sharp;

namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// Reads objects through LibGit2Sharp, which knows every form of repository that libgit2 knows.
/// One thread at a time: a libgit2 repository must not be shared between threads.
/// </summary>
internal sealed class LibGit2ObjectReader(string folder) : IObjectReader
{
    private readonly System.Threading.Lock _turn = new();
    private Repository? _repository;

    /// <inheritdoc/>
    public bool Contains(ObjectId id) => Ask(repository => repository.ObjectDatabase.Contains(Native(id)));

    /// <inheritdoc/>
    public GitCommit ReadCommit(ObjectId id) => TryReadCommit(id) ?? throw new MissingObjectException(id, folder, damaged: false);

    /// <inheritdoc/>
    public GitCommit? TryReadCommit(ObjectId id) => Read(id, repository =>
    {
        var found = repository.Lookup(Native(id));
        while (found is TagAnnotation tag)
        {
            found = tag.Target;
        }

        return found is null ? null : new Lead(found is Commit commit ? Own(commit) : null);
    }).Commit;

    /// <inheritdoc/>
    public IReadOnlyList<TreeEntry> ReadTree(TreeId id) => Read<IReadOnlyList<TreeEntry>>(id.Id, repository =>
        repository.Lookup<Tree>(Native(id.Id))?.Select(e => new TreeEntry(
            // libgit2 hands out names that are not UTF-8 with replacement characters: mark them as TreeParser does.
            e.Name.Replace('\uFFFD', TreeParser.FirstUndecodable),
            TreeParser.Canonical((int)e.Mode),
            Own(e.Target.Id))).ToList());

    /// <inheritdoc/>
    public byte[] ReadBlob(BlobId id) => Read(id.Id, repository =>
    {
        if (repository.Lookup<Blob>(Native(id.Id)) is not { } blob)
        {
            return null;
        }

        var bytes = new byte[blob.Size];
        using var content = blob.GetContentStream();
        content.ReadExactly(bytes);
        return bytes;
    });

    /// <inheritdoc/>
    public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use) => use(ReadBlob(id), state);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_turn)
        {
            _repository?.Dispose();
            _repository = null;
        }
    }

    private static LibGit2Sharp.ObjectId Native(ObjectId id) => new(id.ToString());

    private static ObjectId Own(LibGit2Sharp.ObjectId id) => new(id.RawId);

    private static GitCommit Own(Commit commit) => new(
        new CommitId(Own(commit.Id)),
        new TreeId(ObjectId.Parse(commit.Tree.Sha)),
        [.. commit.Parents.Select(p => new CommitId(Own(p.Id)))],
        commit.Committer.When);

    private TResult Read<TResult>(ObjectId id, Func<Repository, TResult?> read)
        where TResult : class
    {
        try
        {
            return Ask(read) is { } found ? found : throw new MissingObjectException(id, folder, damaged: false);
        }
        catch (NotFoundException)
        {
            throw new MissingObjectException(id, folder, damaged: false);
        }
        catch (LibGit2SharpException)
        {
            throw new MissingObjectException(id, folder, damaged: true);
        }
    }

    private TResult Ask<TResult>(Func<Repository, TResult> question)
    {
        lock (_turn)
        {
            return question(_repository ??= new Repository(folder));
        }
    }

    // What an object leads to, which may be no commit.
    private sealed record Lead(GitCommit? Commit);
}
