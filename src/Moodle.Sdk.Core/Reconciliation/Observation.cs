using System.Collections.Concurrent;
using System.Collections.Immutable;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Reconciliation.States;
using Moodle.Sdk.Threading;

namespace Moodle.Sdk.Reconciliation;

/// <summary>How a managed place of the output differs from the state.</summary>
internal enum DriftKind
{
    /// <summary>Nothing is there, or its folder is gone or a link.</summary>
    Missing,

    Edited,

    /// <summary>The right content with the wrong exec bit.</summary>
    WrongMode,

    /// <summary>Something of another kind: a folder for a file, a link for a folder.</summary>
    Replaced,
}

/// <summary>One managed place that differs.</summary>
/// <param name="Path">Path from the output's root, with slashes.</param>
internal readonly record struct Drift(string Path, DriftKind Kind);

/// <summary>
/// Every managed place of an output looked at and compared with the state. Nothing is written, nothing composed, no repository opened.
/// </summary>
/// <param name="Drifts">What differs, ordered by path.</param>
/// <param name="Hashed">How many files' content had to be read, since their times proved nothing.</param>
internal sealed record Observation(ImmutableArray<Drift> Drifts, int Hashed)
{
    public bool IsIntact => Drifts.IsEmpty;

    /// <summary>Looks at an output.</summary>
    /// <param name="state">Its state. Times of files whose content proves right are brought up to date in it, in memory.</param>
    /// <param name="hashEverything">Reads every file instead of trusting its times: Verify and Rebuild.</param>
    /// <exception cref="SystemFaultException">A file cannot be looked at.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Observation Of(OutputFolder output, OutputState state, bool hashEverything, CancellationToken cancel)
    {
        if (!Directory.Exists(output.Path))
        {
            return new Observation([.. state.Paths().Select(path => new Drift(path, DriftKind.Missing))], 0);
        }

        using var files = OutputFiles.Open(output.Path);
        return Of(files, state, hashEverything, cancel);
    }

    private static Observation Of(OutputFiles files, OutputState state, bool hashEverything, CancellationToken cancel)
    {
        var places = state.Places;
        var folders = FolderLook.At(files, places, cancel);
        var drifts = new ConcurrentBag<(int Entry, DriftKind Kind)>();
        var (hashed, looking) = (0, FileStat.Now());
        ParallelWork.ForRanges(places.Count, 512, cancel, (from, to) =>
        {
            var entries = places.Entries;
            var read = 0;
            for (var i = from; i < to; i++)
            {
                cancel.ThrowIfCancellationRequested();
                ref var entry = ref entries[i];
                var seen = folders.IsOpen(in entry) ? files.Look(places.PathOf(in entry)) : FileStat.Missing;
                if (!hashEverything && entry.Matches(in seen, state.Written) && entry.HasModeOf(in seen, files.HasExecBits))
                {
                    continue;
                }

                if (Compare(files, places.PathOf(in entry), ref entry, in seen, looking, ref read) is { } drift)
                {
                    drifts.Add((i, drift));
                }
            }

            Interlocked.Add(ref hashed, read);
        });

        return new Observation(
            [.. drifts.OrderBy(d => d.Entry).Select(d => new Drift(OutputFiles.Text(places.PathOf(d.Entry)), d.Kind))],
            hashed);
    }

    // The slow way, for the few whose times differ or prove nothing.
    private static DriftKind? Compare(OutputFiles files, ReadOnlySpan<byte> path, ref StateEntry entry, in FileStat seen, long looking, ref int read)
    {
        if (seen.Kind != entry.Kind)
        {
            return seen.Kind == FileKind.Missing ? DriftKind.Missing : DriftKind.Replaced;
        }

        if (seen.Size != entry.Size)
        {
            return DriftKind.Edited;
        }

        read++;
        if (files.Hash(path, in seen) != entry.Blob)
        {
            return DriftKind.Edited;
        }

        entry.RecordSince(in seen, looking);
        return entry.HasModeOf(in seen, files.HasExecBits) ? null : DriftKind.WrongMode;
    }
}
