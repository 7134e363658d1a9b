using System.Collections.Immutable;
using System.IO.Hashing;
using System.Text;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Sources.Folders;

/// <summary>A file or link of a working folder.</summary>
/// <param name="Path">Path from the folder, with slashes.</param>
/// <param name="Mode">File, executable or link.</param>
/// <param name="FullPath">Full path.</param>
internal sealed record FolderFile(string Path, EntryMode Mode, string FullPath);

/// <summary>
/// What a working folder holds for a site. Nothing of it is remembered from one build to the next: to read a plugin takes hardly longer than to find out
/// that it need not be read.
/// </summary>
/// <param name="Files">Its files and links, in no order.</param>
/// <param name="Copy">The working copy that it lies in; null for none.</param>
internal sealed record FolderContent(ImmutableArray<FolderFile> Files, WorkingCopy? Copy)
{
    private const long LargestFile = 100 << 20;

    /// <summary>What tells its content from any other: another text for another content.</summary>
    /// <exception cref="BadFolderException">A file cannot be read, or is none.</exception>
    public string Fingerprint()
    {
        var parts = new string[Files.Length];
        ParallelWork.For(Files.Length, i => parts[i] = $"{Files[i].Path} {Files[i].Mode} {HashOf(Files[i])}");
        Array.Sort(parts, StringComparer.Ordinal);
        return Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }

    /// <summary>Its files, to be made into a tree.</summary>
    /// <exception cref="BadFolderException">A file cannot be read, or is none; thrown while they are gone through.</exception>
    public IEnumerable<MadeFile> ToMake() => Files.Select(file => MadeFile.Of(file.Path, file.Mode, Content(file)));

    private static string HashOf(FolderFile file) => Convert.ToHexStringLower(XxHash128.Hash(Content(file)));

    // At once, since somebody may write it: what is shorter than it was said to be could be no blob.
    private static byte[] Content(FolderFile file)
    {
        if (file.Mode == EntryMode.SymbolicLink)
        {
            return Encoding.UTF8.GetBytes(new FileInfo(file.FullPath).LinkTarget ?? throw new BadFolderException($"'{file.FullPath}' is no link any more"));
        }

        try
        {
            return RegularFile.TryRead(file.FullPath, LargestFile) ?? throw new BadFolderException($"'{file.FullPath}' is not there any more");
        }
        catch (SystemFaultException fault)
        {
            throw new BadFolderException($"'{file.FullPath}': {fault.Fault}");
        }
    }
}
