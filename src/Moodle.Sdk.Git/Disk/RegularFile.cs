using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Moodle.Sdk.Git.Disk;

/// <summary>
/// Opens files that others may have planted something in the place of: no link is followed in the last part of the path, nothing waits for the other
/// end of a pipe, and what is no regular file of a plausible size is a fault of kind <see cref="FaultKind.Unfit"/>.
/// </summary>
public static partial class RegularFile
{
    /// <summary>The most that a small file of ours holds, such as a list of refs or a lock file: thousands of times what the largest known one has.</summary>
    public const long Small = 64 << 20;

    private const int ReadWriteCreate = 2 | 0x40;

    // EISDIR of who wants to write.
    private const int FolderRefused = 21;

    /// <summary>ENXIO.</summary>
    internal const int SocketRefused = 6;

    /// <summary>fcntl.h: close on exec, no link followed, no waiting. Null on Windows, and on other processors of Linux, which have other numbers.</summary>
    internal static readonly int? Guarded = (OperatingSystem.IsLinux(), OperatingSystem.IsMacOS(), RuntimeInformation.ProcessArchitecture) switch
    {
        (true, _, Architecture.X64) => 0x80000 | 0x20000 | 0x800,
        (true, _, Architecture.Arm64) => 0x80000 | 0x8000 | 0x800,
        (_, true, _) => 0x1000000 | 0x100 | 0x4,
        _ => null,
    };

    // ELOOP.
    private static readonly int LinkRefused = OperatingSystem.IsMacOS() ? 62 : 40;

    /// <summary>Opens a file to read it. Others may write, replace or delete it meanwhile.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="largest">The most bytes that it can have.</param>
    /// <exception cref="SystemFaultException">It is not there, cannot be read, or is unfit.</exception>
    public static SafeFileHandle OpenToRead(string path, long largest = long.MaxValue)
    {
        var file = Guarded is { } flags
            ? OpenChecked(path, flags)
            : OpenUnlinked(path, () => File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete));
        try
        {
            var length = SystemFault.Guard("stat", path, () => RandomAccess.GetLength(file));
            return length <= largest ? file : throw Unfit(path, string.Create(CultureInfo.InvariantCulture, $"it has {length:N0} bytes, and at most {largest:N0} make sense"));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a whole file; null when it is not there.</summary>
    /// <inheritdoc cref="OpenToRead"/>
    public static byte[]? TryRead(string path, long largest)
    {
        try
        {
            using var file = OpenToRead(path, largest);
            return SystemFault.Guard("read", path, () => Read(file));
        }
        catch (SystemFaultException absent) when (absent.Fault.Kind == FaultKind.Absent)
        {
            return null;
        }
    }

    /// <summary>Reads the lines of a text file; none when it is not there.</summary>
    /// <inheritdoc cref="OpenToRead"/>
    public static IEnumerable<string> Lines(string path, long largest = Small) =>
        TryRead(path, largest) is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes).TrimEnd('\n').Split('\n').Select(line => line.TrimEnd('\r')) : [];

    /// <summary>Opens a file to read and write it, which is made when absent; null where this system gives no means for it.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="mode">Of a file that is made; the umask takes from it.</param>
    /// <exception cref="SystemFaultException">It cannot be opened, or is unfit.</exception>
    internal static SafeFileHandle? TryOpenOrCreate(string path, uint mode) =>
        // On macOS open takes the mode as a variable argument, which is passed in another way.
        OperatingSystem.IsLinux() && Guarded is { } flags ? OpenChecked(path, flags | ReadWriteCreate, mode) : null;

    /// <summary>As <see cref="TryOpenOrCreate"/>, on Linux, by another call than open: one through the descriptor of a folder.</summary>
    /// <param name="path">Full path, for what is refused.</param>
    /// <param name="open">Makes the call with these flags.</param>
    internal static SafeFileHandle OpenOrCreate(string path, Func<int, int> open) => Checked(open(Guarded!.Value | ReadWriteCreate), path);

    /// <summary>Opens a file by means of .NET's, after a look; somebody may swap the file in between.</summary>
    /// <exception cref="SystemFaultException">It cannot be opened, or is a link or a folder.</exception>
    internal static T OpenUnlinked<T>(string path, Func<T> open) =>
        new FileInfo(path).LinkTarget is not null ? throw Unfit(path, "it is a link")
        : Directory.Exists(path) ? throw Unfit(path, "it is a folder")
        : SystemFault.Guard("open", path, open);

    private static SafeFileHandle OpenChecked(string path, int flags, uint mode = 0) => Checked(Open(path, flags, mode), path);

    private static SafeFileHandle Checked(int descriptor, string path)
    {
        if (descriptor < 0)
        {
            throw Marshal.GetLastPInvokeError() is var errno && errno == LinkRefused ? Unfit(path, "it is a link")
                : errno == FolderRefused ? Unfit(path, "it is a folder")
                : errno == SocketRefused ? Unfit(path, "it is a pipe, a socket or a device")
                : SystemFault.OfLastCall("open", path);
        }

        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        var attributes = SystemFault.Guard("stat", path, () => File.GetAttributes(file));
        // Pipes go nowhere, /dev/zero and its like stay at their start. Back there: whoever reads through a stream begins where the file stands.
        if (!attributes.HasFlag(FileAttributes.Directory) && Seek(file, 1, from: 0) == 1 && Seek(file, 0, from: 0) == 0)
        {
            return file;
        }

        file.Dispose();
        throw Unfit(path, attributes.HasFlag(FileAttributes.Directory) ? "it is a folder" : "it is a pipe or a device");
    }

    private static byte[] Read(SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        var length = 0;
        while (length < bytes.Length && RandomAccess.Read(file, bytes.AsSpan(length), length) is > 0 and var read)
        {
            length += read;
        }

        return length == bytes.Length ? bytes : bytes[..length];
    }

    /// <summary>The fault that something else is in the place of a file.</summary>
    internal static SystemFaultException Unfit(string path, string words) => new(new("open", path, null, words) { IsUnfit = true });

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    internal static partial long Seek(SafeFileHandle file, long offset, int from);
}
