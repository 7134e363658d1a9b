namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>What was chosen among the candidates, and why.</summary>
/// <param name="Taken">The candidate that is taken.</param>
/// <param name="Reason">Why, when a rule chose it; one short line for the lock.</param>
/// <param name="Offered">Every candidate whose version.php was read.</param>
/// <param name="Answers">Those of them that answer the request and fit, so that any of them may stay where a site has it already.</param>
/// <param name="WhyNot">Says of a candidate that was not taken why; one short line.</param>
internal sealed record Choice(
    PluginCandidate Taken, string? Reason, IReadOnlyList<PluginCandidate> Offered, IReadOnlyList<PluginCandidate> Answers, Func<PluginCandidate, string> WhyNot)
{
    /// <summary>One sentence for people, where they should know more than the lock says.</summary>
    public string? Note { get; init; }

    /// <summary>Every other candidate, with why it was not taken. Worked out when it is asked for.</summary>
    public IEnumerable<(PluginCandidate Candidate, string Why)> NotTaken =>
        Offered.Where(c => c != Taken).Select(c => (c, c.Commit.Id == Taken.Commit.Id ? $"the commit of {Taken.Name}, which is taken" : WhyNot(c)));

    /// <summary>The choice where there is only one candidate.</summary>
    public static Choice Of(PluginCandidate only) => new(only, null, [only], [only], _ => "");

    /// <summary>Whether it is lower than what a site has, so that Moodle would refuse it.</summary>
    public bool GoesBelow(HeldVersion? held) => held is not null && Taken.Version < held.Version;

    /// <summary>
    /// Several commits may have one version number: the one that a site has already stays. Where only its record is known, the one of its release text does.
    /// </summary>
    /// <param name="held">What the site has, or null.</param>
    /// <param name="goesDown">True when the choice is lower: then any of that number is better.</param>
    public Choice Keeping(HeldVersion? held, bool goesDown)
    {
        if (held is null || Is(Taken, held) || (Taken.Version != held.Version && !goesDown))
        {
            return this;
        }

        var others = Answers.Where(c => c.Version == held.Version).ToList();
        return (others.Find(c => Is(c, held)) ?? (goesDown ? others.FirstOrDefault() : null)) is not { } same ? this : this with
        {
            Taken = same,
            Reason = $"has the number that the site has: {same.Name}",
            WhyNot = c => c.Version == same.Version ? $"has the number of {same.Name}, which the site has" : WhyNot(c),
        };
    }

    private static bool Is(PluginCandidate candidate, HeldVersion held) => held.Commit is { } commit
        ? candidate.Commit.Id == commit
        : held.Release is { } release && candidate.Release == release.Trim() && candidate.Version == held.Version;
}
