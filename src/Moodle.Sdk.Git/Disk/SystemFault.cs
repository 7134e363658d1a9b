using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Moodle.Sdk.Git.Disk;

/// <summary>Why the system refused, told apart by what a person does about it.</summary>
public enum FaultKind
{
    /// <summary>There is no such file or folder.</summary>
    Absent,

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

    /// <summary>The system has no more files, memory or processes to give.</summary>
    NoneLeft,

    /// <summary>Links cannot be made here: Windows without developer mode, FAT.</summary>
    NoLinks,

    /// <summary>There is something else where a file of ours belongs: a link, a pipe, a device, a folder, or a file far too large.</summary>
    Unfit,

    /// <summary>A link or a file stands where a folder belongs.</summary>
    NotAFolder,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>What the system refused.</summary>
/// <param name="Call">The system call by its plain name, such as <c>open</c> or <c>rename</c>; where .NET makes several, the one that they are made for.</param>
/// <param name="Path">Full path of the file that it was about.</param>
/// <param name="Errno">The system's number: errno, on Windows the system error code; null when .NET does not tell it.</param>
/// <param name="Words">The system's own words.</param>
public sealed record SystemFault(string Call, string Path, int? Errno, string Words)
{
    /// <summary>The call that starts a program.</summary>
    internal const string Exec = "exec";

    /// <summary>The call that makes a symbolic link.</summary>
    internal const string Symlink = "symlink";

    /// <summary>Full path of the repository of the git cache that was being read; null when it was about any other file.</summary>
    public string? Store { get; init; }

    /// <summary>True where no call was refused: what is there is not what it should be.</summary>
    internal bool IsUnfit { get; init; }

    /// <summary>Why, as far as the number tells.</summary>
    public FaultKind Kind => IsUnfit ? FaultKind.Unfit : OperatingSystem.IsWindows() ? OfWindows : OfUnix;

    // System error codes, winerror.h.
    private FaultKind OfWindows => Errno switch
    {
        0x02 or 0x03 => FaultKind.Absent,
        0x70 or 0x27 => FaultKind.DiskFull,
        0x05 => FaultKind.Denied,
        0x13 => FaultKind.ReadOnly,
        0xCE => FaultKind.NameTooLong,
        0x20 or 0x21 => FaultKind.InUse,
        0x522 => FaultKind.NoLinks,
        0x10B => FaultKind.NotAFolder,
        0x04 or 0x08 or 0x0E or 0x5AA or 0x5AF => FaultKind.NoneLeft,
        _ => FaultKind.Other,
    };

    // errno.h of Linux, and where Darwin has another number that one too: no file is refused with it on Linux. FAT refuses a link as what is not permitted.
    private FaultKind OfUnix => Errno switch
    {
        2 => FaultKind.Absent,
        28 or 122 or 69 => FaultKind.DiskFull,
        1 when Call == Symlink => FaultKind.NoLinks,
        1 or 13 => FaultKind.Denied,
        30 => FaultKind.ReadOnly,
        36 or 63 => FaultKind.NameTooLong,
        16 or 26 => FaultKind.InUse,
        20 or 40 or 62 => FaultKind.NotAFolder,
        12 or 23 or 24 => FaultKind.NoneLeft,
        // What EAGAIN says depends on what is asked for: a process, or a file that another holds.
        11 or 35 => Call == Exec ? FaultKind.NoneLeft : FaultKind.InUse,
        _ => FaultKind.Other,
    };

    /// <summary>Runs work on a file.</summary>
    /// <exception cref="SystemFaultException">The system refused it.</exception>
    internal static T Guard<T>(string call, string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is UnauthorizedAccessException or Win32Exception or (IOException and not SystemFaultException))
        {
            throw new SystemFaultException(Of(call, path, e));
        }
    }

    /// <inheritdoc cref="Guard{T}"/>
    internal static void Guard(string call, string path, Action work) => Guard(call, path, () =>
    {
        work();
        return true;
    });

    /// <summary>The fault that an exception of .NET stands for.</summary>
    internal static SystemFault Of(string call, string path, Exception refused) => refused is SystemFaultException known ? known.Fault
        : NumberOf(refused) is { } number ? new(call, path, number, Marshal.GetPInvokeErrorMessage(number))
        : new(call, path, null, refused.Message);

    /// <summary>The fault that the last call into libc left.</summary>
    internal static SystemFaultException OfLastCall(string call, string path)
    {
        var errno = Marshal.GetLastPInvokeError();
        return new(new(call, path, errno, Marshal.GetPInvokeErrorMessage(errno)));
    }

    /// <summary>A link or a file stands where a folder belongs, and nothing was tried there.</summary>
    internal static SystemFault NoFolder(string call, string path) => new(call, path, OperatingSystem.IsWindows() ? 0x10B : 20, "Not a directory");

    /// <summary>The words, with the call and the number.</summary>
    public override string ToString() => $"{Words.TrimEnd('.')} ({Call}{(Errno is { } number ? $", errno {number}" : "")})";

    // .NET gives some numbers a type of their own, and leaves others within.
    private static int? NumberOf(Exception refused) => refused switch
    {
        Win32Exception { NativeErrorCode: var code } => code,
        { InnerException: IOException { HResult: > 0 and var errno } } => errno,
        _ when OperatingSystem.IsWindows() => (uint)refused.HResult >> 16 == 0x8007 ? refused.HResult & 0xFFFF : null,
        FileNotFoundException or DirectoryNotFoundException => 2,
        UnauthorizedAccessException => 13,
        PathTooLongException => OperatingSystem.IsLinux() ? 36 : 63,
        { HResult: > 0 and var errno } => errno,
        _ => null,
    };
}

/// <summary>The system refused work on a file. The edge makes a value of it.</summary>
internal sealed class SystemFaultException(SystemFault fault) : IOException($"'{fault.Path}': {fault}")
{
    public SystemFault Fault { get; } = fault;
}
