using System.Collections.Concurrent;

namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// Reads packs and loose objects itself, in memory of its own or mapped, without the native library. Only what it does not know
/// (<see cref="ObjectFolders.HasForeignPacks"/>) goes to LibGit2Sharp.
/// </summary>
/// <param name="repository">Full path of the folder that holds <c>objects</c>.</param>
/// <param name="owned">Disposed together with this.</param>
internal sealed class RepositoryReader(string repository, IDisposable? owned = null) : IObjectReader
{
    private readonly ObjectFolders _folders = new(Path.Combine(repository, "objects"));
    private readonly ConcurrentBag<ReadScratch> _scratches = [];
    private readonly Lazy<LibGit2ObjectReader> _fallback = new(() => new LibGit2ObjectReader(repository));

    private bool HasForeignPacks => _folders.HasForeignPacks;

    /// <summary>True once the native library was asked.</summary>
    internal bool UsedFallback => _fallback.IsValueCreated;

    /// <inheritdoc/>
    public bool Contains(ObjectId id)
    {
        if (_folders.Contains(id))
        {
            return true;
        }

        _folders.Rescan();
        return _folders.Contains(id) || (HasForeignPacks && _fallback.Value.Contains(id));
    }

    /// <inheritdoc/>
    public GitCommit ReadCommit(ObjectId id) => TryReadCommit(id) ?? throw Missing(id, damaged: false);

    /// <inheritdoc/>
    public GitCommit? TryReadCommit(ObjectId id)
    {
        // A tag may name a tag; there are no rings, since each names the next by its hash.
        for (var target = id; ;)
        {
            if (!TryUse(target, target, static (found, target) => CommitParser.Parse(found, target), out var step))
            {
                return _fallback.Value.TryReadCommit(target);
            }

            if (step.Commit is not null || step.Tagged is null)
            {
                return step.Commit;
            }

            target = step.Tagged.Value;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<TreeEntry> ReadTree(TreeId id) =>
        TryUse(id.Id, 0, static (found, _) => found.Kind == ObjectKind.Tree ? TreeParser.Parse(found.Content) : null, out var entries)
            ? entries ?? throw Missing(id.Id, damaged: false)
            : _fallback.Value.ReadTree(id);

    /// <inheritdoc/>
    public byte[] ReadBlob(BlobId id) =>
        TryUse(id.Id, 0, static (found, _) => found.Kind == ObjectKind.Blob ? found.Content.ToArray() : null, out var content)
            ? content ?? throw Missing(id.Id, damaged: false)
            : _fallback.Value.ReadBlob(id);

    /// <inheritdoc/>
    public void ReadBlob<TState>(BlobId id, TState state, BlobAction<TState> use)
    {
        if (!TryUse(id.Id, (state, use), static (found, call) => HandOut(found, call.state, call.use), out var isBlob))
        {
            _fallback.Value.ReadBlob(id, state, use);
        }
        else if (!isBlob)
        {
            throw Missing(id.Id, damaged: false);
        }
    }

    /// <inheritdoc/>
    public long ReadingOrder(ObjectId id) => _folders.PositionOf(id);

    /// <inheritdoc/>
    public void Dispose()
    {
        _folders.Dispose();
        while (_scratches.TryTake(out var scratch))
        {
            scratch.Dispose();
        }

        if (_fallback.IsValueCreated)
        {
            _fallback.Value.Dispose();
        }

        owned?.Dispose();
    }

    private static bool HandOut<TState>(PooledObject found, TState state, BlobAction<TState> use)
    {
        if (found.Kind == ObjectKind.Blob)
        {
            use(found.Content, state);
            return true;
        }

        return false;
    }

    // Reads an object and hands it on while it is in the scratch space. False when it can only be had from the fallback.
    private bool TryUse<TState, TResult>(ObjectId id, TState state, Func<PooledObject, TState, TResult> use, out TResult? result)
    {
        var scratch = _scratches.TryTake(out var idle) ? idle : new ReadScratch();
        try
        {
            var damaged = false;
            var found = _folders.Read(id, scratch, ref damaged);
            if (found is null)
            {
                // Another process may have published it meanwhile.
                _folders.Rescan();
                found = _folders.Read(id, scratch, ref damaged);
            }

            if (found is { } content)
            {
                result = use(content, state);
                return true;
            }

            result = default;
            return HasForeignPacks ? false : throw Missing(id, damaged || _folders.HasDamage());
        }
        finally
        {
            scratch.Bases.DropPassing();
            _scratches.Add(scratch);
        }
    }

    private MissingObjectException Missing(ObjectId id, bool damaged) => new(id, repository, damaged);
}
