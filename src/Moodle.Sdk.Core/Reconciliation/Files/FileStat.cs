namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>What a path leads to, itself and not what a link points at.</summary>
internal enum FileKind : byte
{
    Missing,

    File,

    /// <summary>A symbolic link (on Windows any reparse point that names a target).</summary>
    Link,

    Folder,

    /// <summary>A device, pipe or socket.</summary>
    Other,
}

/// <summary>What lstat says of a path. Times are nanoseconds since 1970 by the clock of the file system.</summary>
/// <param name="Kind">What is there.</param>
/// <param name="Executable">The owner's exec bit; false where a system has none.</param>
/// <param name="Size">Bytes; of a link, the length of its target.</param>
/// <param name="Modified">mtime.</param>
/// <param name="Changed">ctime, which no program can set; 0 where it is not to be had.</param>
/// <param name="Inode">Tells one file from another that has its name; 0 where it is not to be had.</param>
internal readonly record struct FileStat(FileKind Kind, bool Executable, long Size, long Modified, long Changed, long Inode = 0)
{
    /// <summary>
    /// A file changed again within one tick of its file system's clock keeps its times, so times this close to a moment prove nothing.
    /// Linux stamps files by a clock that advances with the timer interrupt: 100 Hz at the least.
    /// </summary>
    public const long Tick = 10_000_000;

    // File systems that store whole seconds: ext3, HFS+; FAT stores every other one.
    private const long CoarseTick = 2_000_000_000;

    public static FileStat Missing => default;

    /// <summary>The newest of its times.</summary>
    public long Newest => Math.Max(Modified, Changed);

    /// <summary>True when the file could have been changed at or after a moment without its times showing it.</summary>
    public bool IsTooFreshFor(long moment) => Newest >= moment - (Newest % 1_000_000_000 == 0 ? CoarseTick : Tick);

    /// <summary>True when this is the file that was known before it was renamed, which changes ctime alone, and nobody wrote to it since.</summary>
    public bool IsStill(in FileStat known) => Kind == known.Kind && Size == known.Size && Modified == known.Modified && Inode == known.Inode;

    /// <summary>This moment, as file times count it.</summary>
    public static long Now() => NanosecondsOf(DateTime.UtcNow);

    /// <summary>Waits, less than a tick, until a time is clearly older than this moment.</summary>
    public static void WaitUntilOlder(long time)
    {
        while (Now() is var now && now - time is > 0 and <= Tick)
        {
            Thread.Sleep(TimeSpan.FromMicroseconds(((Tick - (now - time)) / 1000) + 100));
        }
    }

    /// <summary>A time as file times count it.</summary>
    public static long NanosecondsOf(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) * 100;
}
