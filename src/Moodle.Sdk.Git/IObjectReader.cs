namespace Moodle.Sdk.Git;

/// <summary>
/// Reads objects of one repository of the git cache. Every object read is checked against its id; one that is absent or damaged is a <see cref="MissingObjectException"/>,
/// one that is not what it is read as a <see cref="RefusedContentException"/>.
/// Safe to be used by several threads at once.
/// </summary>
public interface IObjectReader : IDisposable
{
    /// <summary>True when the repository holds the object.</summary>
    bool Contains(ObjectId id);

    /// <summary>Reads a commit, following annotated tags to it.</summary>
    GitCommit ReadCommit(ObjectId id);

    /// <summary>Reads a commit as <see cref="ReadCommit"/> does; null when the object leads to none: tags may also name trees and files.</summary>
    GitCommit? TryReadCommit(ObjectId id);

    /// <summary>
    /// Reads one tree, in the order of the object. Modes are those that git takes them for; nothing else is judged here:
    /// a hostile upstream's names come as they are, bytes that are not UTF-8 as lone surrogates.
    /// </summary>
    IReadOnlyList<TreeEntry> ReadTree(TreeId id);

    /// <summary>Reads a blob into memory of its own.</summary>
    byte[] ReadBlob(BlobId id);

    /// <summary>Reads a blob of at most so many bytes; null for a longer one. Its length comes in any case.</summary>
    byte[]? ReadBlob(BlobId id, int longest, out int length)
    {
        var read = (Content: (byte[]?)null, Length: 0);
        ReadBlob(id, longest, (content, most) => read = (content.Length <= most ? content.ToArray() : null, content.Length));
        length = read.Length;
        return read.Content;
    }

    /// <summary>Hands a blob's bytes to a reader without giving them away: the span is gone when the call returns. For bulk work.</summary>
    void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use);

    /// <summary>
    /// A key to sort bulk reads by. Objects read in its order come from neighbouring bytes and share the bases of their deltas,
    /// which is several times cheaper than another order. For several threads, cut the sorted work into long runs and give each
    /// thread a run at a time. An object that is absent has a key too; reading it tells.
    /// </summary>
    long ReadingOrder(ObjectId id) => 0;
}

/// <summary>Uses the bytes of a blob while they are there.</summary>
public delegate void BlobAction<in TState>(ReadOnlySpan<byte> content, TState state);

/// <summary>An object that the cache should hold is absent, or its bytes do not match its id.</summary>
public sealed class MissingObjectException(ObjectId id, string repository, bool damaged)
    : IOException($"Object {id} is {(damaged ? "damaged" : "absent")} in {repository}.")
{
    /// <summary>The object.</summary>
    public ObjectId Id { get; } = id;

    /// <summary>Full path of the cache repository.</summary>
    public string Repository { get; } = repository;

    /// <summary>True when bytes are there but wrong: the repository must be fetched anew.</summary>
    public bool Damaged { get; } = damaged;
}
