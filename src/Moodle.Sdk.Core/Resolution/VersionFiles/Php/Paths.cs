namespace Moodle.Sdk.Resolution.VersionFiles.Php;

/// <summary>
/// The paths that a file can take through conditions that only a running Moodle could decide. What all of them agree on is certain.
/// </summary>
internal static class Paths
{
    // Six conditions, one after the other. Beyond, all branches of all conditions are taken for possible, and what they set for unknown.
    private const int MostPaths = 64;

    /// <summary>Follows every path; one only where there are too many, with all that depends on a condition made unknown.</summary>
    public static IReadOnlyList<Outcome> Follow(IReadOnlyList<Statement> statements)
    {
        var outcomes = new List<Outcome>();
        for (List<bool>? way = []; way is not null; way = Following(outcomes[^1].Decisions))
        {
            if (outcomes.Count == MostPaths)
            {
                return [Evaluator.Follow(statements, [], true)];
            }

            outcomes.Add(Evaluator.Follow(statements, way, false));
            if (outcomes[^1].Ending == Ending.Exhausted)
            {
                return [outcomes[^1]];
            }
        }

        return outcomes;
    }

    /// <summary>The way that comes next: the last decision that was taken is not; null when none is left.</summary>
    private static List<bool>? Following(IReadOnlyList<Decision> decisions)
    {
        var last = decisions.Count - 1;
        while (last >= 0 && !decisions[last].IsTaken)
        {
            last--;
        }

        return last < 0 ? null : [.. decisions.Take(last).Select(decision => decision.IsTaken), false];
    }

    /// <summary>The value that something has on every path; unknown where it differs.</summary>
    public static PhpValue Agreed(IReadOnlyList<Outcome> outcomes, Func<Outcome, PhpValue> select)
    {
        var first = select(outcomes[0]);
        foreach (var outcome in outcomes.Skip(1))
        {
            var other = select(outcome);
            if (first is PhpUnknown)
            {
                return first;
            }

            if (other is PhpUnknown)
            {
                return other;
            }

            if (!AreSame(first, other))
            {
                return new PhpUnknown("depends on a condition that only a running Moodle can decide", WhereTheyPart(outcomes[0], outcome));
            }
        }

        return first;
    }

    private static bool AreSame(PhpValue left, PhpValue right) =>
        Comparison.AreIdentical(left, right) || (left is PhpObject && right is PhpObject);

    private static int WhereTheyPart(Outcome left, Outcome right) =>
        left.Decisions.Zip(right.Decisions).FirstOrDefault(pair => pair.First.IsTaken != pair.Second.IsTaken).First.Line;
}
