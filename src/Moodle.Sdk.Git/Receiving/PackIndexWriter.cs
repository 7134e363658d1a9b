using System.Buffers.Binary;
using System.Security.Cryptography;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>Writes the index of a pack, version 2. Source of the layout: git's Documentation/gitformat-pack.txt.</summary>
internal static class PackIndexWriter
{
    private const uint LongOffset = 0x80000000;
    private const int BufferSize = 0x10000;

    /// <summary>Writes the index of a pack whose objects all have ids.</summary>
    public static void Write(string path, ReceivedPack pack)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var sha1 = SHA1.Create();
        // Hashed on its way: in memory the index of millions of objects would be as large as all the rest.
        using (var hashed = new CryptoStream(file, sha1, CryptoStreamMode.Write, leaveOpen: true))
        using (var index = new BufferedStream(hashed, BufferSize))
        {
            WriteContent(index, pack);
        }

        file.Write(sha1.Hash!);
        file.Flush(flushToDisk: true);
    }

    private static void WriteContent(Stream index, ReceivedPack pack)
    {
        var objects = pack.Objects;
        var order = Enumerable.Range(0, objects.Length).ToArray();
        Array.Sort(order, (a, b) => objects[a].Id.CompareTo(objects[b].Id) is var byId and not 0 ? byId : a.CompareTo(b));

        index.Write(PackIndex.Head);
        // How many ids begin with each byte or a lower one.
        var counts = new uint[256];
        foreach (ref readonly var named in objects.AsSpan())
        {
            counts[named.Id.FirstByte]++;
        }

        uint sum = 0;
        foreach (var count in counts)
        {
            Write(index, sum += count);
        }

        foreach (var i in order)
        {
            Write(index, objects[i].Id);
        }

        foreach (var i in order)
        {
            Write(index, objects[i].Crc);
        }

        WriteOffsets(index, order.Select(i => objects[i].Offset));
        Write(index, pack.Checksum);
    }

    // Beyond 2 GB the entry leads into a second table.
    private static void WriteOffsets(Stream index, IEnumerable<long> offsets)
    {
        var far = new List<long>();
        foreach (var offset in offsets)
        {
            if (offset >= LongOffset)
            {
                far.Add(offset);
            }

            Write(index, offset < LongOffset ? (uint)offset : LongOffset | (uint)(far.Count - 1));
        }

        foreach (var offset in far)
        {
            Write(index, (uint)(offset >> 32));
            Write(index, (uint)offset);
        }
    }

    private static void Write(Stream index, uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        index.Write(bytes);
    }

    private static void Write(Stream index, ObjectId id)
    {
        Span<byte> bytes = stackalloc byte[ObjectId.Size];
        id.CopyTo(bytes);
        index.Write(bytes);
    }
}
