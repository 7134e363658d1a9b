namespace Moodle.Sdk.Git.Receiving;

/// <summary>An entry of a pack that was received; its id is known once it is whole.</summary>
internal struct ReceivedObject
{
    public long Offset;

    /// <summary>CRC-32 of the entry as it lies in the pack.</summary>
    public uint Crc;

    /// <summary>The object's id, if <see cref="IsNamed"/>.</summary>
    public ObjectId Id;

    /// <summary>The kind of a whole object; of a delta its base's.</summary>
    public ObjectKind Kind;

    public bool IsNamed;
}

/// <summary>A pack that was received, its deltas still without ids: its entries in their order, and what the whole objects refer to. Its checksum gives it its name.</summary>
internal sealed record ReceivedPack(string Path, ObjectId Checksum, ReceivedObject[] Objects, ObjectLinks Links);

/// <summary>What a complete pack holds: the wanted objects, and all that these refer to but the parents of shallow commits.</summary>
internal sealed record PackContent(IReadOnlyCollection<ObjectId> Wanted, IReadOnlyCollection<ObjectId> Shallow);
