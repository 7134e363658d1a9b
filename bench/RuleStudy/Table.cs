using Moodle.Sdk.Resolution.Plugins;

namespace Moodle.Sdk.RuleStudy;

/// <summary>What is taken today, a row a repository.</summary>
internal static class Table
{
    public static void Print(IEnumerable<StudiedRepository> repositories, TextWriter to)
    {
        to.WriteLine($"| repository | component |{string.Concat(StudiedMoodle.All.Select(m => $" {m.Release} | why |"))}");
        to.WriteLine($"|---|---|{string.Concat(StudiedMoodle.All.Select(_ => "---|---|"))}");
        foreach (var repository in repositories)
        {
            var (candidates, count) = repository.Offer();
            to.WriteLine($"| {repository.Name} | {repository.Component} |{string.Concat(StudiedMoodle.All.Select(m => Cell(m, candidates, count)))}");
        }
    }

    private static string Cell(StudiedMoodle moodle, IReadOnlyList<PluginCandidate> candidates, string count) => moodle.Rule.Choose(candidates, count) switch
    {
        { } choice => $" {Describe(choice.Taken)} | {choice.Reason} |",
        null when moodle.Rule.Best(candidates) is { } near => $" none; highest {Describe(near)} | {moodle.Fitness.WhyNot(near.File)} |",
        _ => " none | no version.php in the root |",
    };

    private static string Describe(PluginCandidate candidate) => $"{candidate.Name} ({candidate.Version}, {candidate.Commit.Time:yyyy-MM-dd})";
}
