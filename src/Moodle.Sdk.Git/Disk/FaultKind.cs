namespace Moodle.Sdk.Git.Disk;

/// <summary>Why a file could not be read or written, told apart by what a person does about it.</summary>
internal enum FaultKind
{
    /// <summary>No space, no inodes or no quota left.</summary>
    DiskFull,

    /// <summary>The user may not.</summary>
    Denied,

    /// <summary>The file system is mounted read-only.</summary>
    ReadOnly,

    /// <summary>The path or a name in it is longer than the file system takes.</summary>
    NameTooLong,

    /// <summary>Another program holds the file.</summary>
    InUse,

    /// <summary>Links cannot be made here: Windows without developer mode, FAT.</summary>
    NoLinks,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Tells the kinds apart, by what each operating system says.</summary>
internal static class FaultKinds
{
    /// <summary>The kind of a Linux errno.</summary>
    public static FaultKind OfErrno(int errno) => errno switch
    {
        28 or 122 => FaultKind.DiskFull,
        1 or 13 => FaultKind.Denied,
        30 => FaultKind.ReadOnly,
        36 => FaultKind.NameTooLong,
        16 or 26 => FaultKind.InUse,
        _ => FaultKind.Other,
    };

    /// <summary>The kind of an exception that .NET throws for a file.</summary>
    public static FaultKind Of(Exception e) => e switch
    {
        PathTooLongException => FaultKind.NameTooLong,
        UnauthorizedAccessException { InnerException: IOException inner } when Of(inner) is var kind and not FaultKind.Other => kind,
        UnauthorizedAccessException => FaultKind.Denied,
        _ when OperatingSystem.IsLinux() => OfErrno(e.HResult),
        _ when OperatingSystem.IsWindows() => OfWindows(e.HResult & 0xFFFF),
        _ => OfDarwin(e.HResult),
    };

    // System error codes, winerror.h.
    private static FaultKind OfWindows(int code) => code switch
    {
        0x70 or 0x27 => FaultKind.DiskFull,
        0x05 => FaultKind.Denied,
        0x13 => FaultKind.ReadOnly,
        0xCE => FaultKind.NameTooLong,
        0x20 or 0x21 => FaultKind.InUse,
        0x522 => FaultKind.NoLinks,
        _ => FaultKind.Other,
    };

    // sys/errno.h of Darwin and the BSDs.
    private static FaultKind OfDarwin(int errno) => errno switch
    {
        69 => FaultKind.DiskFull,
        63 => FaultKind.NameTooLong,
        36 => FaultKind.Other,
        _ => OfErrno(errno),
    };
}
