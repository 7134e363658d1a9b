using System.Collections.Concurrent;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// What a first build that did not come to its end left in the folder beside the output: files as the tree has them stay, and whatever else is there goes,
/// since nobody's files are in such a folder. A file may be cut off, or of another tree.
/// </summary>
internal sealed class BegunFolder(OutputFiles files, EntryTable places, CancellationToken cancel)
{
    private readonly HashSet<string> _folders = Enumerable.Range(0, places.FolderCount).Select(f => OutputFiles.Text(places.PathOfFolder(f))).ToHashSet(StringComparer.Ordinal);
    private readonly List<int> _found = [];

    /// <summary>Deletes what is not of the tree, and records what stays.</summary>
    /// <returns>The entries that are not there.</returns>
    public static int[] Clear(OutputFiles files, EntryTable places, CancellationToken cancel)
    {
        var folder = new BegunFolder(files, places, cancel);
        folder.Visit("\0"u8.ToArray());
        var kept = folder.Check();
        return [.. Enumerable.Range(0, places.Count).Where(entry => !kept.Contains(entry))];
    }

    // By the names as they stand there, which is more than what answers to them where case does not count.
    private void Visit(byte[] folder)
    {
        foreach (var name in files.List(folder))
        {
            cancel.ThrowIfCancellationRequested();
            var path = OutputFiles.Join(folder, name);
            var kind = files.Look(path).Kind;
            if (kind == FileKind.Folder && _folders.Contains(OutputFiles.Text(path)))
            {
                Visit(path);
            }
            else if (kind is FileKind.File or FileKind.Link && places.Find(path) is >= 0 and var entry)
            {
                _found.Add(entry);
            }
            else
            {
                files.DeleteAll(path, cancel);
            }
        }
    }

    private HashSet<int> Check()
    {
        var (kept, looking) = (new ConcurrentBag<int>(), FileStat.Now());
        ParallelWork.ForRanges(_found.Count, 128, cancel, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                cancel.ThrowIfCancellationRequested();
                ref var entry = ref places.Entries[_found[i]];
                var path = places.PathOf(in entry);
                var seen = files.Look(path);
                if (seen.Kind == entry.Kind && entry.HasModeOf(in seen, files.HasExecBits) && files.Hash(path, in seen) == entry.Blob)
                {
                    entry.RecordSince(in seen, looking);
                    kept.Add(_found[i]);
                }
                else
                {
                    files.Delete(path);
                }
            }
        });

        return [.. kept];
    }
}
