using System.Collections.Immutable;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>A tree while the diffs of a patch file change it.</summary>
/// <param name="files">The diffs.</param>
/// <param name="read">Gives the file at a path of the tree; null where there is no file.</param>
internal sealed class PatchedTree(ImmutableArray<FilePatch> files, Func<string, PatchedFile?> read)
{
    private readonly Dictionary<string, PatchedFile?> _before = new(StringComparer.Ordinal);

    // What a later diff moves away or deletes, so that its place is free for an earlier one.
    private readonly HashSet<string> _leaving =
        new(files.Where(file => file.Act is PatchAct.Delete or PatchAct.Rename).Select(file => file.OldPath!), StringComparer.Ordinal);

    // What the diffs so far made of each path; null: it is gone.
    private readonly Dictionary<string, PatchedFile?> _now = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    // What will be deleted, then what will be written, however the diffs are ordered.
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PatchedFile> _written = new(StringComparer.Ordinal);

    /// <summary>All that the diffs made of the tree.</summary>
    public ImmutableSortedDictionary<string, PatchedFile?> Changes =>
        _deleted.Where(path => Before(path) is not null).ToImmutableSortedDictionary(path => path, _ => (PatchedFile?)null, StringComparer.Ordinal)
            .SetItems(_written.Select(file => KeyValuePair.Create(file.Key, (PatchedFile?)file.Value)));

    /// <summary>The file at a path before all diffs.</summary>
    public PatchedFile? Before(string path)
    {
        if (!_before.TryGetValue(path, out var file))
        {
            _before[path] = file = read(path);
        }

        return file;
    }

    /// <summary>The file at a path after the diffs so far.</summary>
    public PatchedFile? Now(string path) => _now.TryGetValue(path, out var made) ? made : Before(path);

    /// <summary>Whether a diff so far deleted or renamed the file at a path.</summary>
    public bool IsGone(string path) => _now.TryGetValue(path, out var made) && made is null;

    /// <summary>Whether the file at a path is no longer, or not yet, what the tree had before all diffs, though nothing moved it.</summary>
    public bool IsChanged(string path) => _changed.Contains(path) || (_now.GetValueOrDefault(path) is not null && Before(path) is null);

    /// <summary>Whether a file may be made at a path.</summary>
    public bool IsFree(string path) => Before(path) is null || (_now.TryGetValue(path, out var made) ? made is null : _leaving.Contains(path));

    /// <summary>Takes in what a diff makes.</summary>
    public void Take(FilePatch patch, PatchedFile file)
    {
        if (patch.Act == PatchAct.Delete)
        {
            _written.Remove(patch.OldPath!);
        }

        if (patch.NewPath is { } path)
        {
            _written[path] = _now[path] = file;
        }

        if (patch.Act is PatchAct.Delete or PatchAct.Rename)
        {
            _deleted.Add(patch.OldPath!);
            _now[patch.OldPath!] = null;
        }
        else if (patch.NewPath == patch.OldPath)
        {
            _changed.Add(patch.OldPath!);
        }
    }

    /// <summary>The file or link that takes the place of a folder above a path; null when there is none. A file cannot lie in what is none.</summary>
    public (string Path, EntryMode Mode)? InTheWayOf(string path)
    {
        for (var end = path.LastIndexOf('/'); end > 0; end = path.LastIndexOf('/', end - 1))
        {
            var folder = path[..end];
            if ((_written.GetValueOrDefault(folder) ?? (_deleted.Contains(folder) ? null : Before(folder))) is { } file)
            {
                return (folder, file.Mode);
            }
        }

        return null;
    }
}
