using Moodle.Sdk.Composition;
using Moodle.Sdk.Git;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// Writes files and links of a tree from their blobs, on all cores, in the order in which the cache reads them best, and records what is known of each.
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
                newest = Math.Max(newest, Write(ordered[i].Entry, ref entry, temporaryKey).Newest);
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

        // Loose objects all come last, and so by their places: files of one folder together.
        Array.Sort(ordered, static (a, b) => a.Store != b.Store ? a.Store.CompareTo(b.Store) : a.Position != b.Position ? a.Position.CompareTo(b.Position) : a.Entry.CompareTo(b.Entry));
        return ordered;
    }

    // Recorded is what is known to be ours: somebody else may write to the place as soon as it is there.
    private FileStat Write(int index, ref StateEntry entry, string? temporaryKey)
    {
        var target = places.PathOf(in entry).ToArray();
        var known = temporaryKey is null ? Create(index, target, entry.Mode, inSight: false) : Replace(index, target, entry.Mode, TemporaryFiles.NameOf(temporaryKey, index));
        // Renaming changes ctime; a link can be looked at only by its name.
        var seen = temporaryKey is null && entry.Kind == FileKind.File ? known : files.Look(target);
        var isOurs = entry.Kind == FileKind.File ? seen.IsStill(in known) : seen.Kind == FileKind.Link && files.Hash(target, in seen) == entry.Blob;
        if (isOurs)
        {
            entry.Record(in seen);
        }
        else
        {
            entry.RecordUntrusted(in seen);
        }

        return seen;
    }

    private FileStat Replace(int index, byte[] target, EntryMode mode, string temporaryName)
    {
        var beside = OutputFiles.Beside(target, OutputFiles.Bytes(temporaryName));
        try
        {
            var known = Create(index, beside, mode, inSight: true);
            files.Rename(beside, target.AsSpan(target.AsSpan().LastIndexOf((byte)'/') + 1));
            return known;
        }
        catch
        {
            files.Delete(beside);
            throw;
        }
    }

    private FileStat Create(int index, byte[] path, EntryMode mode, bool inSight)
    {
        var (entry, creation) = (tree.Entries[index], new Creation(files, path, mode, inSight));
        objects.ReaderOf(entry).ReadBlob(entry.Blob, creation, static (content, at) => at.Run(content));
        return creation.Done;
    }

    private sealed record Reading(int Entry, int Store, long Position);

    private sealed class Creation(OutputFiles files, byte[] path, EntryMode mode, bool inSight)
    {
        public FileStat Done { get; private set; }

        public void Run(ReadOnlySpan<byte> content)
        {
            if (mode == EntryMode.SymbolicLink)
            {
                files.CreateLink(path, content);
            }
            else
            {
                Done = files.Create(path, content, mode == EntryMode.Executable, inSight);
            }
        }
    }
}
