using System.Collections.Concurrent;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>Reads packs and loose objects, in memory of its own or mapped, without a native library.</summary>
/// <param name="repository">Full path of the folder that holds <c>objects</c>.</param>
/// <param name="owned">Disposed together with this.</param>
internal sealed class RepositoryReader(string repository, IDisposable? owned = null) : IObjectReader
{
    private readonly ObjectFolders _folders = Guard(repository, repository, static r => new ObjectFolders(Path.Combine(r, "objects")));
    private readonly ConcurrentBag<ReadScratch> _scratches = [];

    public bool Contains(ObjectId id) => Guard(repository, (_folders, id), static look =>
    {
        if (look._folders.Contains(look.id))
        {
            return true;
        }

        look._folders.Rescan();
        return look._folders.Contains(look.id);
    });

    public GitCommit ReadCommit(ObjectId id) => TryReadCommit(id) ?? throw RefusedContentException.NoCommit(id);

    public GitCommit? TryReadCommit(ObjectId id)
    {
        // A tag may name a tag; there are no rings, since each names the next by its hash.
        for (var target = id; ;)
        {
            var (commit, tagged) = Use(target, target, static (found, target) => CommitParser.Parse(found, target));
            if (commit is not null || tagged is null)
            {
                return commit;
            }

            target = tagged.Value;
        }
    }

    public IReadOnlyList<TreeEntry> ReadTree(TreeId id) =>
        Use(id.Id, id.Id, static (found, id) => TreeParser.Parse(Of(found, id, ObjectKind.Tree)));

    public byte[] ReadBlob(BlobId id) => Use(id.Id, id.Id, static (found, id) => Of(found, id, ObjectKind.Blob).ToArray());

    public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use) =>
        Use(id.Id, (id.Id, state, use), static (found, call) =>
        {
            call.use(Of(found, call.Id, ObjectKind.Blob), call.state);
            return true;
        });

    public long ReadingOrder(ObjectId id) => _folders.PositionOf(id);

    public void Dispose()
    {
        _folders.Dispose();
        while (_scratches.TryTake(out var scratch))
        {
            scratch.Dispose();
        }

        owned?.Dispose();
    }

    private static ReadOnlySpan<byte> Of(PooledObject found, ObjectId id, ObjectKind kind) =>
        found.Kind != kind ? throw RefusedContentException.OfAnotherKind(id, found.Kind, kind) : found.Content;

    // Reads an object and hands it on while it is in the scratch space.
    private TResult Use<TState, TResult>(ObjectId id, TState state, Func<PooledObject, TState, TResult> use)
    {
        var scratch = _scratches.TryTake(out var idle) ? idle : new ReadScratch();
        try
        {
            return use(Guard(repository, (Reader: this, id, scratch), static call => call.Reader.Find(call.id, call.scratch)), state);
        }
        finally
        {
            scratch.DropPassing();
            _scratches.Add(scratch);
        }
    }

    private PooledObject Find(ObjectId id, ReadScratch scratch)
    {
        var damaged = false;
        var found = _folders.Read(id, scratch, ref damaged);
        if (found is null)
        {
            // Another process may have published it meanwhile.
            _folders.Rescan();
            found = _folders.Read(id, scratch, ref damaged);
        }

        return found ?? throw Missing(id, damaged || _folders.HasDamage());
    }

    // What is refused here is told as the cache's, whoever reads.
    private static TResult Guard<TState, TResult>(string repository, TState state, Func<TState, TResult> read)
    {
        try
        {
            return read(state);
        }
        catch (SystemFaultException refused)
        {
            throw new SystemFaultException(refused.Fault with { Store = repository });
        }
    }

    private MissingObjectException Missing(ObjectId id, bool damaged) => new(id, repository, damaged);
}
