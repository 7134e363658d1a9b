using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>
/// Makes a pack complete in itself whose deltas are on objects that the repository holds already: these are added behind it, as <c>git index-pack --fix-thin</c> does it.
/// </summary>
internal static class ThinPack
{
    private const int CountAt = 8;

    /// <summary>The pack with the bases that it lacks, as far as they are held.</summary>
    public static ReceivedPack Complete(ReceivedPack pack, ObjectFolders held, CancellationToken cancel)
    {
        var bases = Bases(pack);
        return SystemFault.Guard("write", pack.Path, () =>
        {
            using var file = new FileStream(pack.Path, FileMode.Open, FileAccess.ReadWrite);
            file.SetLength(file.Length - ObjectId.Size);
            file.Position = file.Length;
            ReceivedObject[] objects = [.. pack.Objects, .. Add(file, bases, held, cancel)];
            var count = new byte[sizeof(uint)];
            BinaryPrimitives.WriteInt32BigEndian(count, objects.Length);
            file.Position = CountAt;
            file.Write(count);
            file.Position = 0;
            var checksum = CryptographicOperations.HashData(HashAlgorithmName.SHA1, file);
            file.Write(checksum);
            file.Flush(flushToDisk: true);
            return pack with { Objects = objects, Checksum = new ObjectId(checksum) };
        });
    }

    private static HashSet<ObjectId> Bases(ReceivedPack pack)
    {
        using var file = new MappedFile(pack.Path);
        using (file.Hold())
        {
            return [.. pack.Objects.Where(o => !o.IsNamed).Select(o => PackEntry.Read(file, o.Offset)!.BaseId).OfType<ObjectId>()];
        }
    }

    private static List<ReceivedObject> Add(FileStream file, HashSet<ObjectId> bases, ObjectFolders held, CancellationToken cancel)
    {
        using var scratch = new ReadScratch();
        var added = new List<ReceivedObject>();
        foreach (var id in bases)
        {
            cancel.ThrowIfCancellationRequested();
            var damaged = false;
            if (held.Read(id, scratch, ref damaged) is { } found)
            {
                var entry = Entry(found);
                added.Add(new() { Offset = file.Position, Crc = Crc32.HashToUInt32(entry), Id = id, Kind = found.Kind, IsNamed = true });
                file.Write(entry);
                scratch.DropPassing();
            }
        }

        return added;
    }

    private static byte[] Entry(PooledObject whole)
    {
        using var entry = new MemoryStream();
        // Three bits of kind and four of size, then seven of size at a time.
        var (low, rest) = (((int)whole.Kind << 4) | (whole.Length & 0xF), whole.Length >> 4);
        for (; rest > 0; (low, rest) = (rest & 0x7F, rest >> 7))
        {
            entry.WriteByte((byte)(low | 0x80));
        }

        entry.WriteByte((byte)low);
        using (var data = new ZLibStream(entry, CompressionLevel.Optimal, leaveOpen: true))
        {
            data.Write(whole.Content);
        }

        return entry.ToArray();
    }
}
