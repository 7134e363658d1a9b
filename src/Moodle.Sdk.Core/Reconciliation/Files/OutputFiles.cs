using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// The files below one folder, by paths relative to it: UTF-8 with slashes and <b>a NUL at the end</b>, as the state holds them, so that nothing is
/// converted on the way to the system. Nothing is changed, read or listed behind a link: not in the last part of a path, nor on the way to it.
/// Safe for several threads. Every failure is an <see cref="SystemFaultException"/>; a link or file where a folder belongs is
/// <see cref="FaultKind.NotAFolder"/>.
/// </summary>
internal abstract class OutputFiles(string root) : IDisposable
{
    // Beyond the largest file of a Moodle, by far.
    private const int Piece = 16 << 20;

    /// <summary>What anybody may do with a file that is no program, before the umask takes from it.</summary>
    public const UnixFileMode AllButExec = (UnixFileMode)0x1B6;

    private static readonly byte[] Slash = "/"u8.ToArray();

    /// <summary>Full path of the folder.</summary>
    public string Root { get; } = root;

    public abstract bool HasExecBits { get; }

    /// <summary>Opens a folder that exists by its real path, with the safest and fastest means of this system.</summary>
    public static OutputFiles Open(string root) => LinuxCalls.AreSupported ? LinuxFiles.OpenFolder(root, !LinuxCalls.HasOpenAt2) : new PortableFiles(root);

    /// <summary>As <see cref="Open"/>, to add to an output: as root, on Linux, what is added belongs to the owner of the folder.</summary>
    public static OutputFiles OpenForItsOwner(string root) =>
        LinuxCalls.AreSupported ? LinuxFiles.OpenFolder(root, !LinuxCalls.HasOpenAt2, forItsOwner: true) : new PortableFiles(root);

    /// <summary>Opens a folder below this one.</summary>
    public abstract OutputFiles Within(ReadOnlySpan<byte> folder);

    /// <summary>lstat. What cannot be there, since its name is too long or something above it is no folder, is missing.</summary>
    public abstract FileStat Look(ReadOnlySpan<byte> path);

    /// <summary>The blob id of what a file holds, or of a link's target; an id that no blob has when it is another or larger than it was seen, or larger than any blob.</summary>
    public ObjectId Hash(ReadOnlySpan<byte> path, in FileStat seen)
    {
        if (seen.Kind == FileKind.Link)
        {
            return ObjectHash.Of(ObjectKind.Blob, LinkTarget(path));
        }

        // One that is larger was put here by somebody; it is not worth the memory.
        using var file = seen.Size > UpstreamBounds.BlobBytes ? null : OpenToRead(path);
        if (file is null)
        {
            return default;
        }

        // One byte more than expected shows a file that grew.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(seen.Size + 1, Piece));
        try
        {
            if (seen.Size >= Piece)
            {
                return HashInPieces(file, seen.Size, buffer.AsSpan(0, Piece), FullPath(path));
            }

            var length = ReadUpTo(file, 0, buffer.AsSpan(0, (int)seen.Size + 1), FullPath(path));
            return length == seen.Size ? ObjectHash.Of(ObjectKind.Blob, buffer.AsSpan(0, length)) : default;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Makes a file that must not exist yet, with the mode 0644 or 0755 whatever the umask.</summary>
    /// <param name="inSight">
    /// Others can see it: its folder may be swapped at any time, and its time is set to the nanosecond, so that whoever writes to it in the same tick of
    /// the system's clock leaves another.
    /// </param>
    /// <returns>What is known of it before it is closed: whoever writes to it afterwards changes that.</returns>
    public abstract FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable, bool inSight);

    /// <summary>Makes a symbolic link that must not exist yet.</summary>
    public abstract void CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target);

    /// <summary>What a link holds, with slashes.</summary>
    public abstract byte[] LinkTarget(ReadOnlySpan<byte> path);

    /// <summary>Makes a folder that must not exist yet; its parent is there.</summary>
    public abstract void CreateFolder(ReadOnlySpan<byte> path);

