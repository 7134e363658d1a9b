using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>Any system, by .NET's own file API: no ctime, no exec bits on Windows.</summary>
internal sealed class PortableFiles(string root) : OutputFiles(root)
{
    public override bool HasExecBits => !OperatingSystem.IsWindows();

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

    protected override ObjectId HashContent(ReadOnlySpan<byte> path, in FileStat seen)
    {
        var full = FullPath(path);
        return seen.Kind == FileKind.Link
            ? ObjectHash.Of(ObjectKind.Blob, Encoding.UTF8.GetBytes(TargetOf(full)))
            : ObjectHash.Of(ObjectKind.Blob, SystemFault.Guard("read", full, () => File.ReadAllBytes(full)));
    }

    public override FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable)
    {
        var full = FullPath(path);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode All = (UnixFileMode)0x1FF;
                const UnixFileMode Exec = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
                options.UnixCreateMode = executable ? All : All & ~Exec;
            }

            using var stream = new FileStream(full, options);
            stream.Write(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A span cannot enter the closure of a guard.
            throw new SystemFaultException(SystemFault.Of("open", full, e));
        }

        return Look(path);
    }

    public override FileStat CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        var (full, to) = (FullPath(path), Encoding.UTF8.GetString(target));
        SystemFault.Guard(SystemFault.Symlink, full, () => File.CreateSymbolicLink(full, OperatingSystem.IsWindows() ? to.Replace('/', '\\') : to));
        return Look(path);
    }

    public override void CreateFolder(ReadOnlySpan<byte> path) => At("mkdir", path, full => Directory.CreateDirectory(full));

    public override void Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var source = FullPath(from);
        At("rename", to, target =>
        {
            // .NET takes a link to a folder for a folder, and moves none onto something.
            if (Directory.Exists(source))
            {
                File.Delete(target);
                Directory.Move(source, target);
            }
            else
            {
                File.Move(source, target, overwrite: true);
            }
        });
    }

    public override void RenameFolder(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var source = FullPath(from);
        At("rename", to, target => Directory.Move(source, target));
    }

    public override void Delete(ReadOnlySpan<byte> path) => At("unlink", path, File.Delete);

    public override bool RemoveFolder(ReadOnlySpan<byte> path)
    {
        var empty = false;
        At("rmdir", path, full =>
        {
            empty = !Directory.EnumerateFileSystemEntries(full).Any();
            if (empty)
            {
                Directory.Delete(full);
            }
        });
        return empty;
    }

    public override void SetExecutable(ReadOnlySpan<byte> path, bool executable) => At("chmod", path, full =>
    {
        if (!OperatingSystem.IsWindows())
        {
            var mode = File.GetUnixFileMode(full);
            var readers = (UnixFileMode)(((int)mode & 0x124) >> 2);
            File.SetUnixFileMode(full, executable ? mode | readers : mode & (UnixFileMode)~0x49);
        }
    });

    public override void Dispose()
    {
    }

    private void At(string call, ReadOnlySpan<byte> path, Action<string> act)
    {
        var full = FullPath(path);
        SystemFault.Guard(call, full, () => act(full));
    }

    private static string TargetOf(string full)
    {
        var target = SystemFault.Guard("readlink", full, () => new FileInfo(full).LinkTarget) ?? "";
        return OperatingSystem.IsWindows() ? target.Replace('\\', '/') : target;
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
