using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Moodle.Sdk.Git.Disk;
using static Moodle.Sdk.Reconciliation.Files.LinuxCalls;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// Linux: system calls on the state's own bytes, each through a descriptor of the folder that it changes or reads in. .NET's file API knows no such
/// descriptors, makes strings, and four calls where one will do.
/// </summary>
internal sealed class LinuxFiles : OutputFiles
{
    private readonly LinuxFolders _folders;
    private readonly NewOwner? _owner;

    private LinuxFiles(string root, LinuxFolders folders, NewOwner? owner)
        : base(root) => (_folders, _owner) = (folders, owner);

    public override bool HasExecBits => true;

    /// <summary>Opens a folder that exists, by its real path.</summary>
    /// <param name="stepByStep">Opens folders one after the other, as where openat2 is missing.</param>
    /// <param name="forItsOwner">As root, what is added belongs to the owner of the folder.</param>
    public static LinuxFiles OpenFolder(string root, bool stepByStep, bool forItsOwner = false)
    {
        var folders = LinuxFolders.Open(root, stepByStep) ?? throw SystemFault.OfLastCall("open", root);
        return new(root, folders, forItsOwner ? NewOwner.Of(folders.Root) : null);
    }

    public override OutputFiles Within(ReadOnlySpan<byte> folder) =>
        new LinuxFiles(FullPath(folder), _folders.Within(folder[..^1]) ?? throw Fault("open", folder), _owner);

    // The one call by the whole path. Where it leads behind a link after all, what it says moves no act out of the folder.
    public override FileStat Look(ReadOnlySpan<byte> path) =>
        TryStat(_folders.Root, path, NoFollowInStat, out var stat)
            ? stat
            : Marshal.GetLastPInvokeError() is NoEntry or NotFolder or NameTooLong or LinkLoop ? FileStat.Missing : throw Fault("stat", path);

