namespace Moodle.Sdk.Git.Objects;

/// <summary>Git's deltas: two sizes, then instructions that copy from the base or carry bytes of their own.</summary>
internal static class Delta
{
    /// <summary>Applies a delta to its base; null when it does not fit the base or is damaged.</summary>
    /// <exception cref="RefusedContentException">It makes more than any real object has.</exception>
    public static PooledObject? Apply(PooledObject source, ReadOnlySpan<byte> delta)
    {
        if (!TryReadSize(ref delta, out var sourceSize) || sourceSize != source.Length ||
            !TryReadSize(ref delta, out var size) || size > Reach(source.Length, delta.Length))
        {
            return null;
        }

        var result = PooledObject.Rent(source.Kind, size);
        if (Run(source.Content, delta, result.Buffer.AsSpan(0, result.Length)))
        {
            return result;
        }

        result.Return();
        return null;
    }

    /// <summary>How many bytes a delta claims to make; 0 when it says nothing that can be read.</summary>
    public static long SizeMade(ReadOnlySpan<byte> delta) => TryReadSize(ref delta, out _) && TryReadSize(ref delta, out var size) ? size : 0;

    // What so many bytes of instructions can make at most: an insertion carries itself, a copy takes at least a byte.
    private static long Reach(long source, long instructions) => instructions * Math.Max(1, Math.Min(source, 0xFFFFFF));

    private static bool Run(ReadOnlySpan<byte> source, ReadOnlySpan<byte> delta, Span<byte> result)
    {
        while (delta.Length > 0)
        {
            var instruction = delta[0];
            delta = delta[1..];
            ReadOnlySpan<byte> piece;
            if ((instruction & 0x80) != 0)
            {
                if (!TryReadCopy(instruction, ref delta, out var offset, out var length) || offset > source.Length || length > source.Length - offset)
                {
                    return false;
                }

                piece = source.Slice((int)offset, length);
            }
            else
            {
                // Zero is reserved.
                if (instruction == 0 || instruction > delta.Length)
                {
                    return false;
                }

                piece = delta[..instruction];
                delta = delta[instruction..];
            }

            if (piece.Length > result.Length)
            {
                return false;
            }

            piece.CopyTo(result);
            result = result[piece.Length..];
        }

        return result.IsEmpty;
    }

    // The low seven bits say which bytes of offset (four) and length (three) follow; the absent ones are zero.
    private static bool TryReadCopy(int instruction, ref ReadOnlySpan<byte> delta, out uint offset, out int length)
    {
        (offset, length) = (0, 0);
        if (System.Numerics.BitOperations.PopCount((uint)instruction & 0x7F) > delta.Length)
        {
            return false;
        }

        var used = 0;
        for (var i = 0; i < 4; i++)
        {
            offset |= (instruction & (1 << i)) != 0 ? (uint)delta[used++] << (8 * i) : 0;
        }

        for (var i = 0; i < 3; i++)
        {
            length |= (instruction & (0x10 << i)) != 0 ? delta[used++] << (8 * i) : 0;
        }

        length = length == 0 ? 0x10000 : length;
        delta = delta[used..];
        return true;
    }

    private static bool TryReadSize(ref ReadOnlySpan<byte> delta, out long size)
    {
        size = 0;
        for (var shift = 0; delta.Length > 0 && shift < 35; shift += 7)
        {
            var part = delta[0];
            delta = delta[1..];
            size |= (long)(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
