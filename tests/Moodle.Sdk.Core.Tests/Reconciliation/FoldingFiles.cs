using Microsoft.Win32.SafeHandles;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

/// <summary>
/// A file system that keeps case and does not tell it apart, as those of Windows and macOS, on top of one that does: each part of a path leads to what
/// stands there under any spelling of it. A rename onto a file leaves that file's spelling, which is the worst that such file systems do.
/// </summary>
internal sealed class FoldingFiles(string root) : OutputFiles(root)
{
    private readonly OutputFiles _inner = OutputFiles.Open(root);

    public override bool HasExecBits => _inner.HasExecBits;

    public override FileStat Look(ReadOnlySpan<byte> path) => _inner.Look(Found(path));

    public override OutputFiles Within(ReadOnlySpan<byte> folder) => new FoldingFiles(FullPath(Found(folder)));

    public override FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable, bool inSight) =>
        _inner.Create(Found(path), content, executable, inSight);

    public override void CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target) => _inner.CreateLink(Found(path), target);

    public override byte[] LinkTarget(ReadOnlySpan<byte> path) => _inner.LinkTarget(Found(path));

    public override void CreateFolder(ReadOnlySpan<byte> path) => _inner.CreateFolder(Found(path));

    public override void Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName) =>
        _inner.Rename(Found(path), Bytes(ListedNames.Split(Text(Found(Beside(path, newName)))).Name));

    public override void RenameFolder(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName)
    {
        var source = Found(path);
        if (_inner.Look(Beside(source, newName)).Kind != FileKind.Missing)
        {
            throw new SystemFaultException(new("rename", FullPath(source), null, "It is there already."));
        }

        _inner.RenameFolder(source, newName);
    }

    public override bool TryMoveTo(ReadOnlySpan<byte> path, OutputFiles target, ReadOnlySpan<byte> to) => _inner.TryMoveTo(Found(path), target, to);

    public override void Delete(ReadOnlySpan<byte> path) => _inner.Delete(Found(path));

    public override bool RemoveFolder(ReadOnlySpan<byte> path) => _inner.RemoveFolder(Found(path));

    public override IReadOnlyList<byte[]> List(ReadOnlySpan<byte> folder) => _inner.List(Found(folder));

    public override SafeFileHandle? OpenToRead(ReadOnlySpan<byte> path) => _inner.OpenToRead(Found(path));

    public override SafeFileHandle OpenNew(ReadOnlySpan<byte> path, UnixFileMode mode) => _inner.OpenNew(Found(path), mode);

    public override FileStream? TryHold(ReadOnlySpan<byte> path) => _inner.TryHold(Found(path));

    public override void Dispose() => _inner.Dispose();

    private byte[] Found(ReadOnlySpan<byte> path) => Bytes(Found(Text(path)));

    private string Found(string path)
    {
        var found = "";
        foreach (var name in path.Split('/'))
        {
            var folder = new DirectoryInfo(Path.Combine(Root, found));
            var names = folder.Exists ? folder.GetFileSystemInfos().Select(e => e.Name).ToList() : [];
            var there = names.Contains(name) ? name : names.Find(n => n.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
            found = found.Length == 0 ? there : $"{found}/{there}";
        }

        return found;
    }
}
