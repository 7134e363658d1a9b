using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.Observing;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>What is to be done at one place.</summary>
internal enum Act : byte
{
    /// <summary>It is as it should be, or it is not ours any more.</summary>
    Nothing,

    /// <summary>Nothing is there; the tree's file is written.</summary>
    Add,

    /// <summary>
    /// Content that a build wrote gives way to the tree's; so does the right content with a wrong exec bit, since a file in place may be one that has
    /// another name outside.
    /// </summary>
    Replace,

    /// <summary>Content that no build wrote is kept aside and gives way.</summary>
    KeepAndReplace,

    /// <summary>A folder or device stands where a file belongs: what is ours in it goes first, what is left is moved aside.</summary>
    ClearAndAdd,

    /// <summary>A stale file as a build wrote it.</summary>
    Delete,

    /// <summary>A stale file that somebody changed since.</summary>
    KeepAndDelete,
}

/// <summary>What is to be done to make an output equal to a tree, decided before anything is.</summary>
/// <param name="Tables">The places of the tree, then those of earlier builds.</param>
/// <param name="HasState">True when the second table is the state's; the others are those of interrupted builds, or of builds whose state is lost.</param>
/// <param name="Places">All of them side by side.</param>
/// <param name="Acts">What to do at each.</param>
/// <param name="Folders">What stands at the places of each table's folders.</param>
/// <param name="InTree">For each table's folders their index in the tree; negative where it has no such folder.</param>
internal sealed record Plan(EntryTable[] Tables, bool HasState, MergedPlaces Places, Act[] Acts, FolderLook[] Folders, int[][] InTree)
{
    // Few in most builds.
    private readonly int[] _toDo = PlacesToDo(Acts);

    /// <summary>The places of the tree.</summary>
    public EntryTable Wanted => Tables[0];

    /// <summary>The tree's folders whose place holds something else.</summary>
    public IEnumerable<int> BlockedFolders() =>
        Enumerable.Range(0, Wanted.FolderCount).Where(f => Folders[0][f] is not (FileKind.Folder or FileKind.Missing));

    /// <summary>Folders of earlier builds that the tree does not have, by path; case does not count in looking one up.</summary>
    public Dictionary<string, string> StaleFolders()
    {
        var stale = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (var t = 1; t < Tables.Length; t++)
        {
            for (var f = 0; f < Tables[t].FolderCount; f++)
            {
                if (InTree[t][f] < 0)
                {
                    var path = OutputFiles.Text(Tables[t].PathOfFolder(f));
                    stale[path] = path;
                }
            }
        }

        return stale;
    }

    /// <summary>The places where a given thing is to be done, in order.</summary>
    public IEnumerable<int> With(params Act[] acts) => _toDo.Where(place => acts.Contains(Acts[place]));

    /// <summary>The tree's entries that are not as the state has them, whatever is on disk.</summary>
    public IEnumerable<int> NewToState()
    {
        for (var place = 0; place < Acts.Length; place++)
        {
            if (Places.EntryIn(place, 0) is var entry and >= 0
                && (StateOf(place) is not { } before || before.Blob != Wanted.Entries[entry].Blob || before.Kind != Wanted.Entries[entry].Kind))
            {
                yield return entry;
            }
        }
    }

    /// <summary>True when an earlier build wrote the place, or was about to.</summary>
    public bool IsKnown(int place) => Enumerable.Range(1, Tables.Length - 1).Any(table => Places.EntryIn(place, table) >= 0);

    /// <summary>What the state says of a place; null when it does not know it.</summary>
    public StateEntry? StateOf(int place) =>
        HasState && Places.EntryIn(place, 1) is var entry and >= 0 ? Tables[1].Entries[entry] : null;

    private static int[] PlacesToDo(Act[] acts)
    {
        var places = new List<int>();
        for (var place = 0; place < acts.Length; place++)
        {
            if (acts[place] != Act.Nothing)
            {
                places.Add(place);
            }
        }

        return [.. places];
    }
}
