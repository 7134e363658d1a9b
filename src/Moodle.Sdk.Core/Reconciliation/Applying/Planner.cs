using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Reconciliation.States;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>Looks at every place of the tree and of earlier builds, and decides what is to be done there. Changes nothing on disk.</summary>
internal sealed class Planner
{
    private readonly OutputFiles _files;
    private readonly EntryTable[] _tables;
    private readonly OutputState? _state;
    private readonly bool _hashEverything;
    private readonly LineEndsAlone? _lineEnds;
    private readonly MergedPlaces _places;
    private readonly int[][] _inTree;
    private readonly FolderLook[] _folders;
    private readonly CaseTwins _twins;
    private readonly long _looking = FileStat.Now();

    private Planner(OutputFiles files, EntryTable wanted, OutputState? state, EntryTable[] earlier, bool hashEverything, LineEndsAlone? lineEnds, CancellationToken cancel)
    {
        (_files, _state, _hashEverything, _lineEnds) = (files, state, hashEverything, lineEnds);
        _tables = [wanted, .. state is null ? [] : new[] { state.Places }, .. earlier];
        _places = new MergedPlaces(_tables);
        _inTree = [.. _tables.Select(table => table.FoldersIn(wanted))];
        var folders = FolderLook.At(files, wanted, cancel);
        _folders = [folders, .. _tables.Zip(_inTree).Skip(1).Select(t => FolderLook.At(files, t.First, folders, t.Second))];
        _twins = new CaseTwins(files, _tables, _places);
    }

    /// <summary>Gives each place one act.</summary>
    /// <param name="wanted">The tree's places; what is seen of files that are as they should be is recorded in it.</param>
    /// <param name="earlier">What other builds wrote, or were about to.</param>
    /// <param name="hashEverything">Trust no times.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="lineEnds">Tells what gives way without being kept, since only its line ends differ; null where all that differs is kept.</param>
    public static Plan Decide(
        OutputFiles files, EntryTable wanted, OutputState? state, EntryTable[] earlier, bool hashEverything, CancellationToken cancel, LineEndsAlone? lineEnds = null)
    {
        var planner = new Planner(files, wanted, state, earlier, hashEverything, lineEnds, cancel);
        var acts = new Act[planner._places.Count];
        ParallelWork.ForRanges(acts.Length, 256, cancel, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                cancel.ThrowIfCancellationRequested();
                acts[i] = planner.Decide(i);
            }
        });

        return new Plan(planner._tables, state is not null, planner._places, acts, planner._folders, planner._inTree);
    }

    private Act Decide(int place)
    {
        var table = _places.FirstTable(place);
        ref readonly var entry = ref _tables[table].Entries[_places.EntryIn(place, table)];
        var path = _tables[table].PathOf(in entry);
        var seen = _folders[table].IsOpen(in entry) && !_twins.IsElsewhere(place) ? _files.Look(path) : FileStat.Missing;
        return table == 0 ? DecideWanted(place, path, in seen) : DecideStale(place, path, in seen);
    }

    private Act DecideWanted(int place, ReadOnlySpan<byte> path, in FileStat seen)
    {
        ref var wanted = ref _tables[0].Entries[_places.EntryIn(place, 0)];
        if (seen.Kind is not (FileKind.File or FileKind.Link))
        {
            return seen.Kind == FileKind.Missing ? Act.Add : Act.ClearAndAdd;
        }

        var blob = BlobAt(place, path, in seen);
        if (seen.Kind == wanted.Kind && blob == wanted.Blob)
        {
            wanted.RecordSince(in seen, _looking);
            KeepTrust(place, ref wanted, in seen);
            return wanted.HasModeOf(in seen, _files.HasExecBits) ? Act.Nothing : Act.Replace;
        }

        return WasWritten(place, in seen, blob) || (seen.Kind == FileKind.File && _lineEnds?.DifferAt(_places.EntryIn(place, 0), path, in seen) == true) ? Act.Replace : Act.KeepAndReplace;
    }

    private Act DecideStale(int place, ReadOnlySpan<byte> path, in FileStat seen) =>
        seen.Kind is not (FileKind.File or FileKind.Link) ? Act.Nothing
        : WasWritten(place, in seen, BlobAt(place, path, in seen)) ? Act.Delete
        : Act.KeepAndDelete;

    // The state vouches for a file whose times it knows; every other is read.
    private Git.ObjectId BlobAt(int place, ReadOnlySpan<byte> path, in FileStat seen)
    {
        if (!_hashEverything && StateEntryOf(place) is { } known && known.Matches(in seen, _state!.Written))
        {
            return known.Blob;
        }

        return _files.Hash(path, in seen);
    }

    // A file that the state already vouched for keeps its trust, however fresh it is: nobody touched it since.
    private void KeepTrust(int place, ref StateEntry wanted, in FileStat seen)
    {
        if (StateEntryOf(place) is { } known && known.Matches(in seen, _state!.Written))
        {
            wanted.Record(in seen);
        }
    }

    private StateEntry? StateEntryOf(int place) =>
        _state is not null && _places.EntryIn(place, 1) is var entry and >= 0 ? _state.Places.Entries[entry] : null;

    // True when some build before wrote just this, or was about to.
    private bool WasWritten(int place, in FileStat seen, Git.ObjectId blob)
    {
        for (var t = 1; t < _tables.Length; t++)
        {
            if (_places.EntryIn(place, t) is var entry and >= 0)
            {
                ref readonly var written = ref _tables[t].Entries[entry];
                if (written.Kind == seen.Kind && written.Blob == blob)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
