using Moodle.Sdk.Reconciliation.Files;
using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// Places whose paths differ only in case, such as <c>Foo.php</c> of an earlier build and <c>foo.php</c> of the tree. Where the file system does not tell
/// case apart they are one file, which answers to both names; the folder's listing says under which it stands. Nothing is asked of the system, or
/// believed of it, unless there are such places.
/// </summary>
internal sealed class CaseTwins
{
    private readonly HashSet<int> _elsewhere = [];

    /// <summary>Lists the folders of such places, if there are any.</summary>
    /// <param name="tables">The places of the tree, then those of earlier builds.</param>
    /// <param name="places">All of them side by side.</param>
    public CaseTwins(OutputFiles files, EntryTable[] tables, MergedPlaces places)
    {
        var names = new ListedNames(files);
        foreach (var twins in Find(tables, places).Where(t => t.Count > 1))
        {
            var listed = twins.Where(place => names.Holds(OutputFiles.Text(places.PathOf(place)))).ToHashSet();
            var staleIsThere = listed.Any(place => IsStale(places, place) && files.Look(places.PathOf(place)).Kind is FileKind.File or FileKind.Link);
            _elsewhere.UnionWith(twins.Where(place => !listed.Contains(place) && (staleIsThere || IsStale(places, place))));
        }
    }

    /// <summary>True when what answers to the name of a place is the file of another: to be left to that one, so nothing is at this place.</summary>
    public bool IsElsewhere(int place) => _elsewhere.Contains(place);

    private static bool IsStale(MergedPlaces places, int place) => places.EntryIn(place, 0) < 0;

    private static IEnumerable<List<int>> Find(EntryTable[] tables, MergedPlaces places)
    {
        if (tables.Count(table => table.Count > 0) < 2)
        {
            return [];
        }

        var byName = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase);
        for (var place = 0; place < places.Count; place++)
        {
            if (!IsStale(places, place))
            {
                continue;
            }

            var path = OutputFiles.Text(places.PathOf(place));
            if (!byName.TryAdd(path, [place]))
            {
                byName[path].Add(place);
            }
        }

        // A place that every earlier build had too stood beside the stale one: those are two files.
        for (var place = 0; byName.Count > 0 && place < places.Count; place++)
        {
            if (!IsStale(places, place) && !places.IsInAll(place) && byName.TryGetValue(OutputFiles.Text(places.PathOf(place)), out var twins))
            {
                twins.Add(place);
            }
        }

        return byName.Values;
    }
}
