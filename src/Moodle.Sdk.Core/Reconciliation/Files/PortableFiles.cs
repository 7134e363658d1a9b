using System.Text;
using Microsoft.Win32.SafeHandles;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// Any system, by .NET's own file API: no ctime, no exec bits on Windows. It knows no descriptors of folders, so each folder on the way is looked at
/// just before an act: a link that stands there is seen, one that is put there in between is not.
/// </summary>
internal sealed class PortableFiles(string root) : OutputFiles(root)
{
    public override bool HasExecBits => !OperatingSystem.IsWindows();

    public override OutputFiles Within(ReadOnlySpan<byte> folder) => new PortableFiles(Reach([.. folder[..^1], (byte)'/', 0])[..^1]);

    public override FileStat Look(ReadOnlySpan<byte> path)
    {
        var full = FullPath(path);
        try
        {
            return SystemFault.Guard("stat", full, () => Look(full));
        }
        catch (SystemFaultException e) when (e.Fault.Kind == FaultKind.NameTooLong)
        {
            return FileStat.Missing;
        }
    }

    public override FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable, bool inSight)
    {
        var mode = (UnixFileMode)NewModes.Of(executable);
        using var file = OpenNew(path, mode);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, mode);
            }

            RandomAccess.Write(file, content, 0);
            // Set by hand it is not set again when the file is closed, as Windows does.
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            return new FileStat(FileKind.File, executable && HasExecBits, content.Length, FileStat.NanosecondsOf(File.GetLastWriteTimeUtc(file)), 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A span cannot enter the closure of a guard.
            throw new SystemFaultException(SystemFault.Of("write", FullPath(path), e));
        }
    }

    public override void CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        var to = Encoding.UTF8.GetString(target);
        At(SystemFault.Symlink, path, full => File.CreateSymbolicLink(full, OperatingSystem.IsWindows() ? to.Replace('/', '\\') : to));
    }

    public override byte[] LinkTarget(ReadOnlySpan<byte> path)
    {
        var target = At("readlink", path, full => new FileInfo(full).LinkTarget ?? "");
        return Encoding.UTF8.GetBytes(OperatingSystem.IsWindows() ? target.Replace('\\', '/') : target);
    }

    public override void CreateFolder(ReadOnlySpan<byte> path) => At("mkdir", path, full =>
    {
        const UnixFileMode mode = (UnixFileMode)NewModes.Folder;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(full);
        }
        else if ((Directory.CreateDirectory(full, mode).UnixFileMode & mode) != mode)
        {
            File.SetUnixFileMode(full, mode);
        }
    });

    public override void Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName)
    {
        var source = FullPath(path);
        At("rename", Beside(path, newName), target =>
        {
            // .NET takes a link to a folder for a folder, and moves none onto something.
            if (Directory.Exists(source))
            {
                File.Delete(target);
                Directory.Move(source, target);
            }
            else
            {
                WholeFile.Rename(source, target);
            }
        });
    }

    public override void RenameFolder(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName)
    {
        var source = FullPath(path);
        At("rename", Beside(path, newName), target => Directory.Move(source, target));
    }

    public override bool TryMoveTo(ReadOnlySpan<byte> path, OutputFiles target, ReadOnlySpan<byte> to)
    {
        var into = ((PortableFiles)target).Reach(to);
        return At("rename", path, full =>
        {
            try
            {
                Action<string, string> move = Look(full).Kind == FileKind.Folder ? Directory.Move : File.Move;
                move(full, into);
                return true;
            }
            catch (IOException) when (Look(full).Kind != FileKind.Missing)
            {
                return false;
            }
        });
    }

    public override void Delete(ReadOnlySpan<byte> path) => At("unlink", path, File.Delete);

    public override bool RemoveFolder(ReadOnlySpan<byte> path) => At("rmdir", path, full =>
    {
        if (Directory.EnumerateFileSystemEntries(full).Any())
        {
            return false;
        }

        Directory.Delete(full);
        return true;
    });

    public override IReadOnlyList<byte[]> List(ReadOnlySpan<byte> folder) =>
        At("readdir", [.. folder[..^1], (byte)'/', 0], full => Directory.GetFileSystemEntries(full).Select(entry => Bytes(Path.GetFileName(entry))).ToArray());

    public override SafeFileHandle? OpenToRead(ReadOnlySpan<byte> path)
    {
        try
        {
            return RegularFile.OpenToRead(Reach(path));
        }
        catch (SystemFaultException other) when (other.Fault.Kind == FaultKind.Unfit)
        {
            return null;
        }
    }

    public override SafeFileHandle OpenNew(ReadOnlySpan<byte> path, UnixFileMode mode) => At("open", path, full =>
    {
        var file = File.OpenHandle(full, FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            // Who may read may execute, as far as the mode goes.
            var left = File.GetUnixFileMode(file);
            File.SetUnixFileMode(file, (left | (UnixFileMode)(((int)left & 0x124) >> 2)) & mode);
        }

        return file;
    });

    public override FileStream? TryHold(ReadOnlySpan<byte> path) => FileHold.TryTake(Reach(path), ofOthersToo: false);

    public override void Dispose()
    {
    }

    private void At(string call, ReadOnlySpan<byte> path, Action<string> act) => At(call, path, full =>
    {
        act(full);
        return true;
    });

    private T At<T>(string call, ReadOnlySpan<byte> path, Func<string, T> act)
    {
        var full = Reach(path);
        return SystemFault.Guard(call, full, () => act(full));
    }

    // The full path, if no folder on the way is a link.
    private string Reach(ReadOnlySpan<byte> path)
    {
        var full = FullPath(path);
        for (var end = full.IndexOf(Path.DirectorySeparatorChar, Root.Length + 1); end > 0; end = full.IndexOf(Path.DirectorySeparatorChar, end + 1))
        {
            var folder = full[..end];
            if (new FileInfo(folder).Attributes is var attributes && (int)attributes != -1 && attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                throw new SystemFaultException(SystemFault.NoFolder("open", folder));
            }
        }

        return full;
    }

    private static FileStat Look(string full)
    {
        var file = new FileInfo(full);
        if ((int)file.Attributes == -1)
        {
            return FileStat.Missing;
        }

        var modified = FileStat.NanosecondsOf(file.LastWriteTimeUtc);
        if (file.LinkTarget is { } target)
        {
            return new FileStat(FileKind.Link, false, target.Length, modified, 0);
        }

        if (file.Attributes.HasFlag(FileAttributes.Directory))
        {
            return new FileStat(FileKind.Folder, false, 0, modified, 0);
        }

        var executable = !OperatingSystem.IsWindows() && file.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
        return new FileStat(file.Attributes.HasFlag(FileAttributes.Device) ? FileKind.Other : FileKind.File, executable, file.Length, modified, 0);
    }
}
