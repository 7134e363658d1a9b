using Microsoft.Win32.SafeHandles;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Core.Tests.Reconciliation;

/// <summary>Files that can be changed a number of times, and not once more: the disk is then as it is when the process dies there.</summary>
internal sealed class DyingFiles(string root, int changes) : OutputFiles(root)
{
    private readonly OutputFiles _inner = OutputFiles.Open(root);
    private int _left = changes;

    /// <summary>Told of each change before it is made.</summary>
    public Action Changing { get; init; } = () => { };

    public override bool HasExecBits => _inner.HasExecBits;

    public override OutputFiles Within(ReadOnlySpan<byte> folder) => _inner.Within(folder);

    public override FileStat Look(ReadOnlySpan<byte> path) => _inner.Look(path);

    public override FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable, bool inSight)
    {
        Change();
        return _inner.Create(path, content, executable, inSight);
    }

    public override void CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        Change();
        _inner.CreateLink(path, target);
    }

    public override byte[] LinkTarget(ReadOnlySpan<byte> path) => _inner.LinkTarget(path);

    public override void CreateFolder(ReadOnlySpan<byte> path)
    {
        Change();
        _inner.CreateFolder(path);
    }

    public override void Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName)
    {
        Change();
        _inner.Rename(path, newName);
    }

    public override void RenameFolder(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName)
    {
        Change();
        _inner.RenameFolder(path, newName);
    }

    public override bool TryMoveTo(ReadOnlySpan<byte> path, OutputFiles target, ReadOnlySpan<byte> to)
    {
        Change();
        return _inner.TryMoveTo(path, target, to);
    }

    public override void Delete(ReadOnlySpan<byte> path)
    {
        Change();
        _inner.Delete(path);
    }

    public override bool RemoveFolder(ReadOnlySpan<byte> path)
    {
        Change();
        return _inner.RemoveFolder(path);
    }

    public override IReadOnlyList<byte[]> List(ReadOnlySpan<byte> folder) => _inner.List(folder);

    public override SafeFileHandle? OpenToRead(ReadOnlySpan<byte> path) => _inner.OpenToRead(path);

    public override SafeFileHandle OpenNew(ReadOnlySpan<byte> path, UnixFileMode mode) => _inner.OpenNew(path, mode);

    public override FileStream? TryHold(ReadOnlySpan<byte> path) => _inner.TryHold(path);

    public override void Dispose() => _inner.Dispose();

    private void Change()
    {
        if (Interlocked.Decrement(ref _left) < 0)
        {
            throw new SystemFaultException(new("write", Root, null, "The process has died."));
        }

        Changing();
    }
}
