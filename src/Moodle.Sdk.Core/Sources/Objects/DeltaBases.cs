namespace Moodle.Sdk.Sources.Objects;

/// <summary>
/// Owns the objects that one thread read last: the deltas that come next are most often based on them.
/// Bounded; the oldest goes first. One thread at a time.
/// </summary>
internal sealed class DeltaBases : IDisposable
{
    /// <summary>Bytes kept at most.</summary>
    private const int Capacity = 16 << 20;

    /// <summary>Longer objects are not kept beyond their own reading: one would push out everything else.</summary>
    private const int LongestKept = 2 << 20;

    private readonly Dictionary<(PackFile Pack, long Offset), PooledObject> _objects = [];
    private readonly Queue<(PackFile Pack, long Offset)> _byAge = new();
    private PooledObject? _passing;
    private long _size;

    /// <summary>The object at a position of a pack, if it is still kept. It stays owned here, and valid until the next one is taken over.</summary>
    public bool TryGet(PackFile pack, long offset, out PooledObject found) => _objects.TryGetValue((pack, offset), out found);

    /// <summary>Takes over an object, which stays valid until the next one is taken over.</summary>
    public PooledObject Keep(PackFile pack, long offset, PooledObject read)
    {
        if (read.Buffer.Length > LongestKept || !_objects.TryAdd((pack, offset), read))
        {
            return KeepPassing(read);
        }

        _byAge.Enqueue((pack, offset));
        _size += read.Buffer.Length;
        while (_size > Capacity)
        {
            _objects.Remove(_byAge.Dequeue(), out var oldest);
            _size -= oldest.Buffer.Length;
            oldest.Return();
        }

        return read;
    }

    /// <summary>Takes over an object that nothing is based on; it stays valid until the next such one.</summary>
    public PooledObject KeepPassing(PooledObject read)
    {
        DropPassing();
        _passing = read;
        return read;
    }

    /// <summary>Gives back what is not kept beyond its own reading.</summary>
    public void DropPassing()
    {
        _passing?.Return();
        _passing = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DropPassing();
        foreach (var kept in _objects.Values)
        {
            kept.Return();
        }

        _objects.Clear();
        _byAge.Clear();
        _size = 0;
    }
}
