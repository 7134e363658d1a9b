using System.Buffers;

namespace Moodle.Sdk.Git.Objects;

/// <summary>The content of an object in a buffer of the shared pool, which is longer than the content by <see cref="Inflater.Slack"/> at least.</summary>
internal sealed record PooledObject(ObjectKind Kind, byte[] Buffer, int Length)
{
    public ReadOnlySpan<byte> Content => Buffer.AsSpan(0, Length);

    /// <summary>A new object whose content is still to be written.</summary>
    public static PooledObject Rent(ObjectKind kind, int length) => new(kind, ArrayPool<byte>.Shared.Rent(length + Inflater.Slack), length);

    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
