using System.Collections.Immutable;
using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>A file or link of the folder that is imported.</summary>
/// <param name="Path">Path from the folder, with slashes, as the declaration is to have it.</param>
/// <param name="Mode">File, executable or link.</param>
/// <param name="Blob">Its content as git names it, line ends as they are.</param>
/// <param name="FullPath">Full path on disk.</param>
internal sealed record FoundFile(string Path, EntryMode Mode, BlobId Blob, string FullPath)
{
    /// <summary>Its content with every CR LF made an LF, where it has any and is a text.</summary>
    public BlobId? WithoutCr { get; init; }

    /// <summary>Its bytes; a link's target.</summary>
    public byte[] Read() => Mode == EntryMode.SymbolicLink
        ? Encoding.UTF8.GetBytes(new FileInfo(FullPath).LinkTarget ?? "")
        : RegularFile.TryRead(FullPath, FolderScan.LargestFile) ?? throw RegularFile.Unfit(FullPath, "it is not there any more");
}

/// <summary>What is not imported, and why.</summary>
/// <param name="Path">Path from the folder.</param>
/// <param name="Why">Why, to stand alone.</param>
internal sealed record LeftOut(string Path, string Why);

/// <summary>The folder that is imported: every file hashed, nothing of it judged yet.</summary>
/// <param name="Folder">Full path.</param>
/// <param name="Files">Its files, ordered as git orders paths.</param>
/// <param name="LeftOut">What was not gone into: repositories, and what lives beside code.</param>
/// <param name="HasModes">False where executable bits were lost in the whole folder: no file has one, or every file.</param>
/// <param name="Repositories">The folders that have a repository of their own, by their paths; the folder itself is the empty path.</param>
internal sealed record FoundFolder(string Folder, ImmutableArray<FoundFile> Files, ImmutableArray<LeftOut> LeftOut, bool HasModes, ImmutableDictionary<string, WorkingCopy> Repositories)
{
    /// <summary>The file at a path, or null.</summary>
    public FoundFile? Find(string path)
    {
        var (low, high) = (0, Files.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = PathOrder.Compare(Files[middle].Path, path);
            if (order == 0)
            {
                return Files[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    /// <summary>The same with a folder of another name, as if it were called so.</summary>
    public FoundFolder Renamed(string from, string to) => this with
    {
        Files = [.. Files.Select(f => PathOrder.IsWithin(f.Path, from) ? f with { Path = to + f.Path[from.Length..] } : f).OrderBy(f => f.Path, PathOrder.Instance)],
        LeftOut = [.. LeftOut.Select(l => PathOrder.IsWithin(l.Path, from) ? l with { Path = to + l.Path[from.Length..] } : l)],
    };
}
