using System.Buffers;

namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// The content of an object in a buffer that is longer than the content by <see cref="Inflater.Slack"/> at least: one of the shared pool, unless it is
/// very long. The pool keeps what was returned for each thread, in powers of two.
/// </summary>
internal sealed record PooledObject(ObjectKind Kind, byte[] Buffer, int Length)
{
    private const int LongestPooled = 8 << 20;

    // The collector takes its time with long buffers, which are most of the memory where there are any.
    private const int MostDropped = 64 << 20;

    private static long _dropped;

    public ReadOnlySpan<byte> Content => Buffer.AsSpan(0, Length);

    /// <summary>A new object whose content is still to be written.</summary>
    /// <exception cref="RefusedContentException">It would be larger than any real one.</exception>
    public static PooledObject Rent(ObjectKind kind, long length)
    {
        RefusedContentException.ThrowIfTooLong(kind, length);
        var size = (int)length + Inflater.Slack;
        if (size <= LongestPooled)
        {
            return new(kind, ArrayPool<byte>.Shared.Rent(size), (int)length);
        }

        if (Interlocked.Read(ref _dropped) + size > MostDropped && Interlocked.Exchange(ref _dropped, 0) > 0)
        {
            GC.Collect();
        }

        return new(kind, GC.AllocateUninitializedArray<byte>(size), (int)length);
    }

    public void Return()
    {
        if (Buffer.Length <= LongestPooled)
        {
            ArrayPool<byte>.Shared.Return(Buffer);
        }
        else
        {
            Interlocked.Add(ref _dropped, Buffer.Length);
        }
    }
}
