using System.Globalization;

namespace Moodle.Sdk.Sources.Patches;

/// <summary>The names that the lines of git's header give, which must go together.</summary>
/// <param name="stripped">How many leading folders to strip.</param>
/// <param name="said">What follows <c>diff --git</c>.</param>
internal sealed class HeaderNames(int stripped, string said)
{
    // What the first line says, where no other line has to.
    private readonly string? _both = PatchPaths.NamedTwice(said, stripped);

    private PatchAct _act = PatchAct.Change;
    private string? _old;
    private string? _new;

    /// <summary>Takes in a line.</summary>
    /// <param name="key">Its keyword.</param>
    /// <param name="value">What follows.</param>
    /// <param name="at">The line, from 0 on.</param>
    /// <exception cref="BadPatchException">It contradicts another.</exception>
    public void Take(string key, string value, int at)
    {
        switch (key)
        {
            case "---":
                _old = Agreed(_old, value, _act == PatchAct.Create, at);
                break;
            case "+++":
                _new = Agreed(_new, value, _act == PatchAct.Delete, at);
                break;
            case "deleted file mode":
                (_act, _old) = (Only(PatchAct.Delete, at), _both);
                break;
            case "new file mode":
                (_act, _new) = (Only(PatchAct.Create, at), _both);
                break;
            case "rename from" or "rename old" or "copy from":
                // These lines have no prefix.
                (_act, _old) = (Only(key[0] == 'r' ? PatchAct.Rename : PatchAct.Copy, at), PatchPaths.Named(value, 0, endsAtTab: false));
                break;
            case "rename to" or "rename new" or "copy to":
                (_act, _new) = (Only(key[0] == 'r' ? PatchAct.Rename : PatchAct.Copy, at), PatchPaths.Named(value, 0, endsAtTab: false));
                break;
        }
    }

    /// <summary>The header that all lines make.</summary>
    /// <param name="at">The line <c>diff --git</c>, from 0 on.</param>
    /// <exception cref="BadPatchException">They do not name what is needed.</exception>
    public FileHeader Header(int at)
    {
        var (before, after) = _old is null && _new is null ? (_act == PatchAct.Create ? null : _both, _act == PatchAct.Delete ? null : _both) : (_old, _new);
        if (before is null != (_act == PatchAct.Create) || after is null != (_act == PatchAct.Delete))
        {
            throw new BadPatchException(at + 1, "the header of this file does not name it, or names it twice");
        }

        if (_act == PatchAct.Change && before != after)
        {
            throw new BadPatchException(at + 1, string.Create(CultureInfo.InvariantCulture, $"the header names two files, '{before}' and '{after}', and says nothing of a rename"));
        }

        return new(at + 1, _act, before is null ? null : PatchPaths.Checked(before, at + 1), after is null ? null : PatchPaths.Checked(after, at + 1));
    }

    private PatchAct Only(PatchAct act, int at) => _act == PatchAct.Change || _act == act
        ? act
        : throw new BadPatchException(at + 1, "the header says of one file that it does two things with it");

    // What the header said before, or says now; none is to be /dev/null where there is no file.
    private string? Agreed(string? name, string value, bool isNone, int at)
    {
        var isNoFile = FileHeader.IsNoFile(value);
        var now = isNoFile ? null : PatchPaths.Named(value, stripped, endsAtTab: true);
        if ((isNone && !isNoFile) || (isNoFile && !isNone) || (name is not null && name != now))
        {
            throw new BadPatchException(at + 1, isNone ? "/dev/null is expected here" : "this is not the file that the header names");
        }

        return now;
    }
}
