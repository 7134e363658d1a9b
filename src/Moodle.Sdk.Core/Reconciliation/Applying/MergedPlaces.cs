using Moodle.Sdk.Reconciliation.States;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// The places of several tables side by side: the wanted tree first, then what earlier builds wrote or meant to write. Tables are ordered by path, so
/// this is one merge.
/// </summary>
internal sealed class MergedPlaces
{
    private readonly EntryTable[] _tables;
    private readonly List<int> _rows;

    public MergedPlaces(params EntryTable[] tables)
    {
        _tables = tables;
        _rows = new List<int>(tables.Length * (tables[0].Count + 64));
        var next = new int[tables.Length];
        while (Lowest(next) is var lowest and >= 0)
        {
            var path = tables[lowest].PathOf(next[lowest]);
            for (var t = 0; t < tables.Length; t++)
            {
                var here = t >= lowest && next[t] < tables[t].Count && tables[t].PathOf(next[t]).SequenceEqual(path);
                _rows.Add(here ? next[t]++ : -1);
            }
        }
    }

    /// <summary>Number of distinct places.</summary>
    public int Count => _rows.Count / _tables.Length;

    /// <summary>The entry of a place in a table; negative when that table lacks the place.</summary>
    public int EntryIn(int place, int table) => _rows[(place * _tables.Length) + table];

    public int FirstTable(int place)
    {
        var table = 0;
        while (EntryIn(place, table) < 0)
        {
            table++;
        }

        return table;
    }

    public bool IsInAll(int place) => Enumerable.Range(0, _tables.Length).All(table => EntryIn(place, table) >= 0);

    /// <summary>The path of a place, with its NUL.</summary>
    public ReadOnlySpan<byte> PathOf(int place)
    {
        var table = FirstTable(place);
        return _tables[table].PathOf(EntryIn(place, table));
    }

    // The first of the tables whose next path comes before all others.
    private int Lowest(int[] next)
    {
        var lowest = -1;
        for (var t = 0; t < _tables.Length; t++)
        {
            if (next[t] < _tables[t].Count
                && (lowest < 0 || _tables[t].PathOf(next[t]).SequenceCompareTo(_tables[lowest].PathOf(next[lowest])) < 0))
            {
                lowest = t;
            }
        }

        return lowest;
    }
}
