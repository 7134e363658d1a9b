namespace Moodle.Sdk.Diagnostics;

/// <summary>Finds the names that a person may have meant.</summary>
internal static class NearNames
{
    /// <summary>The names nearest to one that does not exist, best first and those as near in the order given; those that share too little with it are left out.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">What exists.</param>
    /// <param name="atMost">How many to give.</param>
    /// <param name="within">How many letters may differ; null for a third of them.</param>
    public static IReadOnlyList<string> To(string name, IEnumerable<string> known, int atMost = 3, int? within = null) =>
    [
        .. known
            .Distinct(StringComparer.Ordinal)
            .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
            .Where(c => c.Distance <= (within ?? Math.Max(2, name.Length / 3)))
            .OrderBy(c => c.Distance)
            .Take(atMost)
            .Select(c => c.Name),
    ];

    // Levenshtein's distance, with case counting as nothing.
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var (diagonal, previous) = (row[0], i);
            for (var j = 1; j <= right.Length; j++)
            {
                var change = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(row[j], previous) + 1, diagonal + change);
                (diagonal, row[j - 1], previous) = (row[j], previous, best);
            }

            row[right.Length] = previous;
        }

        return row[right.Length];
    }
}