    /// <summary>Gives a file or link another name in its folder, in the place of what stands there, at once.</summary>
    public abstract void Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName);

    /// <summary>Gives a folder another name in the folder that holds it, also one that differs only in case.</summary>
    public abstract void RenameFolder(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newName);

    /// <summary>Moves a file, link or folder to where nothing is; false when that is on another file system.</summary>
    /// <param name="target">Opened by the same means as this.</param>
    public abstract bool TryMoveTo(ReadOnlySpan<byte> path, OutputFiles target, ReadOnlySpan<byte> to);

    /// <summary>Copies a file, holes as holes, to where nothing is; false, and nothing is there, when it holds more than a number of bytes or is no file.</summary>
    public bool TryCopyTo(ReadOnlySpan<byte> path, OutputFiles target, ReadOnlySpan<byte> to, long most, CancellationToken cancel)
    {
        using var from = OpenToRead(path);
        if (from is null)
        {
            return false;
        }

        using var copy = target.OpenNew(to, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(from));
        var whole = false;
        try
        {
            whole = FileCopy.TryRun(from, copy, most, FullPath(path), cancel);
        }
        finally
        {
            if (!whole)
            {
                target.Delete(to);
            }
        }

        return whole;
    }

    /// <summary>Deletes a file or link, if it is there.</summary>
    public abstract void Delete(ReadOnlySpan<byte> path);

    /// <summary>Removes a folder if it is empty; false when it is not.</summary>
    public abstract bool RemoveFolder(ReadOnlySpan<byte> path);

    /// <summary>Deletes whatever is there, a folder with all that is in it.</summary>
    public void DeleteAll(byte[] path, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (Look(path).Kind != FileKind.Folder)
        {
            Delete(path);
            return;
        }

        foreach (var name in List(path))
        {
            DeleteAll(Join(path, name), cancel);
        }

        RemoveFolder(path);
    }

    /// <summary>The names in a folder that is there, as the system lists them, each with a NUL.</summary>
    /// <param name="folder">A NUL alone for the root.</param>
    public abstract IReadOnlyList<byte[]> List(ReadOnlySpan<byte> folder);

    /// <summary>As <see cref="List"/>, as text.</summary>
    public IReadOnlyCollection<string> Names(string folder) => [.. List(Bytes(folder)).Select(name => Text(name))];

    /// <summary>Opens a file's content; null when no file is there but something else. Waits for nobody.</summary>
    public abstract SafeFileHandle? OpenToRead(ReadOnlySpan<byte> path);

    /// <summary>Makes a file that must not exist yet, open for writing.</summary>
    /// <param name="mode">Its permissions, of which the umask leaves some; of no use on Windows.</param>
    public abstract SafeFileHandle OpenNew(ReadOnlySpan<byte> path, UnixFileMode mode);

    /// <summary>Writes a file beside its place and renames it: a reader sees the old one or the new one.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="besideName">A name in the same folder that no other writer has now; what a killed one left there is deleted.</param>
    /// <param name="write">Writes the content.</param>
    public void Replace(byte[] path, string besideName, Action<SafeFileHandle> write)
    {
        var beside = Beside(path, Bytes(besideName));
        Delete(beside);
        try
        {
            using (var file = OpenNew(beside, AllButExec))
            {
                SystemFault.Guard("write", FullPath(path), () => write(file));
            }

            Rename(beside, path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1));
        }
        catch
        {
            Delete(beside);
            throw;
        }
    }

    /// <summary>Takes a file, which is made when absent, as <see cref="FileHold"/> does; null when somebody else holds it.</summary>
    public abstract FileStream? TryHold(ReadOnlySpan<byte> path);

    public abstract void Dispose();

    /// <summary>The path as people and .NET read it: full, with the system's separators.</summary>
    public string FullPath(ReadOnlySpan<byte> path)
    {
        var relative = Text(path);
        return Path.Combine(Root, OperatingSystem.IsWindows() ? relative.Replace('/', '\\') : relative);
    }

    /// <summary>The path of something in a folder.</summary>
    public static byte[] Join(ReadOnlySpan<byte> folder, ReadOnlySpan<byte> name) => [.. folder[..^1], .. folder.Length > 1 ? Slash : [], .. name];

    /// <summary>The path of something in the same folder as another.</summary>
    public static byte[] Beside(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) => [.. path[..(path.LastIndexOf((byte)'/') + 1)], .. name];

    /// <summary>The relative path as text, with slashes.</summary>
    public static string Text(ReadOnlySpan<byte> path) => Encoding.UTF8.GetString(path[..^1]);

    /// <summary>A relative path from text with slashes.</summary>
    public static byte[] Bytes(string path) => Encoding.UTF8.GetBytes(path + '\0');

    // Somebody may have grown any number of files: none is taken into memory whole.
    private static ObjectId HashInPieces(SafeFileHandle file, long size, Span<byte> buffer, string path)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        sha1.AppendData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {size}\0")));
        var length = 0L;
        for (int read; length <= size && (read = ReadUpTo(file, length, buffer, path)) > 0; length += read)
        {
            sha1.AppendData(buffer[..read]);
        }

        return length == size ? new ObjectId(sha1.GetHashAndReset()) : default;
    }

    private static int ReadUpTo(SafeFileHandle file, long from, Span<byte> buffer, string path)
    {
        var length = 0;
        try
        {
            for (int read; length < buffer.Length && (read = RandomAccess.Read(file, buffer[length..], from + length)) > 0;)
            {
                length += read;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A span cannot enter the closure of a guard.
            throw new SystemFaultException(SystemFault.Of("read", path, e));
        }

        return length;
    }
}
