using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// Linux: system calls on the state's own bytes, relative to an open folder. .NET's file API makes strings, and four calls where one will do.
/// The layout of struct statx is the kernel's (linux/stat.h), the same for every libc and architecture.
/// </summary>
internal sealed partial class LinuxFiles : OutputFiles
{
    private const int CurrentFolder = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const int RemoveDirectory = 0x200;
    private const int BasicStats = 0x7FF;
    private const int WriteNew = 0x1 | 0x40 | 0x80 | CloseOnExec;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int Interrupted = 4;
    private const int NoEntry = 2;
    private const int NotFolder = 20;
    private const int NameTooLong = 36;
    private const int LinkLoop = 40;

    private readonly int _folder;

    private LinuxFiles(string root, int folder)
        : base(root) => _folder = folder;

    /// <summary>
    /// The flags below are those of x64 and arm64; elsewhere, and with a libc too old for statx, .NET's own file API does the work.
    /// </summary>
    public static bool IsSupported { get; } =
        OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
        && NativeLibrary.TryLoad("libc", typeof(LinuxFiles).Assembly, null, out var libc)
        && NativeLibrary.TryGetExport(libc, "statx", out _);

    public override bool HasExecBits => true;

    private static int ReadNoFollow =>
        NonBlocking | CloseOnExec | (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0x20000 : 0x8000);

    /// <summary>Opens a folder that exists.</summary>
    public static LinuxFiles OpenFolder(string root)
    {
        var folder = OpenAt(CurrentFolder, in Encoding.UTF8.GetBytes(root + '\0')[0], CloseOnExec, 0);
        return folder < 0 ? throw SystemFault.OfLastCall("open", root) : new LinuxFiles(root, folder);
    }

    public override FileStat Look(ReadOnlySpan<byte> path) =>
        TryStat(_folder, path, NoFollow, out var stat)
            ? stat
            : Marshal.GetLastPInvokeError() is NoEntry or NotFolder or NameTooLong or LinkLoop ? FileStat.Missing : throw Fault("stat", path);

    protected override ObjectId HashContent(ReadOnlySpan<byte> path, in FileStat seen)
    {
        // One byte more than expected: a file that grew since it was looked at is read on.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(seen.Size + 1, Array.MaxLength));
        try
        {
            var length = seen.Kind == FileKind.Link ? ReadLink(path, buffer) : ReadFile(path, ref buffer);
            return ObjectHash.Of(ObjectKind.Blob, buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public override FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable)
    {
        var file = OpenAt(_folder, in path[0], WriteNew, executable ? 0x1FFu : 0x1B6u);
        if (file < 0)
        {
            throw Fault("open", path);
        }

        var stat = FileStat.Missing;
        var ok = Write(file, content) && TryStat(file, "\0"u8, EmptyPath, out stat);
        var fault = ok ? null : Fault("write", path);

        // Network file systems tell only here that the disk is full.
        return Close(file) == 0 && fault is null ? stat : throw fault ?? Fault("close", path);
    }

    public override FileStat CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        Span<byte> terminated = new byte[target.Length + 1];
        target.CopyTo(terminated);
        Check(SymlinkAt(in terminated[0], _folder, in path[0]), SystemFault.Symlink, path);
        return Look(path);
    }

    public override void CreateFolder(ReadOnlySpan<byte> path) => Check(MkdirAt(_folder, in path[0], 0x1FF), "mkdir", path);

    public override void Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => Check(RenameAt(_folder, in from[0], _folder, in to[0]), "rename", to);

    public override void RenameFolder(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => Rename(from, to);

    public override void Delete(ReadOnlySpan<byte> path)
    {
        if (UnlinkAt(_folder, in path[0], 0) != 0 && Marshal.GetLastPInvokeError() != NoEntry)
        {
            throw Fault("unlink", path);
        }
    }

    public override bool RemoveFolder(ReadOnlySpan<byte> path)
    {
        // ENOTEMPTY, EEXIST: not empty. EBUSY: something is mounted on it.
        var removed = UnlinkAt(_folder, in path[0], RemoveDirectory) == 0;
        return removed || (Marshal.GetLastPInvokeError() is 39 or 17 or 16 ? false : throw Fault("rmdir", path));
    }

    public override void SetExecutable(ReadOnlySpan<byte> path, bool executable)
    {
        var file = OpenToRead(path);
        try
        {
            var mode = Mode(file, path);
            Check(FchMod(file, executable ? mode | ((mode & 0x124) >> 2) : mode & ~0x49u), "chmod", path);
        }
        finally
        {
            _ = Close(file);
        }
    }

    public override void Dispose() => _ = Close(_folder);

    private SystemFaultException Fault(string call, ReadOnlySpan<byte> path) => SystemFault.OfLastCall(call, FullPath(path));

    private void Check(int result, string call, ReadOnlySpan<byte> path)
    {
        if (result != 0)
        {
            throw Fault(call, path);
        }
    }

    private int ReadLink(ReadOnlySpan<byte> path, byte[] buffer)
    {
        var length = ReadLinkAt(_folder, in path[0], ref buffer[0], buffer.Length);
        return length < 0 ? throw Fault("readlink", path) : (int)length;
    }

    private int OpenToRead(ReadOnlySpan<byte> path)
    {
        var file = OpenAt(_folder, in path[0], ReadNoFollow, 0);
        return file < 0 ? throw Fault("open", path) : file;
    }

    private int ReadFile(ReadOnlySpan<byte> path, ref byte[] buffer)
    {
        var file = OpenToRead(path);
        try
        {
            for (var length = 0; ;)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = Read(file, ref buffer[length], buffer.Length - length);
                if (read < 0 && Marshal.GetLastPInvokeError() == Interrupted)
                {
                    continue;
                }

                if (read <= 0)
                {
                    return read == 0 ? length : throw Fault("read", path);
                }

                length += (int)read;
            }
        }
        finally
        {
            _ = Close(file);
        }
    }

    private static bool Write(int file, ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var written = Write(file, in content[0], content.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                return false;
            }

            content = content[(int)Math.Max(written, 0)..];
        }

        return true;
    }

    [SkipLocalsInit]
    private static bool TryStat(int folder, ReadOnlySpan<byte> path, int flags, out FileStat stat)
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
        stat = new FileStat(kind, (mode & 0x40) != 0, BinaryPrimitives.ReadInt64LittleEndian(statx[40..]), Time(statx[112..]), Time(statx[96..]));
        return true;
    }

    private uint Mode(int file, ReadOnlySpan<byte> path)
    {
        Span<byte> statx = stackalloc byte[256];
        Check(StatX(file, in "\0"u8[0], EmptyPath, BasicStats, ref statx[0]), "stat", path);
        return BinaryPrimitives.ReadUInt16LittleEndian(statx[28..]) & 0xFFFu;
    }

    private static long Time(ReadOnlySpan<byte> timestamp) =>
        (BinaryPrimitives.ReadInt64LittleEndian(timestamp) * 1_000_000_000) + BinaryPrimitives.ReadUInt32LittleEndian(timestamp[8..]);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int folder, in byte path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenAt(int folder, in byte path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int file, in byte content, nint length);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int file, ref byte buffer, nint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MkdirAt(int folder, in byte path, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    private static partial int RenameAt(int fromFolder, in byte from, int toFolder, in byte to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int UnlinkAt(int folder, in byte path, int flags);

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int SymlinkAt(in byte target, int folder, in byte path);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static partial nint ReadLinkAt(int folder, in byte path, ref byte buffer, nint length);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int FchMod(int file, uint mode);
}
