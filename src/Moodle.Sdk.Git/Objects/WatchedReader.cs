namespace Moodle.Sdk.Git.Objects;

/// <summary>Reads through another reader, which it does not own, and tells when an object is absent or damaged.</summary>
internal sealed class WatchedReader(IObjectReader inner, Action damaged) : IObjectReader
{
    public bool Contains(ObjectId id) => inner.Contains(id);

    public GitCommit ReadCommit(ObjectId id) => Watch(id, static (reader, id) => reader.ReadCommit(id));

    public GitCommit? TryReadCommit(ObjectId id) => Watch(id, static (reader, id) => reader.TryReadCommit(id));

    public IReadOnlyList<TreeEntry> ReadTree(TreeId id) => Watch(id, static (reader, id) => reader.ReadTree(id));

    public byte[] ReadBlob(BlobId id) => Watch(id, static (reader, id) => reader.ReadBlob(id));

    public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use)
    {
        try
        {
            inner.ReadBlob(id, state, use);
        }
        catch (MissingObjectException)
        {
            damaged();
            throw;
        }
    }

    public long ReadingOrder(ObjectId id) => inner.ReadingOrder(id);

    public void Dispose()
    {
    }

    // Tens of thousands of times a build: no closure for each.
    private TRead Watch<TId, TRead>(TId id, Func<IObjectReader, TId, TRead> read)
    {
        try
        {
            return read(inner, id);
        }
        catch (MissingObjectException)
        {
            damaged();
            throw;
        }
    }
}
