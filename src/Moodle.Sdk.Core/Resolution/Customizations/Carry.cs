using System.Collections.Immutable;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Patches;

namespace Moodle.Sdk.Resolution.Customizations;

/// <summary>A commit of a customisation as it was carried.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Changes">What it changes of the component as those before it left it, by path; null takes a file out. None where the component has all of it already.</param>
/// <param name="IsEmpty">True when the commit changes nothing where it was made either.</param>
internal sealed record CarriedCommit(SeriesCommit Commit, ImmutableSortedDictionary<string, PatchedFile?> Changes, bool IsEmpty);

/// <summary>Why a commit cannot be carried.</summary>
/// <param name="Commit">The commit.</param>
/// <param name="Path">The file.</param>
/// <param name="Line">The first line in conflict, as the component has it, counted from 1; 0 for the file as a whole.</param>
/// <param name="Ours">What the component has there.</param>
/// <param name="Theirs">What the commit makes of it.</param>
internal sealed record CarryConflict(SeriesCommit Commit, string Path, int Line, string Ours, string Theirs);

/// <summary>What carrying came to: where there are conflicts nothing but them counts, and they are those of the first commit that has some.</summary>
internal sealed record CarriedSeries(ImmutableArray<CarriedCommit> Commits, ImmutableArray<CarryConflict> Conflicts)
{
    /// <summary>What all commits together change.</summary>
    public IReadOnlyDictionary<string, PatchedFile?> Changes
    {
        get
        {
            var all = new SortedDictionary<string, PatchedFile?>(StringComparer.Ordinal);
            foreach (var (path, file) in Commits.SelectMany(c => c.Changes))
            {
                all[path] = file;
            }

            return all;
        }
    }
}

