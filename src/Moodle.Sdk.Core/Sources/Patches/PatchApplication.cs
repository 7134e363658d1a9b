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
    private readonly PatchedTree _tree;
    private readonly List<PatchShift> _shifts = [];
    private readonly List<PatchFailure> _failures = [];
    private readonly HunkApplication _hunks;

    public PatchApplication(ImmutableArray<FilePatch> files, Func<string, PatchedFile?> read)
    {
        (_files, _tree) = (files, new(files, read));
        _hunks = new(new HunkPlace(), _shifts, _failures);
    }

    public PatchOutcome Run()
    {
        foreach (var patch in _files)
        {
            Apply(patch);
        }

        var changes = _tree.Changes;
        foreach (var patch in _failures.Count > 0 ? [] : _files.Where(patch => patch.NewPath is { } path && changes.ContainsKey(path)))
        {
            if (_tree.InTheWayOf(patch.NewPath!) is var (path, mode))
            {
                Fail(patch with { OldPath = null }, $"cannot be in {path}, which is a {(IsLink(mode) ? "link" : "file")}");
            }
        }

        return new(changes, [.. _shifts], [.. _failures]);
    }

    private void Apply(FilePatch patch)
    {
        var before = Before(patch);
        if (WhyNot(patch, before) is { } why)
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
            Fail(patch, "has more than the patch deletes");
        }
        else if (patch.Act != PatchAct.Delete && IsLink(mode) && (content.Length == 0 || content.Span.Contains((byte)0)))
        {
            Fail(patch, "would be a link that leads nowhere");
        }
        else
        {
            _tree.Take(patch, new(mode, content));
        }
    }

    // The file that a diff starts from; null where there is none.
    private PatchedFile? Before(FilePatch patch) =>
        patch.OldPath is not { } old ? null : patch.Act is PatchAct.Rename or PatchAct.Copy ? _tree.Before(old) : _tree.Now(old);

    private string? WhyNot(FilePatch patch, PatchedFile? before)
    {
        if (patch.OldPath is { } old)
        {
            if (patch.Act is not (PatchAct.Rename or PatchAct.Copy) && _tree.IsGone(old))
            {
                return "is deleted or renamed by an earlier diff of the same patch";
            }

            if (patch.Act == PatchAct.Rename && _tree.IsChanged(old))
            {
                return "is changed by an earlier diff of the same patch and renamed by this one: put each commit into a patch of its own";
            }

            if (before is null && patch.Act != PatchAct.ChangeOrCreate)
            {
                return "is not there";
            }

            if (before is not null && (IsLink(patch.OldMode ?? before.Mode) != IsLink(before.Mode) || IsLink(patch.NewMode ?? before.Mode) != IsLink(before.Mode)))
            {
                return "is of another kind, file or link, than in the patch";
            }
        }

        var makes = patch.Act is PatchAct.Create or PatchAct.Rename or PatchAct.Copy;
        return makes && !_tree.IsFree(patch.NewPath!) ? $"would become {patch.NewPath}, which is there already" : null;
    }

    private ReadOnlyMemory<byte> Content(FilePatch patch, PatchedFile? before)
    {
        if (patch.Binary is not { } binary)
        {
            return patch.Hunks.Length == 0 ? before?.Content ?? default : _hunks.Run(patch, before?.Content ?? default);
        }

        var after = BinaryApplication.Run(binary, before, out var why);
        if (why is not null)
        {
            Fail(patch, why, IsDoneAlready(patch, before));
        }

        return after;
    }

    private bool IsDoneAlready(FilePatch patch, PatchedFile? before) => patch.Act switch
    {
        PatchAct.Delete => before is null,
        PatchAct.Rename => before is null && _tree.Before(patch.NewPath!) is not null,
        PatchAct.Create => _tree.Before(patch.NewPath!) is { } made && Makes(patch, made.Content),
        _ => patch.Binary is not null && before is not null && Makes(patch, before.Content),
    };

    // Whether a file is what a diff makes, which does not depend on what was there before.
    private static bool Makes(FilePatch patch, ReadOnlyMemory<byte> file) => patch.Binary is { NewId: var id }
        ? ObjectHash.Of(ObjectKind.Blob, file.Span).ToString() == id
        : file.Span.SequenceEqual((byte[])[.. patch.Hunks.SelectMany(hunk => hunk.New).SelectMany(line => line.Text.ToArray())]);

    private void Fail(FilePatch patch, string why, bool isAlreadyThere = false) => _failures.Add(new(patch.Path, 0, patch.Line, 0, "", "", isAlreadyThere, why));

    private static bool IsLink(EntryMode mode) => mode == EntryMode.SymbolicLink;
}
