using System.Buffers.Binary;
using System.IO.Hashing;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Git.Objects;

namespace Moodle.Sdk.Git.Receiving;

/// <summary>
/// Takes in a pack and makes its index, on all cores: whole objects are named while the pack arrives, deltas when it is there.
/// Does the work of <c>git index-pack</c> in a fraction of its time, most of which goes into a slow SHA-1 on one thread.
/// </summary>
internal static class PackReceiver
{
    private const int HeadSize = 12;
    private const int FirstLook = 64 * 1024;

    /// <summary>Takes in a pack, and puts it into a folder with its index.</summary>
    /// <param name="arriving">The pack, from its first byte to its last.</param>
    /// <param name="folder">Where it goes.</param>
    /// <param name="content">What must be in it; null for a pack that leaves things out on purpose.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="InvalidDataException">The pack is damaged, or not complete.</exception>
    /// <exception cref="RefusedContentException">It is more than any real one, or its objects make no sense.</exception>
    /// <exception cref="EndOfStreamException">The pack is broken off.</exception>
    /// <exception cref="SystemFaultException">It cannot be written.</exception>
    public static void Receive(ReadBytes arriving, string folder, PackContent? content, CancellationToken cancel)
    {
        var path = Path.Combine(folder, "arriving.pack");
        ReceivedPack pack;
        using (var copy = SystemFault.Guard("open", path, () => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0)))
        {
            pack = Scan(arriving, copy, new ObjectLinks { Shallow = content?.Shallow.ToHashSet(), IsHeld = content?.Held is { } held ? held.Contains : null }, cancel);
            SystemFault.Guard("fsync", path, () => copy.Flush(flushToDisk: true));
        }

        DeltaResolver.Run(pack, cancel);
        if (content?.Held is { } bases && pack.Objects.Any(o => !o.IsNamed))
        {
            pack = ThinPack.Complete(pack, bases, cancel);
            DeltaResolver.Run(pack, cancel);
        }

        if (pack.Objects.FirstOrDefault(o => !o.IsNamed) is { Offset: > 0 } nameless)
        {
            throw new InvalidDataException($"the base of the delta at {nameless.Offset} is not in the pack");
        }

        if (content is not null)
        {
            pack.CheckComplete(content.Wanted);
        }

        var name = Path.Combine(folder, $"pack-{pack.Checksum}");
        SystemFault.Guard("rename", path, () => File.Move(path, name + ".pack", overwrite: true));
        SystemFault.Guard("write", path, () => PackIndexWriter.Write(name + ".idx", pack));
    }

    private static ReceivedPack Scan(ReadBytes arriving, FileStream copy, ObjectLinks links, CancellationToken cancel)
    {
        using var window = new PackWindow(arriving, copy);
        // No page of it is touched before an object is there: a count is only a claim.
        var objects = GC.AllocateUninitializedArray<ReceivedObject>(TakeCount(window));
        var unpacked = 0L;
        for (var i = 0; i < objects.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            objects[i] = TakeObject(window, links, ref unpacked);
            links.CheckCount(objects.Length);
        }

        var checksum = window.Sha1OfTaken();
        var trailer = window.Ahead(ObjectId.Size + 1);
        return trailer.Length < ObjectId.Size ? throw new EndOfStreamException()
            : trailer.Length == ObjectId.Size && new ObjectId(trailer) == checksum ? new ReceivedPack(copy.Name, checksum, objects, links, unpacked)
            : throw new InvalidDataException("the pack does not end with its checksum");
    }

    private static int TakeCount(PackWindow window)
    {
        var head = window.Ahead(HeadSize);
        if (head.Length < HeadSize)
        {
            throw new EndOfStreamException();
        }

        if (!head.StartsWith("PACK"u8) || BinaryPrimitives.ReadUInt32BigEndian(head[4..]) is not (2 or 3))
        {
            throw new InvalidDataException("what was sent is not a pack");
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(head[8..]);
        window.Take(HeadSize);
        window.CrcOfTaken();
        return count <= UpstreamBounds.PackObjects ? (int)count : throw RefusedContentException.TooManyObjects(count);
    }

    private static ReceivedObject TakeObject(PackWindow window, ObjectLinks links, ref long unpacked)
    {
        var offset = window.Position;
        var head = window.Ahead(PackEntry.LongestHead);
        if (head.IsEmpty)
        {
            throw new EndOfStreamException();
        }

        var entry = PackEntry.Parse(head, offset) ?? throw new InvalidDataException($"there is no entry at {offset}");
        RefusedContentException.ThrowIfTooLong(entry.WholeKind, entry.Size);
        ReceivedPack.CountUnpacked(ref unpacked, entry.Size, offset);
        window.Take((int)(entry.DataOffset - offset));
        var content = PooledObject.Rent(entry.WholeKind ?? ObjectKind.Blob, entry.Size);
        try
        {
            TakeData(window, content);
            var taken = new ReceivedObject { Offset = offset, Crc = window.CrcOfTaken(), Kind = content.Kind };
            if (entry.WholeKind is not null)
            {
                (taken.Id, taken.IsNamed) = (ObjectHash.Of(content.Kind, content.Content), true);
                links.Add(taken.Id, content);
            }

            return taken;
        }
        finally
        {
            content.Return();
        }
    }

    // Where the data of an entry ends, only decompressing it tells. Nearly all are far shorter than the first attempt looks ahead.
    private static void TakeData(PackWindow window, PooledObject content)
    {
        for (var wanted = FirstLook; ; wanted *= 2)
        {
            var data = window.Ahead(wanted);
            switch (Inflater.Run(data, content, out var used))
            {
                // Git refuses an entry whose sum is wrong, and a repository that holds one.
                case InflateEnd.Complete when Adler32.HashToUInt32(content.Content) == BinaryPrimitives.ReadUInt32BigEndian(data[(used - sizeof(uint))..used]):
                    window.Take(used);
                    return;
                case InflateEnd.InputEnded when data.Length < wanted:
                    throw new EndOfStreamException();
                // Data that cannot be made smaller is hardly longer than what it makes.
                case InflateEnd.InputEnded when wanted < 2L * content.Length:
                    continue;
                default:
                    throw new InvalidDataException($"the entry before {window.Position} cannot be decompressed");
            }
        }
    }
}
