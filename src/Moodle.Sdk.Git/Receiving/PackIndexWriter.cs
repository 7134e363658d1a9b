using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>Writes the index of a pack, version 2. Source of the layout: git's Documentation/gitformat-pack.txt.</summary>
internal static class PackIndexWriter
{
    private const uint LongOffset = 0x80000000;

    /// <summary>Writes the index of a pack whose objects all have ids.</summary>
    public static void Write(string path, ReceivedPack pack)
    {
        var objects = pack.Objects;
        var order = Enumerable.Range(0, objects.Length).ToArray();
        Array.Sort(order, (a, b) => objects[a].Id.CompareTo(objects[b].Id) is var byId and not 0 ? byId : a.CompareTo(b));

        var content = new MemoryStream();
        content.Write([0xFF, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2]);
        WriteFanOut(content, objects);
        Span<byte> id = stackalloc byte[ObjectId.Size];
        foreach (var i in order)
        {
            objects[i].Id.CopyTo(id);
            content.Write(id);
        }

        foreach (var i in order)
        {
            Write(content, objects[i].Crc);
        }

        WriteOffsets(content, [.. order.Select(i => objects[i].Offset)]);
        pack.Checksum.CopyTo(id);
        content.Write(id);
        content.Write(SHA1.HashData(content.GetBuffer().AsSpan(0, (int)content.Length)));

        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        content.WriteTo(file);
        file.Flush(flushToDisk: true);
    }

    // How many ids begin with each byte or a lower one.
    private static void WriteFanOut(Stream index, ReceivedObject[] objects)
    {
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
    }

    // Beyond 2 GB the entry leads into a second table.
    private static void WriteOffsets(Stream index, long[] offsets)
    {
        var far = new List<long>();
        foreach (var offset in offsets)
        {
            if (offset < LongOffset)
            {
                Write(index, (uint)offset);
            }
            else
            {
                Write(index, LongOffset | (uint)far.Count);
                far.Add(offset);
            }
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
}
