using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// Builds an output that is absent: beside its place, in a hidden folder, and renamed once, so that a site is there whole or not at all.
/// </summary>
internal static class FreshBuild
{
    /// <summary>Builds.</summary>
    /// <param name="output">The absent output.</param>
    /// <param name="places">The tree's places.</param>
    /// <param name="writingTo">Makes the writer of the tree's files for a folder.</param>
    /// <param name="cancel">Stops and clears away what was written.</param>
    public static BlobWriting Run(OutputFolder output, EntryTable places, Func<OutputFiles, BlobWriting> writingTo, CancellationToken cancel)
    {
        // The name is the state folder's own, and its lock is held: a folder that is there already is a killed build's.
        var beside = Path.Combine(output.Parent, $".{output.Name}.moodle-{output.State.Key}");
        OutputFault.Guard(beside, () =>
        {
            DeleteIfThere(beside);
            Directory.CreateDirectory(beside);
        });
        try
        {
            var writing = Fill(beside, places, writingTo, cancel);
            OutputFault.Guard(output.Path, () => Directory.Move(beside, output.Path));
            return writing;
        }
        finally
        {
            OutputFault.Guard(beside, () => DeleteIfThere(beside));
        }
    }

    private static BlobWriting Fill(string folder, EntryTable places, Func<OutputFiles, BlobWriting> writingTo, CancellationToken cancel)
    {
        using var files = OutputFiles.Open(folder);
        for (var f = 0; f < places.FolderCount; f++)
        {
            if (f % 256 == 0)
            {
                cancel.ThrowIfCancellationRequested();
            }

            files.CreateFolder(places.PathOfFolder(f));
        }

        var writing = writingTo(files);
        writing.Fill([.. Enumerable.Range(0, places.Count)], cancel);
        return writing;
    }

    private static void DeleteIfThere(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
