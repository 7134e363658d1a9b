using System.Collections.Immutable;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>
/// Applies all diffs of a patch file to a tree, by the rules of git apply (check_patch in apply.c): a diff goes on from what an earlier one made of its file, but renames
/// and copies start from the tree as it was, so that two files can change places.
/// </summary>
internal sealed class PatchApplication
{
    private readonly ImmutableArray<FilePatch> _files;
    private readonly Func<string, PatchedFile?> _read;
    private readonly Dictionary<string, PatchedFile?> _tree = new(StringComparer.Ordinal);

    // What a later diff moves away or deletes, so that its place is free for an earlier one.
    private readonly HashSet<string> _leaving;

    // What the diffs so far made of each path; null: it is gone.
    private readonly Dictionary<string, PatchedFile?> _now = new(StringComparer.Ordinal);

    private readonly HashSet<string> _changed = new(StringComparer.Ordinal);

    // What will be deleted, then what will be written, however the diffs are ordered.
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PatchedFile> _written = new(StringComparer.Ordinal);

    private readonly List<PatchShift> _shifts = [];
    private readonly List<PatchFailure> _failures = [];
    private readonly HunkApplication _hunks;

    public PatchApplication(ImmutableArray<FilePatch> files, Func<string, PatchedFile?> read)
    {
        (_files, _read) = (files, read);
        _leaving = new(files.Where(file => file.Act is PatchAct.Delete or PatchAct.Rename).Select(file => file.OldPath!), StringComparer.Ordinal);
        _hunks = new(new HunkPlace(), _shifts, _failures);
    }

    public PatchOutcome Run()
    {
        foreach (var patch in _files)
        {
            Apply(patch);
        }

        var changes = _deleted.Where(path => Read(path) is not null).ToImmutableSortedDictionary(path => path, _ => (PatchedFile?)null, StringComparer.Ordinal)
            .SetItems(_written.Select(file => KeyValuePair.Create(file.Key, (PatchedFile?)file.Value)));
        foreach (var patch in _files.Where(patch => patch.NewPath is not null && _failures.Count == 0))
        {
            CheckFolders(patch, changes);
        }

        return new(changes, [.. _shifts], [.. _failures]);
    }

    private void Apply(FilePatch patch)
    {
        if (Before(patch, out var before) is { } why)
        {
            Fail(patch, why, IsDoneAlready(patch, before));
            return;
        }

        var failures = _failures.Count;
        var content = Content(patch, before);
        if (_failures.Count > failures)
        {
            return;
        }

        var mode = patch.NewMode ?? before?.Mode ?? EntryMode.File;
        if (patch.Act == PatchAct.Delete && content.Length > 0)
        {
            Fail(patch, "has more than the patch deletes", false);
        }
        else if (patch.Act != PatchAct.Delete && mode == EntryMode.SymbolicLink && (content.Length == 0 || content.Span.Contains((byte)0)))
        {
            Fail(patch, "would be a link that leads nowhere", false);
        }
        else
        {
            Take(patch, new(mode, content));
        }
    }

    // The file that a diff starts from, null where it makes one; or why it cannot start.
    private string? Before(FilePatch patch, out PatchedFile? before)
    {
        before = null;
        if (patch.OldPath is { } old)
        {
            var isMade = _now.TryGetValue(old, out var made);
            if (isMade && made is null && patch.Act is not (PatchAct.Rename or PatchAct.Copy))
            {
                return "is deleted or renamed by an earlier diff of the same patch";
            }

            if (patch.Act == PatchAct.Rename && (_changed.Contains(old) || (made is not null && Read(old) is null)))
            {
                return "is changed by an earlier diff of the same patch and renamed by this one: put each commit into a patch of its own";
            }

            before = patch.Act is PatchAct.Rename or PatchAct.Copy ? Read(old) : made ?? Read(old);
            if (before is null && patch.Act != PatchAct.ChangeOrCreate)
            {
                return "is not there";
            }

            if (before is not null && ((patch.OldMode is { } was && IsLink(was) != IsLink(before.Mode)) || (patch.NewMode is { } becomes && IsLink(becomes) != IsLink(before.Mode))))
            {
                return "is of another kind, file or link, than in the patch";
            }
        }

        var makes = patch.Act is PatchAct.Create or PatchAct.Rename or PatchAct.Copy || before is null;
        var isFree = _now.TryGetValue(patch.NewPath ?? "", out var taken) ? taken is null : _leaving.Contains(patch.NewPath ?? "");
        return patch.NewPath is { } path && makes && !isFree && Read(path) is not null ? $"would become {path}, which is there already" : null;
    }

