using System.Globalization;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>Applies the hunks of one file.</summary>
/// <param name="place">Finds where they fit.</param>
/// <param name="shifts">Takes the hunks that fit elsewhere than they say.</param>
/// <param name="failures">Takes those that do not fit.</param>
internal sealed class HunkApplication(HunkPlace place, List<PatchShift> shifts, List<PatchFailure> failures)
{
    private const string TakesTooLong = "takes too long to be searched: the lines of this patch stand nowhere, or nearly everywhere";

    // Where hunks made the file longer, and by how much.
    private readonly List<(int At, int By)> _grown = [];

    /// <summary>Applies all hunks; after one that does not fit the others are tried too, so that all of them are told.</summary>
    /// <param name="patch">The diff.</param>
    /// <param name="before">The file; empty for one that is made.</param>
    /// <returns>The file as it becomes; null when a hunk does not fit.</returns>
    public byte[]? Run(FilePatch patch, ReadOnlyMemory<byte> before)
    {
        if (place.IsTired || LineImage.Of(before) is not { } image)
        {
            failures.Add(new(patch.Path, 0, patch.Line, 0, "", "", false, place.IsTired ? TakesTooLong : $"has more than {LineImage.MostLines:N0} lines"));
            return null;
        }

        place.Work(image.Count);
        _grown.Clear();
        var failed = failures.Count;
        // What the hunks before it that did not fit would have made longer.
        var missing = 0;
        for (var i = 0; i < patch.Hunks.Length; i++)
        {
            var hunk = patch.Hunks[i];
            if (!TryApply(patch.Path, i + 1, hunk, image, missing))
            {
                missing += hunk.New.Count() - hunk.Old.Count();
            }
        }

        if (failures.Count > failed)
        {
            return null;
        }

        var after = image.ToFile(BinaryHunk.MostBytes);
        if (after is null)
        {
            failures.Add(new(patch.Path, 0, patch.Line, 0, "", "", false, $"would have more than {BinaryHunk.MostBytes >> 20} MB"));
        }

        return after;
    }

    private bool TryApply(string path, int number, Hunk hunk, LineImage image, int missing)
    {
        ImageLine[] old = [.. hunk.Old.Select(line => LineImage.Line(line.Text))];
        var expected = Math.Max(hunk.NewStart - 1, 0);
        var at = place.Find(image, old, expected, hunk.OldStart <= 1, !hunk.EndsInContext);
        if (at < 0 || (old.Length == 0 && at != expected))
        {
            failures.Add(Failure(path, number, hunk, old, image, expected - missing));
            return false;
        }

        if (at != expected)
        {
            shifts.Add(new(path, number, at - expected));
        }

        ReadOnlyMemory<byte>[] made = [.. hunk.New.Select(line => line.Text)];
        place.Work(image.Replace(at, old.Length, made));
        _grown.Add((at, made.Length - old.Length));
        return true;
    }

    private PatchFailure Failure(string path, int number, Hunk hunk, ImageLine[] old, LineImage image, int expected)
    {
        if (place.IsTired)
        {
            return new(path, number, hunk.Line, 0, "", "", false, TakesTooLong);
        }

        if (old.Length == 0)
        {
            return new(path, number, hunk.Line, 0, "", "", false, "is not where this hunk says, which has no lines around it: make the patch without -U0");
        }

        place.Work(HunkMiss.Work);
        var (line, wanted, found, isInLineEnds) = HunkMiss.Describe(image, old, expected);
        ImageLine[] made = [.. hunk.New.Select(added => LineImage.Line(added.Text))];
        var isThere = made.Length > 0 && place.Find(image, made, expected, hunk.NewStart <= 1, !hunk.EndsInContext) >= 0;
        var elsewhere = isThere ? -1 : place.Find(image, old, expected, isAtBeginning: false, isAtEnd: false);
        if (elsewhere >= 0)
        {
            return new(path, number, hunk.Line, InTree(elsewhere + 1), "", "", false, string.Create(CultureInfo.InvariantCulture, $"has these lines at line {InTree(elsewhere + 1)}, but the hunk is made for the {(hunk.OldStart <= 1 && elsewhere > 0 ? "beginning" : "end")} of the file"));
        }

        var why = isThere ? "has this change already" : isInLineEnds ? "has other line ends here than the patch" : "has no such lines";
        return new(path, number, hunk.Line, InTree(line), wanted, found, isThere, why);
    }

    // A line in the file as it was before any hunk.
    private int InTree(int line) => line - _grown.Where(grown => grown.At < line).Sum(grown => grown.By);
}