/// <summary>
/// Carries the commits of a customisation onto a component, in memory and one after the other, as git's cherry-pick does: a file that the component still has as
/// the commit found it becomes what the commit made of it, one that both changed is merged line by line.
/// </summary>
/// <param name="series">The commits.</param>
/// <param name="onto">The files of the component.</param>
/// <param name="isCore">True for Moodle itself, whose code may have moved below public/ since.</param>
/// <param name="merge">Merges a file: the ancestor, the component's, the commit's.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class Carry(OpenedSeries series, TreeFiles onto, bool isCore, Func<byte[], byte[], byte[], MergedFile> merge, CancellationToken cancel)
{
    private readonly Dictionary<string, PatchedFile?> _changed = new(StringComparer.Ordinal);
    private readonly bool _isBelowPublic = isCore && MoodleLayout.Of(onto).HasPublicFolder
        && series.TreeAt(series.Series.Base) is { } before && !MoodleLayout.Of(new(series.Objects, before)).HasPublicFolder;

    /// <summary>Carries them all.</summary>
    /// <exception cref="MissingObjectException">The cache lacks an object.</exception>
    /// <exception cref="RefusedContentException">A commit has what none should.</exception>
    public CarriedSeries Run()
    {
        var carried = ImmutableArray.CreateBuilder<CarriedCommit>();
        var before = series.Series.Base;
        foreach (var commit in series.Series.Commits)
        {
            cancel.ThrowIfCancellationRequested();
            var conflicts = new List<CarryConflict>();
            var entries = TreeDifference.Between(series.Objects, series.TreeAt(before), series.TreeAt(commit.Commit));
            var changes = ImmutableSortedDictionary.CreateBuilder<string, PatchedFile?>(StringComparer.Ordinal);
            // What goes first: a file may come in the place of a folder.
            foreach (var entry in entries.OrderBy(e => e.After is not null))
            {
                var path = PlaceOf(entry);
                var (ours, now) = (Find(path), (PatchedFile?)null);
                if (Conflict(path, entry, ours, ref now) is { } conflict)
                {
                    conflicts.Add(new(commit, path, conflict.Line, conflict.Ours, conflict.Theirs));
                }
                else if (!IsSame(now, ours))
                {
                    changes[path] = _changed[path] = now;
                }
            }

            if (conflicts.Count > 0)
            {
                return new([], [.. conflicts]);
            }

            carried.Add(new(commit, changes.ToImmutable(), entries.Count == 0));
            before = commit.Commit;
        }

        return new(carried.ToImmutable(), []);
    }

    // What came before 5.1 lies below public/ there, but for what stayed in the root as it was.
    private string PlaceOf(ChangedEntry entry)
    {
        var below = $"public/{entry.Path}";
        var moved = _isBelowPublic && (entry.Before is null || (Find(below) is not null && (entry.Before.Mode == EntryMode.Submodule || !IsSame(Find(entry.Path), FileOf(entry.Before)))));
        return moved ? below : entry.Path;
    }

    private (int Line, string Ours, string Theirs)? Conflict(string path, ChangedEntry entry, PatchedFile? ours, ref PatchedFile? now)
    {
        if (entry.Before is { Mode: EntryMode.Submodule } || entry.After is { Mode: EntryMode.Submodule } || onto.Find(path) is { Mode: EntryMode.Submodule })
        {
            return (0, "the folder as it is", "another commit of a git submodule, which cannot be carried");
        }

        var (before, after) = (FileOf(entry.Before), FileOf(entry.After));
        if (after is not null && ours is null && InTheWay(path) is { } way)
        {
            return (0, way, "a file");
        }

        now = ours;
        if (IsSame(ours, before) || IsSame(ours, after))
        {
            now = after;
            return null;
        }

        if (ours is null || after is null || (before is null && ours.Mode != after.Mode) || before is { Mode: EntryMode.SymbolicLink } || ours.Mode == EntryMode.SymbolicLink || after.Mode == EntryMode.SymbolicLink)
        {
            return (0, Described(ours, before), Described(after, before));
        }

        var mode = before is null || ours.Mode == before.Mode ? after.Mode : ours.Mode;
        if (before is not null && before.Content.Span.SequenceEqual(ours.Content.Span))
        {
            now = after with { Mode = mode };
            return null;
        }

        var merged = before is not null && before.Content.Span.SequenceEqual(after.Content.Span)
            ? new MergedFile(ours.Content.ToArray(), null)
            : merge(before?.Content.ToArray() ?? [], ours.Content.ToArray(), after.Content.ToArray());
        now = new(mode, merged.Content);
        return merged.Theirs is { } theirs ? ConflictingLines.Of(merged.Content, theirs) : null;
    }

    // A file and a folder cannot have one name, and which of them goes is not for us to say.
    private string? InTheWay(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            if (Find(path[..slash]) is not null)
            {
                return $"the file {path[..slash]}";
            }
        }

        return FilesIn(path).Any() ? "a folder" : null;
    }

    private IEnumerable<string> FilesIn(string folder) =>
        onto.NamesIn(folder).Select(name => $"{folder}/{name}").SelectMany(path => onto.Find(path) is { Mode: EntryMode.Tree } ? FilesIn(path) : Find(path) is null ? [] : [path])
            .Concat(_changed.Where(c => c.Value is not null && c.Key.StartsWith($"{folder}/", StringComparison.Ordinal)).Select(c => c.Key));

    private static string Described(PatchedFile? file, PatchedFile? before) =>
        file is null ? "no such file"
        : file.Mode == EntryMode.SymbolicLink ? "a link"
        : before is null ? $"{(file.Mode == EntryMode.Executable ? "an executable" : "a")} file of its own"
        : "another content";

    private PatchedFile? Find(string path) => _changed.TryGetValue(path, out var now) ? now : ChangedCode.ReadFile(onto, path);

    private PatchedFile? FileOf(TreeEntry? entry) => entry is null ? null : new(entry.Mode, series.Objects.ReadBlob(new BlobId(entry.Id)));

    private static bool IsSame(PatchedFile? left, PatchedFile? right) =>
        left is null || right is null ? left is null && right is null : left.Mode == right.Mode && left.Content.Span.SequenceEqual(right.Content.Span);
}