    private ReadOnlyMemory<byte> Content(FilePatch patch, PatchedFile? before)
    {
        if (patch.Binary is { } binary)
        {
            var after = BinaryApplication.Run(binary, patch.OldPath is null ? null : before, out var why);
            if (why is not null)
            {
                Fail(patch, why, IsDoneAlready(patch, before));
            }

            return after;
        }

        return patch.Hunks.Length == 0 ? before?.Content ?? default : _hunks.Run(patch, before?.Content ?? default);
    }

    private void Take(FilePatch patch, PatchedFile file)
    {
        if (patch.Act is PatchAct.Delete or PatchAct.Rename)
        {
            _deleted.Add(patch.OldPath!);
            _now[patch.OldPath!] = null;
        }

        if (patch.Act == PatchAct.Delete)
        {
            _written.Remove(patch.OldPath!);
        }

        if (patch.NewPath is { } path)
        {
            if (path == patch.OldPath)
            {
                _changed.Add(path);
            }

            _written[path] = file;
            _now[path] = patch.Act == PatchAct.Rename && path == patch.OldPath ? null : file;
        }
    }

    // A file cannot lie in what is a file or a link.
    private void CheckFolders(FilePatch patch, ImmutableSortedDictionary<string, PatchedFile?> changes)
    {
        for (var end = patch.NewPath!.LastIndexOf('/'); end > 0 && changes.ContainsKey(patch.NewPath); end = patch.NewPath.LastIndexOf('/', end - 1))
        {
            var folder = patch.NewPath[..end];
            if ((changes.TryGetValue(folder, out var changed) ? changed : Read(folder)) is { } inTheWay)
            {
                Fail(patch with { OldPath = null }, $"cannot be in {folder}, which is a {(IsLink(inTheWay.Mode) ? "link" : "file")}", false);
                return;
            }
        }
    }

    private bool IsDoneAlready(FilePatch patch, PatchedFile? before) => patch.Act switch
    {
        PatchAct.Delete => before is null,
        PatchAct.Create when patch.Binary is { NewId: var id } => Read(patch.NewPath!) is { } file && ObjectHash.Of(ObjectKind.Blob, file.Content.Span).ToString() == id,
        PatchAct.Create => Read(patch.NewPath!) is { } file && file.Content.Span.SequenceEqual(Made(patch)),
        PatchAct.Change when patch.Binary is { NewId: var id } => before is not null && ObjectHash.Of(ObjectKind.Blob, before.Content.Span).ToString() == id,
        PatchAct.Rename => before is null && Read(patch.NewPath!) is not null,
        _ => false,
    };

    private static byte[] Made(FilePatch patch) => [.. patch.Hunks.SelectMany(hunk => hunk.New).SelectMany(line => line.Text.ToArray())];

    private void Fail(FilePatch patch, string why, bool isAlreadyThere) => _failures.Add(new(patch.Path, 0, patch.Line, 0, "", "", isAlreadyThere, why));

    private static bool IsLink(EntryMode mode) => mode == EntryMode.SymbolicLink;

    private PatchedFile? Read(string path)
    {
        if (!_tree.TryGetValue(path, out var file))
        {
            _tree[path] = file = _read(path);
        }

        return file;
    }
}
