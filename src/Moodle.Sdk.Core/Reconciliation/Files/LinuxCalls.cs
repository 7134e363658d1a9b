using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// The system calls of Linux that .NET has no means for, on paths that end in a NUL. The layouts of struct statx and struct linux_dirent64 are the
/// kernel's, the same for every libc; the flags and numbers are those of x64 and arm64.
/// </summary>
internal static partial class LinuxCalls
{
    public const int CurrentFolder = -100;
    public const int NoFollowInStat = 0x100;
    public const int EmptyPath = 0x1000;
    public const int RemoveDirectory = 0x200;
    public const int CloseOnExec = 0x80000;
    public const int WriteNew = 0x1 | 0x40 | 0x80 | CloseOnExec;
    public const int PathOnly = 0x200000;

    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int Again = 11;
    public const int Exists = 17;
    public const int OtherDevice = 18;
    public const int NotFolder = 20;
    public const int NameTooLong = 36;
    public const int LinkLoop = 40;

    private const int BasicStats = 0x7FF;
    private const long OmitTime = (1 << 30) - 2;
    private const nint OpenAt2Number = 437;
    private const ulong BeneathWithoutLinks = 0x08 | 0x04 | 0x02;

    private static readonly bool IsX64 = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>False where .NET's own file API has to do: on another processor, and with a libc too old for statx.</summary>
    public static bool AreSupported { get; } =
        OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
        && NativeLibrary.TryLoad("libc", typeof(LinuxCalls).Assembly, null, out var libc)
        && NativeLibrary.TryGetExport(libc, "statx", out _);

    /// <summary>False before Linux 5.6, and where a sandbox does not know the call.</summary>
    public static bool HasOpenAt2 { get; } = AreSupported && CanOpenAt2();

    public static int Folder { get; } = IsX64 ? 0x10000 : 0x4000;

    public static int NoFollow { get; } = IsX64 ? 0x20000 : 0x8000;

    /// <summary>Opens what is below a folder; no link on the way is followed, nor one at its end.</summary>
    public static int OpenBeneath(int folder, in byte path, int flags, uint mode)
    {
        var how = new OpenHow((uint)flags, mode, BeneathWithoutLinks);
        int opened;
        do
        {
            opened = (int)OpenAt2(OpenAt2Number, folder, in path, in how, Unsafe.SizeOf<OpenHow>());
        }
        while (opened < 0 && Marshal.GetLastPInvokeError() is Again or Interrupted);
        return opened;
    }

    [SkipLocalsInit]
    public static bool TryStat(int folder, ReadOnlySpan<byte> path, int flags, out FileStat stat)
    {
        Span<byte> statx = stackalloc byte[256];
        if (StatX(folder, in path[0], flags, BasicStats, ref statx[0]) != 0)
        {
            stat = default;
            return false;
        }

        var mode = BinaryPrimitives.ReadUInt16LittleEndian(statx[28..]);
        var kind = (mode & 0xF000) switch
        {
            0x8000 => FileKind.File,
            0xA000 => FileKind.Link,
            0x4000 => FileKind.Folder,
            _ => FileKind.Other,
        };
        stat = new FileStat(
            kind, (mode & 0x40) != 0, BinaryPrimitives.ReadInt64LittleEndian(statx[40..]), Time(statx[112..]), Time(statx[96..]), BinaryPrimitives.ReadInt64LittleEndian(statx[32..]));
        return true;
    }

    /// <summary>Who owns what is open; null when the system does not say.</summary>
    public static NewOwner? OwnerOf(int file)
    {
        Span<byte> statx = stackalloc byte[256];
        return StatX(file, in "\0"u8[0], EmptyPath, BasicStats, ref statx[0]) == 0
            ? new(BinaryPrimitives.ReadUInt32LittleEndian(statx[20..]), BinaryPrimitives.ReadUInt32LittleEndian(statx[24..]))
            : null;
    }

    /// <summary>Sets mtime.</summary>
    public static bool SetModified(int file, long nanoseconds)
    {
        ReadOnlySpan<long> times = [0, OmitTime, nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000];
        return FUTimeNS(file, in times[0]) == 0;
    }

    /// <summary>Reads names of an open folder; 0 at its end. <see cref="NameIn"/> takes them apart.</summary>
    public static nint ReadNames(int folder, byte[] buffer) => GetDirectoryEntries(IsX64 ? 217 : 61, folder, ref buffer[0], buffer.Length);

    /// <summary>The first name among those read, with its NUL, and where the next begins.</summary>
    public static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> entries, out int next)
    {
        next = BinaryPrimitives.ReadUInt16LittleEndian(entries[16..]);
        var name = entries[19..next];
        return name[..(name.IndexOf((byte)0) + 1)];
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(int folder, in byte path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, in byte content, nint length);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int FChmod(int file, uint mode);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int FChown(int file, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    public static partial int FChownAt(int folder, in byte path, uint user, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint GetUser();

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MkdirAt(int folder, in byte path, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static partial int RenameAt(int fromFolder, in byte from, int toFolder, in byte to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(int folder, in byte path, int flags);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int SymlinkAt(in byte target, int folder, in byte path);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLinkAt(int folder, in byte path, ref byte buffer, nint length);

    private static bool CanOpenAt2()
    {
        var how = new OpenHow((uint)(PathOnly | Folder | CloseOnExec), 0, BeneathWithoutLinks);
        var opened = (int)OpenAt2(OpenAt2Number, CurrentFolder, in "."u8[0], in how, Unsafe.SizeOf<OpenHow>());
        return opened >= 0 ? Close(opened) == 0 : Marshal.GetLastPInvokeError() is not (38 or NotPermitted);
    }

    private static long Time(ReadOnlySpan<byte> timestamp) =>
        (BinaryPrimitives.ReadInt64LittleEndian(timestamp) * 1_000_000_000) + BinaryPrimitives.ReadUInt32LittleEndian(timestamp[8..]);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int folder, in byte path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int FUTimeNS(int file, in long times);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint OpenAt2(nint number, nint folder, in byte path, in OpenHow how, nint size);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint GetDirectoryEntries(nint number, nint folder, ref byte buffer, nint length);

    private readonly record struct OpenHow(ulong Flags, ulong Mode, ulong Resolve);
}
