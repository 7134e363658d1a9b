namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// Reads a repository, and from the store of what no upstream has (<see cref="StoreName.Made"/>) what that lacks: code that was changed here is a tree of
/// which only the changed parts lie there. It owns both.
/// </summary>
/// <param name="inner">Reads the repository.</param>
/// <param name="open">Opens the other store; null where there is none. Asked only when something is missing, and until there is one.</param>
internal sealed class BackedReader(IObjectReader inner, Func<IObjectReader?> open) : IObjectReader
{
    private readonly Lock _opening = new();
    private IObjectReader? _made;

    public bool Contains(ObjectId id) => inner.Contains(id) || Made()?.Contains(id) == true;

    public GitCommit ReadCommit(ObjectId id) => inner.ReadCommit(id);

    public GitCommit? TryReadCommit(ObjectId id) => inner.TryReadCommit(id);

    public IReadOnlyList<TreeEntry> ReadTree(TreeId id)
    {
        try
        {
            return inner.ReadTree(id);
        }
        catch (MissingObjectException missing) when (IsMade(missing))
        {
            return Made()!.ReadTree(id);
        }
    }

    public byte[] ReadBlob(BlobId id)
    {
        try
        {
            return inner.ReadBlob(id);
        }
        catch (MissingObjectException missing) when (IsMade(missing))
        {
            return Made()!.ReadBlob(id);
        }
    }

    public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use)
    {
        try
        {
            inner.ReadBlob(id, state, use);
        }
        catch (MissingObjectException missing) when (IsMade(missing))
        {
            Made()!.ReadBlob(id, state, use);
        }
    }

    public long ReadingOrder(ObjectId id) => inner.ReadingOrder(id);

    public void Dispose()
    {
        inner.Dispose();
        _made?.Dispose();
    }

    private bool IsMade(MissingObjectException missing) => !missing.Damaged && Made()?.Contains(missing.Id) == true;

    private IObjectReader? Made()
    {
        lock (_opening)
        {
            return _made ??= open();
        }
    }
}
