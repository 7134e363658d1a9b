using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// Does what a plan says, in an order that ends right wherever it stops: folders are put in place, files are written, and what is ours and stale goes last,
/// so that a site which is updated in place lacks no file of before until all new ones are there; what stands in their way goes first.
/// Nothing that no build wrote is lost: it is kept aside first.
/// </summary>
/// <param name="key">Names the temporary files.</param>
internal sealed class PlanRun(OutputFiles files, Plan plan, BlobWriting writing, KeptAside kept, string key)
{
    /// <summary>Runs the plan to its end; whatever was kept aside has its warning by then.</summary>
    public ReconcileReport Run(CancellationToken cancel)
    {
        KeepEdited(cancel);
        var (stale, inTheWay) = (new StaleRemoval(files, plan, kept), StaleInTheWay.Of(plan));
        stale.Run(inTheWay.Contains, OutputDiagnostics.EditedAndStale, cancel);
        PutFoldersInPlace(cancel);
        ClearPlaces(cancel);

        int[] toWrite = [.. plan.With(Act.Add, Act.Replace, Act.KeepAndReplace, Act.ClearAndAdd).Select(place => plan.Places.EntryIn(place, 0))];
        writing.Write(toWrite, key, cancel);
        stale.Run(place => !inTheWay.Contains(place), OutputDiagnostics.EditedAndStale, cancel);
        kept.TellRest();
        return Report();
    }

    private void KeepEdited(CancellationToken cancel)
    {
        foreach (var place in plan.With(Act.KeepAndReplace))
        {
            cancel.ThrowIfCancellationRequested();
            kept.Copy(plan.Places.PathOf(place), plan.IsKnown(place) ? OutputDiagnostics.EditedByHand : OutputDiagnostics.InTheWay);
        }
    }

    // Owners first. What is no folder here now was never ours, or it would have gone as stale: a link or file that somebody put there.
    private void PutFoldersInPlace(CancellationToken cancel)
    {
        var stale = plan.StaleFolders();
        for (var f = 0; f < plan.Wanted.FolderCount; f++)
        {
            // What was a folder may have been one under another name, and have gone as stale.
            var path = plan.Wanted.PathOfFolder(f);
            var before = stale.Count > 0 ? stale.GetValueOrDefault(OutputFiles.Text(path)) : null;
            if (plan.Folders[0][f] == FileKind.Folder && before is null)
            {
                continue;
            }

            cancel.ThrowIfCancellationRequested();
            PutFolderInPlace(path, before);
        }
    }

    private void PutFolderInPlace(ReadOnlySpan<byte> path, string? before)
    {
        var there = files.Look(path).Kind;
        if (there is not (FileKind.Missing or FileKind.Folder))
        {
            kept.Move(path, OutputDiagnostics.InTheWay);
        }

        if (there != FileKind.Folder)
        {
            files.CreateFolder(path);
        }
        else if (before is not null)
        {
            GiveName(path, ListedNames.Split(before).Name);
        }
    }

    // A folder that keeps files which are not ours stays; where case does not count it stands under the name that it had.
    private void GiveName(ReadOnlySpan<byte> path, string before)
    {
        var (folder, name) = ListedNames.Split(OutputFiles.Text(path));
        var names = files.Names(folder);
        if (names.Contains(before) && !names.Contains(name))
        {
            files.RenameFolder(OutputFiles.Beside(path, OutputFiles.Bytes(before)), OutputFiles.Bytes(name));
        }
    }

    private void ClearPlaces(CancellationToken cancel)
    {
        foreach (var place in plan.With(Act.ClearAndAdd))
        {
            cancel.ThrowIfCancellationRequested();
            var path = plan.Places.PathOf(place);
            if (files.Look(path).Kind != FileKind.Missing)
            {
                kept.Move(path, OutputDiagnostics.InTheWay);
            }
        }
    }

    private ReconcileReport Report()
    {
        var (added, changed, removed, repaired) = (0, 0, 0, 0);
        for (var place = 0; place < plan.Acts.Length; place++)
        {
            var act = plan.Acts[place];
            if (act == Act.Nothing)
            {
                continue;
            }

            _ = act is Act.Delete or Act.KeepAndDelete ? removed++
                : plan.StateOf(place) is { } before ? (IsWanted(in before, place) ? repaired++ : changed++)
                : act == Act.Add ? added++ : changed++;
        }

        return new ReconcileReport(added, changed, removed, repaired, kept.Count);
    }

    // The state already said what the tree says: so somebody had changed it since.
    private bool IsWanted(in StateEntry before, int place)
    {
        ref readonly var wanted = ref plan.Wanted.Entries[plan.Places.EntryIn(place, 0)];
        return before.Blob == wanted.Blob && before.Mode == wanted.Mode;
    }
}
