using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Git;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// Writes files and links of a tree from their blobs, on all cores, in the order in which the cache reads them best, and records what lstat says of each.
/// </summary>
/// <param name="places">The tree's places; an entry's index is the same as in the tree.</param>
internal sealed class BlobWriting(OutputFiles files, SiteTree tree, SiteObjects objects, EntryTable places)
{
    private long _newest;

    /// <summary>The newest time of a written file, by the file system's clock.</summary>
    public long Newest => _newest;

    /// <summary>
    /// Writes entries: where the places are empty and nobody looks yet, at once; else so that whoever looks sees the old file or the new one, never a part:
    /// beside its place, then renamed.
    /// </summary>
    /// <param name="entries">Their indexes.</param>
    /// <param name="temporaryKey">Part of the names of the temporary files; null where none are needed.</param>
    /// <param name="cancel">Stops the work between two files.</param>
    public void Write(int[] entries, string? temporaryKey, CancellationToken cancel)
    {
        var ordered = InReadingOrder(entries);
        // Long runs, since neighbours share the bases of their deltas; enough of them that no core waits for the last.
        var run = Math.Clamp(ordered.Length / (Environment.ProcessorCount * 16), 1, 1024);
        ParallelWork.ForRanges(ordered.Length, run, cancel, (from, to) =>
        {
            var newest = 0L;
            for (var i = from; i < to; i++)
            {
                cancel.ThrowIfCancellationRequested();
                ref var entry = ref places.Entries[ordered[i].Entry];
                var stat = Write(ordered[i].Entry, in entry, temporaryKey);
                entry.Record(in stat);
                newest = Math.Max(newest, stat.Newest);
            }

            lock (ordered)
            {
                _newest = Math.Max(_newest, newest);
            }
        });
    }

    // Store by store, each in the order that it reads best.
    private Reading[] InReadingOrder(int[] entries)
    {
        var ordered = new Reading[entries.Length];
        for (var i = 0; i < ordered.Length; i++)
        {
            var (store, position) = objects.ReadingOrder(tree.Entries[entries[i]]);
            ordered[i] = new Reading(entries[i], store, position);
        }

        Array.Sort(ordered, static (a, b) => a.Store != b.Store ? a.Store.CompareTo(b.Store) : a.Position.CompareTo(b.Position));
        return ordered;
    }

    private FileStat Write(int index, in StateEntry entry, string? temporaryKey)
    {
        var target = places.PathOf(in entry);
        if (temporaryKey is null)
        {
            return Create(index, target.ToArray(), entry.Mode);
        }

        var beside = Beside(target, TemporaryFiles.NameOf(temporaryKey, index));
        try
        {
            Create(index, beside, entry.Mode);
            files.Rename(beside, target);
        }
        catch
        {
            files.Delete(beside);
            throw;
        }

        // Renaming changes ctime.
        return files.Look(target);
    }

    private FileStat Create(int index, byte[] path, EntryMode mode)
    {
        var (entry, creation) = (tree.Entries[index], new Creation(files, path, mode));
        objects.ReaderOf(entry).ReadBlob(entry.Blob, creation, static (content, at) => at.Run(content));
        return creation.Done;
    }

    private static byte[] Beside(ReadOnlySpan<byte> target, string name) =>
        [.. target[..(target.LastIndexOf((byte)'/') + 1)], .. Encoding.UTF8.GetBytes(name), 0];

    private sealed record Reading(int Entry, int Store, long Position);

    private sealed class Creation(OutputFiles files, byte[] path, EntryMode mode)
    {
        public FileStat Done { get; private set; }

        public void Run(ReadOnlySpan<byte> content) => Done = mode == EntryMode.SymbolicLink
            ? files.CreateLink(path, content)
            : files.Create(path, content, mode == EntryMode.Executable);
    }
}
