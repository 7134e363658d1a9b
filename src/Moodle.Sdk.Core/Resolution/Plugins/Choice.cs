namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>What was chosen among the candidates, and why.</summary>
/// <param name="Taken">The candidate that is taken.</param>
/// <param name="Reason">Why, when a rule chose it; one short line for the lock.</param>
/// <param name="Answers">The candidates that answer the request and fit, so that any of them may stay where a site has it already.</param>
internal sealed record Choice(PluginCandidate Taken, string? Reason, IReadOnlyList<PluginCandidate> Answers)
{
    /// <summary>Takes the best of some of the answers, by the rule that took this one.</summary>
    public Func<IReadOnlyList<PluginCandidate>, PluginCandidate?> Next { get; init; } = _ => null;

    /// <summary>The other answers, best first.</summary>
    public IEnumerable<PluginCandidate> Others
    {
        get
        {
            var left = Answers.Where(c => c.Commit.Id != Taken.Commit.Id).ToList();
            while (left.Count > 0 && Next(left) is { } next)
            {
                yield return next;
                left.RemoveAll(c => c.Commit.Id == next.Commit.Id);
            }
        }
    }

    /// <summary>One sentence for people, where they should know more than the lock says.</summary>
    public string? Note { get; init; }

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
        return (others.Find(c => Is(c, held)) ?? (goesDown ? others.FirstOrDefault() : null)) is { } same
            ? this with { Taken = same, Reason = $"has the number that the site has: {same.Name}" }
            : this;
    }

    private static bool Is(PluginCandidate candidate, HeldVersion held) => held.Commit is { } commit
        ? candidate.Commit.Id == commit
        : held.Release is { } release && candidate.Release == release.Trim() && candidate.Version == held.Version;
}
