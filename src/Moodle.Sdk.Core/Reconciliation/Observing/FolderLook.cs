using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Reconciliation.Observing;

/// <summary>
/// What stands at the places of a table's folders. A folder counts only when all above it are folders themselves: behind a link nothing is ours,
/// so what lies there is missing.
/// </summary>
internal sealed class FolderLook
{
    private readonly FileKind[] _kinds;

    private FolderLook(FileKind[] kinds) => _kinds = kinds;

    /// <summary>What stands at a folder's place.</summary>
    public FileKind this[int folder] => _kinds[folder];

    /// <summary>True when the folder that holds an entry is there.</summary>
    public bool IsOpen(in StateEntry entry) => entry.Folder < 0 || _kinds[entry.Folder] == FileKind.Folder;

    public static FolderLook At(OutputFiles files, EntryTable table, CancellationToken cancel)
    {
        var kinds = new FileKind[table.FolderCount];
        ParallelWork.ForRanges(kinds.Length, 512, cancel, (from, to) =>
        {
            var folders = table.Folders;
            for (var i = from; i < to; i++)
            {
                kinds[i] = files.Look(table.PathOf(in folders[i])).Kind;
            }
        });

        return Close(table, kinds);
    }

    /// <summary>As <see cref="At(OutputFiles, EntryTable, CancellationToken)"/>; what was seen of another table's folders is not looked at again.</summary>
    /// <param name="inSeen">For each folder its index in that other table; negative when that lacks it.</param>
    public static FolderLook At(OutputFiles files, EntryTable table, FolderLook seen, int[] inSeen)
    {
        var kinds = new FileKind[table.FolderCount];
        for (var i = 0; i < kinds.Length; i++)
        {
            kinds[i] = inSeen[i] >= 0 ? seen[inSeen[i]] : files.Look(table.PathOfFolder(i)).Kind;
        }

        return Close(table, kinds);
    }

    // Behind what is no folder nothing counts.
    private static FolderLook Close(EntryTable table, FileKind[] kinds)
    {
        var entries = table.Folders;
        for (var i = 0; i < kinds.Length; i++)
        {
            var above = entries[i].Folder;
            kinds[i] = above < 0 || kinds[above] == FileKind.Folder ? kinds[i] : FileKind.Missing;
        }

        return new FolderLook(kinds);
    }
}
