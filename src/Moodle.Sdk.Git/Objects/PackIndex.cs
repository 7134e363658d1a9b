using System.Buffers.Binary;
using System.Security.Cryptography;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// The index of a pack, version 1 or 2. Source of the layout: git's Documentation/gitformat-pack.txt.
/// Every position read from the file is checked before it is followed.
/// </summary>
internal sealed class PackIndex : IDisposable
{
    private const int FanOutSize = 256 * 4;
    private const int Trailer = 2 * ObjectId.Size;

    private readonly MappedFile _file;

    // Version 1 has no head, and entries of an offset and an id; version 2 has a table of each.
    private readonly int _fanOut;
    private readonly int _ids;
    private readonly int _idStep;
    private readonly long _offsets;
    private readonly int _offsetStep;
    private readonly long _longOffsets;

    private PackIndex(MappedFile file, uint count, bool isOld)
    {
        (_file, Count) = (file, count);
        (_fanOut, _idStep, _offsetStep) = isOld ? (0, 24, 24) : (Head.Length, ObjectId.Size, 4);
        (_ids, _offsets) = isOld ? (FanOutSize + 4, FanOutSize) : (Head.Length + FanOutSize, Head.Length + FanOutSize + (count * 24L));
        _longOffsets = isOld ? long.MaxValue : _offsets + (count * 4L);
    }

    /// <summary>What an index of version 2 begins with.</summary>
    public static ReadOnlySpan<byte> Head => [0xFF, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2];

    /// <summary>How many objects the pack holds.</summary>
    public uint Count { get; }

    /// <summary>The checksum that the pack must end with.</summary>
    public ObjectId PackChecksum
    {
        get
        {
            using var held = _file.Hold();
            return new ObjectId(_file.From(_file.Length - Trailer));
        }
    }

    /// <summary>True when the index's own checksum holds. Reads the whole file.</summary>
    public bool IsIntact
    {
        get
        {
            using var held = _file.Hold();
            using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
            var end = _file.Length - ObjectId.Size;
            for (long at = 0; at < end;)
            {
                var part = _file.From(at);
                part = part[..(int)Math.Min(part.Length, end - at)];
                sha1.AppendData(part);
                at += part.Length;
            }

            return new ObjectId(sha1.GetHashAndReset()) == new ObjectId(_file.From(end));
        }
    }

    /// <summary>Opens an index.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static PackIndex Open(string path)
    {
        var file = new MappedFile(path);
        using (file.Hold())
        {
            var head = file.From(0);
            if (head.StartsWith(Head) && CountOf(head[Head.Length..]) is { } count && Fits(count, file.Length))
            {
                return new PackIndex(file, count, isOld: false);
            }

            if (CountOf(head) is { } old && file.Length == FanOutSize + (old * 24L) + Trailer)
            {
                return new PackIndex(file, old, isOld: true);
            }
        }

        file.Dispose();
        throw new InvalidDataException($"{path} is damaged.");
    }

    /// <summary>Where an object lies in the pack; -1 when the pack does not hold it, or the index gives no position for it.</summary>
    public long Find(ObjectId id)
    {
        using var held = _file.Hold();
        var fan = _file.From(_fanOut);
        var low = id.FirstByte == 0 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(fan[(4 * (id.FirstByte - 1))..]);
        var high = BinaryPrimitives.ReadUInt32BigEndian(fan[(4 * id.FirstByte)..]);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var order = id.CompareTo(new ObjectId(_file.From(_ids + (middle * (long)_idStep))));
            if (order == 0)
            {
                return OffsetAt(middle);
            }

            (low, high) = order < 0 ? (low, middle) : (middle + 1, high);
        }

        return -1;
    }

    public void Dispose() => _file.Dispose();

    private long OffsetAt(uint position)
    {
        var offset = BinaryPrimitives.ReadUInt32BigEndian(_file.From(_offsets + (position * (long)_offsetStep)));
        if ((offset & 0x80000000) == 0 || _longOffsets == long.MaxValue)
        {
            return offset;
        }

        // The highest bit says: an entry of the table of 64-bit offsets.
        var at = _longOffsets + ((offset & 0x7FFFFFFF) * 8L);
        return at <= _file.Length - Trailer - 8 ? BinaryPrimitives.ReadInt64BigEndian(_file.From(at)) : -1;
    }

    // The fan-out counts the ids whose first byte is not above each of the 256; it never falls.
    private static uint? CountOf(ReadOnlySpan<byte> fanOut)
    {
        if (fanOut.Length < FanOutSize)
        {
            return null;
        }

        uint last = 0;
        for (var at = 0; at < FanOutSize; at += 4)
        {
            var count = BinaryPrimitives.ReadUInt32BigEndian(fanOut[at..]);
            if (count < last)
            {
                return null;
            }

            last = count;
        }

        return last;
    }

    private static bool Fits(uint count, long length)
    {
        var shortest = Head.Length + FanOutSize + (count * 28L) + Trailer;
        return length >= shortest && length <= shortest + (count * 8L) && (length - shortest) % 8 == 0;
    }
}
