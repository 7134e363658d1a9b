using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Moodle.Sdk.Git.Tests.Objects;

/// <summary>Writes a pack and its index exactly as told, right or wrong, as git never would.</summary>
internal sealed class TestPack
{
    private readonly MemoryStream _pack = new();
    private readonly List<(ObjectId Id, long Offset)> _entries = [];

    public TestPack() => _pack.Write([.. "PACK"u8, 0, 0, 0, 2, 0, 0, 0, 0]);

    /// <summary>Where the next entry will lie.</summary>
    public long NextOffset => _pack.Position;

    /// <summary>An id that no object has.</summary>
    public static ObjectId FakeId(int number) => ObjectId.Parse(number.ToString("x40"));

    /// <summary>Adds an entry: kind and claimed size, the bytes before the data, the data to compress.</summary>
    public void Add(ObjectId id, int kind, long size, byte[] reference, byte[] data) => AddRaw(id, kind, size, reference, Compress(data));

    /// <summary>Adds an entry whose data is compressed already, or is not.</summary>
    public void AddRaw(ObjectId id, int kind, long size, byte[] reference, byte[] compressed)
    {
        _entries.Add((id, _pack.Position));
        var rest = size >> 4;
        _pack.WriteByte((byte)((rest > 0 ? 0x80 : 0) | (kind << 4) | (int)(size & 0xF)));
        for (; rest > 0; rest >>= 7)
        {
            _pack.WriteByte((byte)((rest > 0x7F ? 0x80 : 0) | (int)(rest & 0x7F)));
        }

        _pack.Write(reference);
        _pack.Write(compressed);
    }

    /// <summary>The instructions of a delta after its two sizes.</summary>
    public static byte[] Delta(long sourceSize, long size, params byte[] instructions) => [.. Size(sourceSize), .. Size(size), .. instructions];

    /// <summary>Writes both files into a repository's folder.</summary>
    public void Write(string packFolder, string name = "hostile")
    {
        var pack = _pack.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(pack.AsSpan(8), _entries.Count);
        byte[] checksum = SHA1.HashData(pack);
        File.WriteAllBytes(Path.Combine(packFolder, $"pack-{name}.pack"), [.. pack, .. checksum]);

        var sorted = _entries.OrderBy(e => e.Id).ToList();
        var index = new MemoryStream();
        index.Write([0xFF, (byte)'t', (byte)'O', (byte)'c', 0, 0, 0, 2]);
        for (var first = 0; first < 256; first++)
        {
            WriteNumber(index, sorted.Count(e => e.Id.FirstByte <= first));
        }

        foreach (var (id, _) in sorted)
        {
            var bytes = new byte[ObjectId.Size];
            id.CopyTo(bytes);
            index.Write(bytes);
        }

        index.Write(new byte[4 * sorted.Count]);
        sorted.ForEach(e => WriteNumber(index, (int)e.Offset));
        index.Write(checksum);
        index.Write(SHA1.HashData(index.ToArray()));
        File.WriteAllBytes(Path.Combine(packFolder, $"pack-{name}.idx"), index.ToArray());
    }

    public static byte[] Compress(byte[] data)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return compressed.ToArray();
    }

    private static void WriteNumber(MemoryStream stream, int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        stream.Write(bytes);
    }

    private static byte[] Size(long size)
    {
        var bytes = new List<byte>();
        for (; size > 0x7F; size >>= 7)
        {
            bytes.Add((byte)(0x80 | (size & 0x7F)));
        }

        return [.. bytes, (byte)size];
    }
}
