using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>The head of an entry in a pack: kind, size, and for a delta where its base is.</summary>
/// <param name="Offset">Position of the entry.</param>
/// <param name="DataOffset">Position of its compressed data.</param>
/// <param name="Size">Length of the data when decompressed, as claimed.</param>
/// <param name="WholeKind">The kind of a whole object; null for a delta.</param>
/// <param name="BaseOffset">Position of the base, for a delta that gives it so.</param>
/// <param name="BaseId">The base, for a delta that names it.</param>
internal sealed record PackEntry(long Offset, long DataOffset, long Size, ObjectKind? WholeKind, long BaseOffset, ObjectId? BaseId)
{
    /// <summary>Position of the first entry, after the pack's own head.</summary>
    public const int First = 12;

    private const int OffsetDelta = 6;
    private const int ReferenceDelta = 7;

    /// <summary>Bytes of a head at most: five of kind and size, then a base.</summary>
    public const int LongestHead = 32;

    /// <summary>Reads the head at a position; null when there is none.</summary>
    public static PackEntry? Read(MappedFile pack, long offset) =>
        offset < First || offset >= pack.Length - ObjectId.Size ? null : Parse(pack.From(offset), offset);

    /// <summary>Reads a head; null when it is none.</summary>
    /// <param name="head">The bytes at the entry's position, one at least.</param>
    /// <param name="offset">The entry's position.</param>
    public static PackEntry? Parse(ReadOnlySpan<byte> head, long offset)
    {
        if (!TryReadKindAndSize(head, out var kind, out var size, out var used))
        {
            return null;
        }

        switch (kind)
        {
            case OffsetDelta:
                // The base lies before its delta, so that following offsets always ends.
                return TryReadDistance(head, ref used, out var distance) && distance > 0 && distance <= offset - First
                    ? new(offset, offset + used, size, null, offset - distance, null)
                    : null;
            case ReferenceDelta:
                return head.Length >= used + ObjectId.Size
                    ? new(offset, offset + used + ObjectId.Size, size, null, 0, new ObjectId(head[used..]))
                    : null;
            default:
                return kind is >= (int)ObjectKind.Commit and <= (int)ObjectKind.Tag
                    ? new(offset, offset + used, size, (ObjectKind)kind, 0, null)
                    : null;
        }
    }

    /// <summary>Decompresses the data; null when it is damaged. The caller owns it.</summary>
    /// <exception cref="RefusedContentException">It makes more than any real object has.</exception>
    public PooledObject? Inflate(MappedFile pack)
    {
        var data = pack.From(DataOffset);
        if (!Inflater.CanMake(data.Length, Size))
        {
            return null;
        }

        // The kind of a delta's own bytes plays no part.
        var content = PooledObject.Rent(WholeKind ?? ObjectKind.Blob, Size);
        if (Inflater.Run(data, content, out _) == InflateEnd.Complete)
        {
            return content;
        }

        content.Return();
        return null;
    }

    // Bits 6 to 4 of the first byte are the kind; its low four bits, then seven of each byte that follows, are the size.
    private static bool TryReadKindAndSize(ReadOnlySpan<byte> head, out int kind, out long size, out int used)
    {
        kind = (head[0] >> 4) & 7;
        size = head[0] & 0xF;
        used = 1;
        for (var shift = 4; (head[used - 1] & 0x80) != 0; shift += 7)
        {
            // More than 39 bits are no size of an object.
            if (used >= head.Length || shift > 32)
            {
                return false;
            }

            size |= (long)(head[used++] & 0x7F) << shift;
        }

        return true;
    }

    // Seven bits a byte, the highest first; each byte that is followed by another adds one, so that no distance has two spellings.
    private static bool TryReadDistance(ReadOnlySpan<byte> head, ref int used, out long distance)
    {
        distance = -1;
        for (var bytes = 0; used < head.Length && bytes < 8; bytes++)
        {
            var part = head[used++];
            distance = ((distance + 1) << 7) | (uint)(part & 0x7F);
            if ((part & 0x80) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
