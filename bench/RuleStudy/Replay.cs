using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.RuleStudy;

/// <summary>Updates every plugin at the end of every month since its Moodle was released, and counts what must not happen.</summary>
internal static class Replay
{
    public static int Run(IReadOnlyList<StudiedRepository> repositories, TextWriter to)
    {
        var (updates, moves, stayed, headsTaken, headsOverTags) = (0, 0, 0, 0, 0);
        foreach (var (moodle, repository) in from moodle in StudiedMoodle.All from repository in repositories select (moodle, repository))
        {
            HeldVersion? held = null;
            foreach (var month in Months(moodle.Since, repository.Newest))
            {
                var (candidates, count) = repository.OfferAt(month);
                if (moodle.Rule.Choose(candidates, count)?.Keeping(held, goesDown: false) is not { } choice)
                {
                    continue;
                }

                var taken = choice.Taken;
                updates++;
                if (choice.GoesBelow(held))
                {
                    // What the resolver does then: the locked commit stays.
                    stayed++;
                    to.WriteLine($"- {repository.Component} on {moodle.Release}, {month:yyyy-MM}: stays at {held!.Version} ({held.Reference}); the rule would take {taken.Name} ({taken.Version}), {choice.Reason}");
                    continue;
                }

                moves += held is not null && taken.Commit.Id != held.Commit ? 1 : 0;
                if (!taken.IsTag)
                {
                    headsTaken++;
                    foreach (var tag in candidates.Where(c => c.IsTag && c.Commit.Time.AddYears(1) > month && moodle.Fitness.Fits(c) && !moodle.Fitness.SupportsOthers(c)).Take(1))
                    {
                        headsOverTags++;
                        to.WriteLine($"- {repository.Component} on {moodle.Release}, {month:yyyy-MM}: {taken.Name} ({taken.Version}) although {tag.Name} ({tag.Version}, {tag.Commit.Time:yyyy-MM-dd}): {choice.Reason}");
                    }
                }

                held = new HeldVersion(taken.Version, taken.Release, taken.Commit.Id, taken.Ref?.Name);
            }
        }

        to.WriteLine($"\n{repositories.Count} repositories, {updates} updates, {moves} moved. {stayed} would have gone down and stayed at what the lock held. "
            + $"{headsTaken} took a head, {headsOverTags} of them although a tag of less than a year fits.");
        return headsOverTags;
    }

    private static IEnumerable<DateTimeOffset> Months(DateTimeOffset since, DateTimeOffset newest)
    {
        for (var month = new DateTimeOffset(since.Year, since.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1); month < newest.AddMonths(1); month = month.AddMonths(1))
        {
            yield return month.AddSeconds(-1);
        }
    }
}
