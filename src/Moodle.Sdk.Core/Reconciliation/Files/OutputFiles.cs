using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Reconciliation.Files;

/// <summary>
/// The files below one folder, by paths relative to it: UTF-8 with slashes and <b>a NUL at the end</b>, as the state holds them, so that nothing is
/// converted on the way to the system. No call follows a link in the last part of a path; that no folder on the way is a link is the caller's
/// to see to. Safe for several threads. Every failure is an <see cref="SystemFaultException"/>.
/// </summary>
internal abstract class OutputFiles(string root) : IDisposable
{
    // Blobs are read and hashed in one piece; a file beyond this was put here by somebody, and reading it would only take memory.
    private const long LargestBlob = 1 << 30;

    /// <summary>Full path of the folder.</summary>
    public string Root { get; } = root;

    public abstract bool HasExecBits { get; }

    /// <summary>Opens a folder that exists, with the fastest means of this system.</summary>
    public static OutputFiles Open(string root) => LinuxFiles.IsSupported ? LinuxFiles.OpenFolder(root) : new PortableFiles(root);

    /// <summary>lstat. What cannot be there, since its name is too long or something above it is no folder, is missing.</summary>
    public abstract FileStat Look(ReadOnlySpan<byte> path);

    /// <summary>The blob id of what a file holds, or of a link's target; an id that no blob has for a file too large to be one of a tree's.</summary>
    public ObjectId Hash(ReadOnlySpan<byte> path, in FileStat seen) => seen.Size > LargestBlob ? default : HashContent(path, in seen);

    protected abstract ObjectId HashContent(ReadOnlySpan<byte> path, in FileStat seen);

    /// <summary>Makes a file that must not exist yet, with the modes that git gives and the umask leaves.</summary>
    /// <returns>What lstat says of it now.</returns>
    public abstract FileStat Create(ReadOnlySpan<byte> path, ReadOnlySpan<byte> content, bool executable);

    /// <summary>Makes a symbolic link that must not exist yet.</summary>
    public abstract FileStat CreateLink(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target);

    /// <summary>Makes a folder; its parent is there.</summary>
    public abstract void CreateFolder(ReadOnlySpan<byte> path);

    /// <summary>Puts a file or link in the place of another, or of nothing, at once.</summary>
    public abstract void Rename(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to);

    /// <summary>Gives a folder another name in the folder that holds it, also one that differs only in case.</summary>
    public abstract void RenameFolder(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to);

    /// <summary>Deletes a file or link, if it is there.</summary>
    public abstract void Delete(ReadOnlySpan<byte> path);

    /// <summary>Removes a folder if it is empty; false when it is not.</summary>
    public abstract bool RemoveFolder(ReadOnlySpan<byte> path);

    /// <summary>Gives a file the exec bit for all who may read it, or takes it from all.</summary>
    public abstract void SetExecutable(ReadOnlySpan<byte> path, bool executable);

    /// <summary>The names in a folder that is there, as the system lists them.</summary>
    /// <param name="folder">With slashes; empty for the root. This one is text, without a NUL.</param>
    public virtual IReadOnlyCollection<string> Names(string folder)
    {
        var full = Path.Combine(Root, folder.Replace('/', Path.DirectorySeparatorChar));
        return SystemFault.Guard("readdir", full, () => Directory.EnumerateFileSystemEntries(full).Select(entry => Path.GetFileName(entry)).ToList());
    }

    public abstract void Dispose();

    /// <summary>The path as people and .NET read it: full, with the system's separators.</summary>
    public string FullPath(ReadOnlySpan<byte> path)
    {
        var relative = Text(path);
        return Path.Combine(Root, OperatingSystem.IsWindows() ? relative.Replace('/', '\\') : relative);
    }

    /// <summary>The relative path as text, with slashes.</summary>
    public static string Text(ReadOnlySpan<byte> path) => Encoding.UTF8.GetString(path[..^1]);
}
