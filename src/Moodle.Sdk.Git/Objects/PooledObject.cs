using System.Buffers;

namespace Moodle.Sdk.Git.Objects;

/// <summary>The content of an object in a buffer of the shared pool.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Buffer">Rented; may be longer than the content.</param>
/// <param name="Length">Length of the content in bytes.</param>
internal sealed record PooledObject(ObjectKind Kind, byte[] Buffer, int Length)
{
    /// <summary>The content.</summary>
    public ReadOnlySpan<byte> Content => Buffer.AsSpan(0, Length);

    /// <summary>A new object whose content is still to be written.</summary>
    public static PooledObject Rent(ObjectKind kind, int length) => new(kind, ArrayPool<byte>.Shared.Rent(length + Inflater.Slack), length);

    /// <summary>Gives the buffer back.</summary>
    public void Return() => ArrayPool<byte>.Shared.Return(Buffer);
}
