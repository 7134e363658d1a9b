using System.Buffers.Binary;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Git.Objects;

/// <summary>
/// A pack with its index. Source of the layout: git's Documentation/gitformat-pack.txt. What a pack says of itself is
/// never believed: positions and sizes are checked before they are followed or allocated.
/// </summary>
internal sealed class PackFile : IDisposable
{
    /// <summary>Bytes made at most on the way to one object: deltas upon deltas may each be as long as the longest object.</summary>
    private const long MostWork = 4L << 30;

    private readonly string _path;
    private readonly Lazy<MappedFile> _file;

    /// <summary>Opens the index, the <c>.idx</c> file; the pack itself follows when it is read.</summary>
    /// <exception cref="InvalidDataException">The index is damaged.</exception>
    /// <exception cref="SystemFaultException">It is gone or cannot be read.</exception>
    public PackFile(string indexPath)
    {
        (_path, _file) = (Path.ChangeExtension(indexPath, ".pack"), new(OpenPack));
        Index = PackIndex.Open(indexPath);
    }

    /// <summary>Where its objects lie.</summary>
    public PackIndex Index { get; }

    /// <summary>Reads the object at a position; null when the pack is damaged there. The object belongs to the scratch.</summary>
    /// <exception cref="SystemFaultException">The pack is gone or cannot be read.</exception>
    public PooledObject? Read(long offset, ReadScratch scratch)
    {
        MappedFile file;
        try
        {
            file = _file.Value;
        }
        catch (InvalidDataException)
        {
            return null;
        }

        using var held = file.Hold();
        scratch.Chain.Clear();
        if (FindBase(file, ref offset, scratch) is not { } content)
        {
            return null;
        }

        for (var work = (long)content.Length; scratch.Chain.TryPop(out var delta); work += content.Length)
        {
            if (work > MostWork || ApplyDelta(file, delta, content) is not { } made)
            {
                return null;
            }

            content = TakeOver(delta.Offset, made, scratch);
        }

        return content;
    }

    public void Dispose()
    {
        Index.Dispose();
        if (_file.IsValueCreated)
        {
            _file.Value.Dispose();
        }
    }

    // Goes down the chain of deltas to an object that is whole or already at hand; the deltas wait on the scratch.
    private PooledObject? FindBase(MappedFile file, ref long offset, ReadScratch scratch)
    {
        while (scratch.Chain.Count <= UpstreamBounds.DeltaChain)
        {
            if (scratch.FindBase(this, offset) is { } known)
            {
                return known;
            }

            if (PackEntry.Read(file, offset) is not { } entry)
            {
                return null;
            }

            if (entry.WholeKind is not null)
            {
                return entry.Inflate(file) is { } whole ? TakeOver(offset, whole, scratch) : null;
            }

            scratch.Chain.Push(entry);
            offset = entry.BaseId is { } id ? Index.Find(id) : entry.BaseOffset;
        }

        return null;
    }

    // What a delta that waits is based on may be the base of others too; most objects are the base of none, and keeping them would cost memory alone.
    private PooledObject TakeOver(long offset, PooledObject made, ReadScratch scratch) =>
        scratch.Chain.Count > 0 ? scratch.KeepBase(this, offset, made) : scratch.KeepPassing(made);

    private static PooledObject? ApplyDelta(MappedFile file, PackEntry entry, PooledObject source)
    {
        if (entry.Inflate(file) is not { } delta)
        {
            return null;
        }

        var made = Delta.Apply(source, delta.Content);
        delta.Return();
        return made;
    }

    private MappedFile OpenPack()
    {
        var file = new MappedFile(_path);
        using (file.Hold())
        {
            var head = file.From(0);
            if (file.Length >= PackEntry.First + ObjectId.Size &&
                head.StartsWith("PACK"u8) && BinaryPrimitives.ReadUInt32BigEndian(head[4..]) is 2 or 3 &&
                BinaryPrimitives.ReadUInt32BigEndian(head[8..]) == Index.Count &&
                new ObjectId(file.From(file.Length - ObjectId.Size)) == Index.PackChecksum)
            {
                return file;
            }
        }

        file.Dispose();
        throw new InvalidDataException($"{_path} is damaged.");
    }
}
