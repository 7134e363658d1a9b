using Moodle.Sdk.Git.Objects;

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

/// <summary>What a complete pack holds: the wanted objects, and all that these refer to but the parents of shallow commits.</summary>
internal sealed record PackContent(IReadOnlyCollection<ObjectId> Wanted, IReadOnlyCollection<ObjectId> Shallow)
{
    /// <summary>What the repository holds already, and the pack need not: deltas may be on it; null where it holds nothing.</summary>
    public ObjectFolders? Held { get; init; }
}

/// <summary>A pack that was received, its deltas still without ids.</summary>
/// <param name="Path">The file.</param>
/// <param name="Checksum">Gives it its name.</param>
/// <param name="Objects">Its entries in their order.</param>
/// <param name="Links">What the whole objects refer to.</param>
/// <param name="Unpacked">The bytes that its entries made so far.</param>
internal sealed record ReceivedPack(string Path, ObjectId Checksum, ReceivedObject[] Objects, ObjectLinks Links, long Unpacked)
{
    /// <summary>Counts bytes that a pack makes, of which so many bytes are here; safe to be called by several threads at once.</summary>
    /// <exception cref="RefusedContentException">They are too many.</exception>
    public static void CountUnpacked(ref long unpacked, long more, long packBytes)
    {
        if (Interlocked.Add(ref unpacked, more) > UpstreamBounds.Unpacked(packBytes))
        {
            throw RefusedContentException.TooMuch($"a pack of {packBytes >> 10} KB that makes more than {UpstreamBounds.Unpacked(packBytes) >> 30} GB");
        }
    }

    /// <summary>Checks that nothing is missing, and that everything is of the kind that what leads to it takes it for.</summary>
    public void CheckComplete(IEnumerable<ObjectId> wanted)
    {
        var held = new Dictionary<ObjectId, ObjectKind>(Objects.Length);
        foreach (ref readonly var named in Objects.AsSpan())
        {
            held[named.Id] = named.Kind;
        }

        foreach (var (id, kind) in wanted.Where(id => Links.IsHeld?.Invoke(id) != true).Select(id => (id, (ObjectKind?)null)).Concat(Links.Targets))
        {
            if (!held.TryGetValue(id, out var found))
            {
                throw new InvalidDataException($"the upstream did not send all necessary objects: {id} is missing");
            }

            if (kind is { } must && must != found)
            {
                throw RefusedContentException.OfAnotherKind(id, found, must);
            }
        }
    }
}
