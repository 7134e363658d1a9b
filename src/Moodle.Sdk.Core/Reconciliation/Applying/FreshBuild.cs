using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Reconciliation.States;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// Builds an output that is absent: beside its place, in a hidden folder, and renamed once, so that a site is there whole or not at all.
/// </summary>
internal static class FreshBuild
{
    /// <summary>Writes every file of the tree that is not there yet, then renames the folder into its place.</summary>
    /// <param name="writingTo">Makes the writer of the tree's files for a folder.</param>
    /// <param name="cancel">Stops it at once; as after a fault (a full disk), the next build goes on with what is there.</param>
    public static BlobWriting Run(OutputFolder output, EntryTable places, Func<OutputFiles, BlobWriting> writingTo, CancellationToken cancel)
    {
        using var parent = OutputFiles.Open(output.Parent);
        var beside = NameBeside(output);
        var begun = parent.Look(beside) is { Kind: FileKind.Folder, Inode: var inode } && inode == output.State.BegunBeside;
        if (!begun)
        {
            // Somebody else's, or of a build that nothing is known of.
            parent.DeleteAll(beside, cancel);
            parent.CreateFolder(beside);
            output.State.MarkBeside(parent.Look(beside).Inode);
        }

        var writing = Fill(parent, beside, places, begun, writingTo, cancel);
        // Who sees a file writes to it in a later tick of the clock.
        FileStat.WaitUntilOlder(writing.Newest);
        parent.RenameFolder(beside, OutputFiles.Bytes(output.Name));
        return writing;
    }

    /// <summary>Deletes what a killed build left beside the output. The caller owns the output and holds its lock, so nobody is at work there.</summary>
    public static void Clear(OutputFolder output, CancellationToken cancel)
    {
        if (Directory.Exists(output.Parent))
        {
            using var parent = OutputFiles.Open(output.Parent);
            var beside = NameBeside(output);
            // A parent that is read-only refuses to delete also what is not there.
            if (parent.Look(beside).Kind != FileKind.Missing)
            {
                parent.DeleteAll(beside, cancel);
            }
        }
    }

    private static byte[] NameBeside(OutputFolder output) => OutputFiles.Bytes($".{output.Name}.moodle-{output.State.Key}");

    private static BlobWriting Fill(OutputFiles parent, byte[] folder, EntryTable places, bool begun, Func<OutputFiles, BlobWriting> writingTo, CancellationToken cancel)
    {
        using var files = parent.Within(folder);
        var left = begun ? BegunFolder.Clear(files, places, cancel) : [.. Enumerable.Range(0, places.Count)];
        var there = begun ? FolderLook.At(files, places, cancel) : null;
        foreach (var level in Levels(places))
        {
            ParallelWork.ForRanges(level.Count, 128, cancel, (from, to) =>
            {
                for (var i = from; i < to; i++)
                {
                    if (there?[level[i]] != FileKind.Folder)
                    {
                        files.CreateFolder(places.PathOfFolder(level[i]));
                    }
                }
            });
        }

        var writing = writingTo(files);
        writing.Write(left, temporaryKey: null, cancel);
        return writing;
    }

    // Folders by their distance from the root: those of one level do not wait for each other.
    private static List<List<int>> Levels(EntryTable places)
    {
        var levels = new List<List<int>>();
        var distances = new int[places.FolderCount];
        for (var f = 0; f < distances.Length; f++)
        {
            var above = places.Folders[f].Folder;
            distances[f] = above < 0 ? 0 : distances[above] + 1;
            if (distances[f] == levels.Count)
            {
                levels.Add([]);
            }

            levels[distances[f]].Add(f);
        }

        return levels;
    }
}
