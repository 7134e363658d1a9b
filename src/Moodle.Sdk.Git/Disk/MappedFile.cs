using System.IO.MemoryMappedFiles;

namespace Moodle.Sdk.Git.Disk;

/// <summary>
/// A file read through memory, whole: its pages belong to the system's cache and count for no process. It is open while it is being mapped and no longer, so
/// that any number of packs can be read at once.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    /// <summary>Maps a file.</summary>
    /// <exception cref="SystemFaultException">The file is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is empty.</exception>
    public MappedFile(string path)
    {
        var opened = RegularFile.OpenToRead(path);
        Length = RandomAccess.GetLength(opened);
        if (Length == 0)
        {
            opened.Dispose();
            throw new InvalidDataException($"{path} is empty.");
        }

        _view = SystemFault.Guard("mmap", path, () =>
        {
            using var file = MemoryMappedFile.CreateFromFile(opened, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
        });
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Length in bytes.</summary>
    public long Length { get; }

    /// <summary>Keeps the file mapped until the lease is disposed, whatever other threads do.</summary>
    /// <exception cref="ObjectDisposedException">It is no longer mapped.</exception>
    public Lease Hold()
    {
        var held = false;
        _view.SafeMemoryMappedViewHandle.DangerousAddRef(ref held);
        return new Lease(this);
    }

    /// <summary>The bytes from an offset on, at most 2 GB of them; empty beyond the end. Only under a lease.</summary>
    public ReadOnlySpan<byte> From(long offset) =>
        offset < 0 || offset >= Length ? [] : new ReadOnlySpan<byte>(_start + offset, (int)Math.Min(Length - offset, int.MaxValue));

    public void Dispose()
    {
        if (!_view.SafeMemoryMappedViewHandle.IsClosed)
        {
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view.Dispose();
    }

    /// <summary>Keeps the file mapped.</summary>
    public readonly ref struct Lease(MappedFile file)
    {
        /// <summary>Lets go.</summary>
        public void Dispose() => file._view.SafeMemoryMappedViewHandle.DangerousRelease();
    }
}
