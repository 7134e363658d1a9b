using System.Text;
using Moodle.Sdk.Git;
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

    protected override ObjectId HashContent(ReadOnlySpan<byte> path, in FileStat seen) => _inner.Hash(Found(path), in seen);

    public override FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable) => _inner.Create(Found(path), content, executable);

    public override FileStat CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target) => _inner.CreateLink(Found(path), target);

    public override void CreateFolder(ReadOnlySpan<byte> path) => _inner.CreateFolder(Found(path));

    public override void Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => _inner.Rename(Found(from), Found(to));

    public override void RenameFolder(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var (folder, name) = ListedNames.Split(Text(to));
        var (source, target) = (Found(from), Bytes(folder.Length == 0 ? name : $"{Found(folder)}/{name}"));
        if (_inner.Look(target).Kind != FileKind.Missing)
        {
            throw new SystemFaultException(new("rename", FullPath(target), null, "It is there already."));
        }

        _inner.RenameFolder(source, target);
    }

    public override void Delete(ReadOnlySpan<byte> path) => _inner.Delete(Found(path));

    public override bool RemoveFolder(ReadOnlySpan<byte> path) => _inner.RemoveFolder(Found(path));

    public override void SetExecutable(ReadOnlySpan<byte> path, bool executable) => _inner.SetExecutable(Found(path), executable);

    public override IReadOnlyCollection<string> Names(string folder) => base.Names(Found(folder));

    public override void Dispose() => _inner.Dispose();

    private static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + '\0');

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
