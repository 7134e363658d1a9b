namespace Moodle.Sdk.Git.Receiving;

/// <summary>An entry of a pack that was received; its id is known once it is whole.</summary>
internal struct ReceivedObject
{
    /// <summary>Position of the entry.</summary>
    public long Offset;

    /// <summary>CRC-32 of the entry as it lies in the pack.</summary>
    public uint Crc;

    /// <summary>The object's id, if <see cref="IsNamed"/>.</summary>
    public ObjectId Id;

    /// <summary>The kind of a whole object; of a delta its base's.</summary>
    public ObjectKind Kind;

    /// <summary>True when the id is known.</summary>
    public bool IsNamed;
}

/// <summary>A pack that was received, its deltas still without ids.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Checksum">The checksum that it ends with, which gives it its name.</param>
/// <param name="Objects">Its entries, in their order.</param>
/// <param name="Links">What the whole objects refer to.</param>
internal sealed record ReceivedPack(string Path, ObjectId Checksum, ReceivedObject[] Objects, ObjectLinks Links);

/// <summary>What a complete pack holds: the wanted objects, and all that these refer to.</summary>
/// <param name="Wanted">Objects that were asked for.</param>
/// <param name="Shallow">Commits whose parents were left out.</param>
internal sealed record PackContent(IReadOnlyCollection<ObjectId> Wanted, IReadOnlyCollection<ObjectId> Shallow);
