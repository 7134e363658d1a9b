using Moodle.Sdk.Composition;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Reconciliation.Observing;

/// <summary>
/// Tells of a file in a folder without a record that it differs from the tree's in the ends of its lines alone: nothing that anybody wrote is lost when it gives
/// way. A site that was once put together on Windows has hundreds.
/// </summary>
internal sealed class LineEndsAlone(OutputFiles files, SiteTree tree, SiteObjects objects)
{
    /// <summary>Whether that is so of a file.</summary>
    /// <param name="entry">The index of the tree's entry.</param>
    /// <param name="path">Its place.</param>
    /// <param name="seen">What stands there, a file.</param>
    public bool DifferAt(int entry, ReadOnlySpan<byte> path, in FileStat seen)
    {
        if (tree.Entries[entry] is not { Mode: not EntryMode.SymbolicLink } wanted || seen.Size > UpstreamBounds.BlobBytes)
        {
            return false;
        }

        using var file = files.OpenToRead(path);
        if (file is null)
        {
            return false;
        }

        var (content, at) = (new byte[seen.Size], files.FullPath(path));
        var length = SystemFault.Guard("read", at, () => RandomAccess.Read(file, content, 0));
        return length == content.Length && LineEnds.AreAllThatDiffers(objects.ReaderOf(wanted).ReadBlob(wanted.Blob), content);
    }
}