    public override FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable, bool inSight)
    {
        // A folder that is in sight can be swapped: what is written there goes where the rename after it goes, or a file of ours would stay elsewhere. One
        // that nobody looks at yet is written in one call for a file, since the order of a pack knows no folders.
        var mode = NewModes.Of(executable);
        var file = inSight || _folders.StepByStep ? OpenNew(path, mode) : OpenBeneath(_folders.Root, in path[0], WriteNew, mode);
        if (file < 0)
        {
            throw Fault("open", path);
        }

        var stat = FileStat.Missing;
        var ok = Write(file, content) && (!NewModes.UmaskTakes || FChmod(file, mode) == 0);
        _owner?.Take(file);
        ok = ok && (!inSight || SetModified(file, FileStat.Now())) && TryStat(file, "\0"u8, EmptyPath, out stat);
        var fault = ok ? null : Fault("write", path);

        // Network file systems tell only here that the disk is full.
        return Close(file) == 0 && fault is null ? stat : throw fault ?? Fault("close", path);
    }

    public override void CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        Span<byte> terminated = new byte[target.Length + 1];
        target.CopyTo(terminated);
        var folder = Parent(path, out var name);
        Check(SymlinkAt(in terminated[0], folder, in name[0]), SystemFault.Symlink, path);
        _owner?.Take(folder, name, FileKind.Link);
    }

    public override byte[] LinkTarget(ReadOnlySpan<byte> path)
    {
        var folder = Parent(path, out var name);
        var buffer = new byte[4096];
        var length = ReadLinkAt(folder, in name[0], ref buffer[0], buffer.Length);
        return length < 0 ? throw Fault("readlink", path) : buffer[..(int)length];
    }

    public override void CreateFolder(ReadOnlySpan<byte> path)
    {
        var folder = Parent(path, out var name);
        Check(MkdirAt(folder, in name[0], NewModes.Folder), "mkdir", path);
        if (NewModes.UmaskTakes)
        {
            // A link that was put there meanwhile is not followed.
            var made = OpenAt(folder, in name[0], Folder | NoFollow | CloseOnExec, 0);
            var ok = made >= 0 && FChmod(made, NewModes.Folder) == 0;
            var fault = ok ? null : Fault("chmod", path);
            _ = made < 0 ? 0 : Close(made);
            if (fault is not null)
            {
                throw fault;
            }
        }

        _owner?.Take(folder, name, FileKind.Folder);
    }

    public override void Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName)
    {
        var folder = Parent(path, out var name);
        Check(RenameAt(folder, in name[0], folder, in newName[0]), "rename", Beside(path, newName));
    }

    public override void RenameFolder(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName)
    {
        Rename(path, newName);
        _folders.Forget();
    }

    public override bool TryMoveTo(ReadOnlySpan<byte> path, OutputFiles target, ReadOnlySpan<byte> to)
    {
        var (from, into) = (Parent(path, out var name), ((LinuxFiles)target).Parent(to, out var newName));
        var moved = RenameAt(from, in name[0], into, in newName[0]) == 0;
        _folders.Forget();
        return moved || (Marshal.GetLastPInvokeError() == OtherDevice ? false : throw Fault("rename", path));
    }

    public override void Delete(ReadOnlySpan<byte> path)
    {
        var folder = FolderOf(path, out var name);
        if ((folder < 0 || UnlinkAt(folder, in name[0], 0) != 0) && Marshal.GetLastPInvokeError() != NoEntry)
        {
            throw Fault("unlink", path);
        }
    }

    public override bool RemoveFolder(ReadOnlySpan<byte> path)
    {
        // ENOTEMPTY, EEXIST: not empty. EBUSY: something is mounted on it.
        var folder = Parent(path, out var name);
        var removed = UnlinkAt(folder, in name[0], RemoveDirectory) == 0;
        _folders.Forget();
        return removed || (Marshal.GetLastPInvokeError() is 39 or Exists or 16 ? false : throw Fault("rmdir", path));
    }

    public override IReadOnlyList<byte[]> List(ReadOnlySpan<byte> folder)
    {
        var held = _folders.Of(folder[..^1]);
        var open = held < 0 ? held : OpenAt(held, in "."u8[0], Folder | CloseOnExec, 0);
        if (open < 0)
        {
            throw Fault("open", folder);
        }

        try
        {
            var (names, buffer) = (new List<byte[]>(), new byte[16384]);
            nint read;
            while ((read = ReadNames(open, buffer)) > 0)
            {
                for (int at = 0, next; at < read; at += next)
                {
                    var name = NameIn(buffer.AsSpan(at, (int)read - at), out next);
                    if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
                    {
                        names.Add(name.ToArray());
                    }
                }
            }

            return read == 0 ? names : throw Fault("readdir", folder);
        }
        finally
        {
            _ = Close(open);
        }
    }

    public override SafeFileHandle? OpenToRead(ReadOnlySpan<byte> path)
    {
        var file = OpenAt(Parent(path, out var name), in name[0], RegularFile.Guarded.GetValueOrDefault(), 0);
        if (file < 0)
        {
            return Marshal.GetLastPInvokeError() is LinkLoop or RegularFile.SocketRefused ? null : throw Fault("open", path);
        }

        var handle = new SafeFileHandle(file, ownsHandle: true);
        if (TryStat(file, "\0"u8, EmptyPath, out var stat) && stat.Kind == FileKind.File)
        {
            return handle;
        }

        handle.Dispose();
        return null;
    }

    public override SafeFileHandle OpenNew(ReadOnlySpan<byte> path, UnixFileMode mode)
    {
        var file = OpenNew(path, (uint)mode & 0x1FF);
        return file < 0 ? throw Fault("open", path) : new SafeFileHandle(file, ownsHandle: true);
    }

    public override FileStream? TryHold(ReadOnlySpan<byte> path)
    {
        var (folder, terminated) = (Parent(path, out var name), name.ToArray());
        return FileHold.TryTake(RegularFile.OpenOrCreate(FullPath(path), flags => OpenAt(folder, in terminated[0], flags, FileHold.OfOwnerAndGroup)));
    }

    public override void Dispose() => _folders.Dispose();

    private SystemFaultException Fault(string call, ReadOnlySpan<byte> path) => SystemFault.OfLastCall(call, FullPath(path));

    private void Check(int result, string call, ReadOnlySpan<byte> path)
    {
        if (result != 0)
        {
            throw Fault(call, path);
        }
    }

    // Negative when the folder cannot be opened.
    private int FolderOf(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> name)
    {
        var slash = path.LastIndexOf((byte)'/');
        name = path[(slash + 1)..];
        return _folders.Of(slash < 0 ? [] : path[..slash]);
    }

    private int Parent(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> name)
    {
        var folder = FolderOf(path, out name);
        return folder < 0 ? throw Fault("open", path[..^(name.Length)]) : folder;
    }

    private int OpenNew(ReadOnlySpan<byte> path, uint mode) => OpenAt(Parent(path, out var name), in name[0], WriteNew, mode);

    private static bool Write(int file, ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var written = LinuxCalls.Write(file, in content[0], content.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                return false;
            }

            content = content[(int)Math.Max(written, 0)..];
        }

        return true;
    }
}
