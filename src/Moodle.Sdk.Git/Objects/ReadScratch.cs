namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// What a thread that reads objects keeps for its next reading: the objects that it needed last as the bases of deltas, since the deltas that come
/// next are most often based on them too (bounded; the oldest goes first), and the object that it reads now. One thread at a time.
/// </summary>
internal sealed class ReadScratch : IDisposable
{
    private const int Capacity = 4 << 20;

    /// <summary>Longer objects are not kept beyond their own reading: one would push out everything else.</summary>
    private const int LongestKept = 512 << 10;

    private const int Buckets = 1024;

    // A table of our own rather than a dictionary: one whose keys are values of ours would be compiled anew in every build.
    private readonly Base?[] _buckets = new Base?[Buckets];
    private Base? _oldest;
    private Base? _newest;
    private PooledObject? _passing;
    private long _size;

    /// <summary>The deltas that lead to the object being read.</summary>
    public Stack<PackEntry> Chain { get; } = new();

    /// <summary>The object at a position of a pack, if it is still kept. It stays owned here, and valid until the next one is taken over.</summary>
    public PooledObject? FindBase(PackFile pack, long offset)
    {
        var found = _buckets[BucketOf(offset)];
        while (found is not null && (found.Offset != offset || found.Pack != pack))
        {
            found = found.NextInBucket;
        }

        return found?.Content;
    }

    /// <summary>Takes over an object, which stays valid until the next one is taken over.</summary>
    public PooledObject KeepBase(PackFile pack, long offset, PooledObject read)
    {
        if (read.Buffer.Length > LongestKept || FindBase(pack, offset) is not null)
        {
            return KeepPassing(read);
        }

        ref var bucket = ref _buckets[BucketOf(offset)];
        bucket = new Base(pack, offset, read, bucket);
        _oldest ??= bucket;
        _newest?.Younger = bucket;
        _newest = bucket;
        _size += read.Buffer.Length;
        while (_size > Capacity)
        {
            DropOldest();
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

    public void Dispose()
    {
        DropPassing();
        while (_oldest is not null)
        {
            DropOldest();
        }
    }

    private void DropOldest()
    {
        var oldest = _oldest!;
        ref var link = ref _buckets[BucketOf(oldest.Offset)];
        while (link != oldest)
        {
            link = ref link!.NextInBucket;
        }

        link = oldest.NextInBucket;
        _oldest = oldest.Younger;
        _newest = _oldest is null ? null : _newest;
        _size -= oldest.Content.Buffer.Length;
        oldest.Content.Return();
    }

    // Positions are bytes apart, so their low bits differ well enough.
    private static int BucketOf(long offset) => (int)(offset ^ (offset >> 10)) & (Buckets - 1);

    private sealed class Base(PackFile pack, long offset, PooledObject content, Base? next)
    {
        public readonly PackFile Pack = pack;
        public readonly long Offset = offset;
        public readonly PooledObject Content = content;
        public Base? NextInBucket = next;
        public Base? Younger;
    }
}
