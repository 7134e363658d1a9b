namespace Moodle.Sdk.Sources.Patches;

/// <summary>
/// Finds where a hunk fits, by the rules of git apply (find_pos and match_fragment in apply.c): the nearest place where all its lines stand, further down before
/// further up; one that begins with line 0 or 1 fits only at the beginning, one that ends without context only at the end.
/// </summary>
internal sealed class HunkPlace
{
    // Lines compared and moved for one patch file, of which the patch of a whole Moodle release needs a tenth. They take less than a second.
    private const long MostWork = 100_000_000;

    private long _work;

    /// <summary>Whether no more may be looked for in this patch file: its hunks fit nowhere, or nearly everywhere.</summary>
    public bool IsTired => _work > MostWork;

    /// <summary>Adds to the work that was done.</summary>
    /// <param name="lines">Lines that were moved.</param>
    public void Work(int lines) => _work += lines;

    /// <summary>Where the lines stand; -1 for nowhere.</summary>
    /// <param name="image">The file.</param>
    /// <param name="lines">All lines that must be there.</param>
    /// <param name="expected">Where they should be, from 0 on.</param>
    /// <param name="isAtBeginning">Whether they must be the first.</param>
    /// <param name="isAtEnd">Whether they must be the last.</param>
    public int Find(LineImage image, ImageLine[] lines, int expected, bool isAtBeginning, bool isAtEnd)
    {
        var last = image.Count - lines.Length;
        if (last < 0 || (isAtBeginning && isAtEnd && last > 0))
        {
            return -1;
        }

        if (isAtBeginning || isAtEnd)
        {
            var only = isAtBeginning ? 0 : last;
            return Fits(image, lines, only) ? only : -1;
        }

        var start = Math.Clamp(expected, 0, image.Count);
        for (var distance = 0; !IsTired && (start - distance >= 0 || start + distance <= last); distance++)
        {
            if (start + distance <= last && Fits(image, lines, start + distance))
            {
                return start + distance;
            }

            if (distance > 0 && start - distance >= 0 && start - distance <= last && Fits(image, lines, start - distance))
            {
                return start - distance;
            }
        }

        return -1;
    }

    private bool Fits(LineImage image, ImageLine[] lines, int at)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            _work++;
            if (image[at + i].Key != lines[i].Key)
            {
                return false;
            }
        }

        // Nobody can make two lines with one key; nobody has to believe that.
        return Enumerable.Range(0, lines.Length).All(i => image[at + i].IsSame(lines[i]));
    }
}
