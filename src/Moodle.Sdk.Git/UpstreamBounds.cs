namespace Moodle.Sdk.Git;

/// <summary>
/// What one upstream may send or cost at most. The repositories that this was made for come nowhere near: the figures of the largest
/// are in docs/git-cache.md. What is beyond is refused before it is taken in.
/// </summary>
internal static class UpstreamBounds
{
    /// <summary>Bytes of an answer that is no pack: capabilities, refs, shallow commits.</summary>
    public const long AnswerBytes = 32 << 20;

    /// <summary>Branches and tags.</summary>
    public const int Refs = 100_000;

    /// <summary>Bytes of a pack.</summary>
    public const long PackBytes = 8L << 30;

    /// <summary>Objects of a pack.</summary>
    public const int PackObjects = 3_000_000;

    /// <summary>Commits that a file's past is looked for in, of all branches together.</summary>
    public const int HistoryCommits = 150_000;

    /// <summary>Bytes of a file. GitHub takes no larger ones.</summary>
    public const int BlobBytes = 100 << 20;

    /// <summary>Bytes of a delta's instructions: git keeps none that is longer than half of what it makes.</summary>
    public const int DeltaBytes = BlobBytes / 2;

    /// <summary>Bytes of a file of a web server, as they are once they are decompressed.</summary>
    public const long WebFileBytes = 256 << 20;

    /// <summary>Bytes of a folder's listing, a commit or a tag.</summary>
    public const int OtherBytes = 16 << 20;

    /// <summary>Deltas upon each other: the longest chain that git itself can write.</summary>
    public const int DeltaChain = 4095;

    /// <summary>Bytes that a pack of so many bytes may make when it is unpacked, objects and deltas together.</summary>
    public static long Unpacked(long packBytes) => (4L << 30) + (64 * packBytes);

    /// <summary>The longest that an object of a kind may be, in bytes; no kind is a delta's.</summary>
    public static int LongestOf(ObjectKind? kind) => kind switch
    {
        null => DeltaBytes,
        ObjectKind.Blob => BlobBytes,
        _ => OtherBytes,
    };
}
