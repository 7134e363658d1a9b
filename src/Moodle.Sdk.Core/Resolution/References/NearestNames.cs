namespace Moodle.Sdk.Resolution.References;

/// <summary>Finds the names that somebody may have meant, by the number of letters to change.</summary>
internal static class NearestNames
{
    /// <summary>The nearest names, nearest first; those that share nothing with it are left out.</summary>
    public static IReadOnlyList<string> To(string wanted, IEnumerable<string> names, int count = 3) =>
        [.. names
            .Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Distance(wanted, name)))
            .Where(n => n.Distance < Math.Max(wanted.Length, n.Name.Length))
            .OrderBy(n => n.Distance)
            .ThenByDescending(n => n.Name, NaturalOrder.Instance)
            .Take(count)
            .Select(n => n.Name)];

    // Levenshtein's distance, letter case aside.
    private static int Distance(string left, string right)
    {
        var previous = new int[right.Length + 1];
        var current = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var same = char.ToLowerInvariant(left[i - 1]) == char.ToLowerInvariant(right[j - 1]);
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (same ? 0 : 1));
            }

            (previous, current) = (current, previous);
        }

        return previous[right.Length];
    }
}
