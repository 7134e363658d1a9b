using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// Takes out of an output what builds put there and the tree does not hold: files as they were written, then the folders that this emptied.
/// What was changed by hand is kept aside.
/// </summary>
internal sealed class StaleRemoval(OutputFiles files, Plan plan, KeptAside kept)
{
    /// <summary>Keeps aside first, deletes then.</summary>
    /// <param name="isGoing">Which of the stale places.</param>
    /// <param name="edited">The warning about a file that was changed: its path, and where its content went.</param>
    public void Run(Func<int, bool> isGoing, Func<string, string, Diagnostic> edited, CancellationToken cancel)
    {
        foreach (var place in plan.With(Act.KeepAndDelete).Where(isGoing))
        {
            cancel.ThrowIfCancellationRequested();
            kept.Move(plan.Places.PathOf(place), edited);
        }

        int[] stale = [.. plan.With(Act.Delete).Where(isGoing)];
        ParallelWork.ForRanges(stale.Length, 64, cancel, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                files.Delete(plan.Places.PathOf(stale[i]));
            }
        });

        RemoveEmptiedFolders(cancel);
    }

    // Only folders that a build made, and only when nothing is left in them.
    private void RemoveEmptiedFolders(CancellationToken cancel)
    {
        for (var t = 1; t < plan.Tables.Length; t++)
        {
            for (var f = plan.Tables[t].FolderCount - 1; f >= 0; f--)
            {
                cancel.ThrowIfCancellationRequested();
                var path = plan.Tables[t].PathOfFolder(f);
                if (plan.Folders[t][f] == FileKind.Folder && plan.InTree[t][f] < 0 && files.Look(path).Kind == FileKind.Folder)
                {
                    files.RemoveFolder(path);
                }
            }
        }
    }
}
