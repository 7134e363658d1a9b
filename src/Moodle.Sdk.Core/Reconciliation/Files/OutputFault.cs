using System.Runtime.InteropServices;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>Why a file could not be read or written.</summary>
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

/// <summary>A file of the output or of its state could not be read or written. The room's edge makes a diagnostic of it.</summary>
internal sealed class OutputFault(string path, FaultKind kind, string reason) : IOException($"{path}: {reason}")
{
    /// <summary>Full path.</summary>
    public string Path { get; } = path;

    /// <summary>Why.</summary>
    public FaultKind Kind { get; } = kind;

    /// <summary>The system's own words.</summary>
    public string Reason { get; } = reason;

    /// <summary>Runs file work and turns what the system refuses into a fault that names the path.</summary>
    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or (IOException and not OutputFault))
        {
            throw new OutputFault(path, KindOf(e), e.Message);
        }
    }

    /// <summary>As <see cref="Guard{T}"/>, for work without a result.</summary>
    public static void Guard(string path, Action work) => Guard(path, () =>
    {
        work();
        return true;
    });

    /// <summary>The kind of a Linux errno.</summary>
    public static FaultKind KindOfErrno(int errno) => errno switch
    {
        28 or 122 => FaultKind.DiskFull,
        1 or 13 => FaultKind.Denied,
        30 => FaultKind.ReadOnly,
        36 => FaultKind.NameTooLong,
        16 or 26 => FaultKind.InUse,
        _ => FaultKind.Other,
    };

    /// <summary>The kind of an exception that .NET throws for a file.</summary>
    public static FaultKind KindOf(Exception e) => e switch
    {
        PathTooLongException => FaultKind.NameTooLong,
        UnauthorizedAccessException { InnerException: IOException inner } when KindOf(inner) is var kind and not FaultKind.Other => kind,
        UnauthorizedAccessException => FaultKind.Denied,
        _ when OperatingSystem.IsLinux() => KindOfErrno(e.HResult),
        _ when OperatingSystem.IsWindows() => KindOfWindows(e.HResult & 0xFFFF),
        _ => KindOfDarwin(e.HResult),
    };

    // System error codes, winerror.h.
    private static FaultKind KindOfWindows(int code) => code switch
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
    private static FaultKind KindOfDarwin(int errno) => errno switch
    {
        69 => FaultKind.DiskFull,
        63 => FaultKind.NameTooLong,
        36 => FaultKind.Other,
        _ => KindOfErrno(errno),
    };

    /// <summary>A fault from the errno that the last call into libc left.</summary>
    public static OutputFault OfLastCall(string path)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new OutputFault(path, KindOfErrno(errno), Marshal.GetPInvokeErrorMessage(errno));
    }
}
