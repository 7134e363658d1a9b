using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Decides which commit of a plugin a declaration means: reads what its source offers, chooses, and fetches what was chosen.</summary>
/// <param name="plugin">What is declared, from git: other sources are refused before they come here.</param>
/// <param name="held">What the site has of the plugin, by its lock or its output; no choice by rule goes below it.</param>
/// <param name="verified">The releases that a plugins directory verified.</param>
/// <param name="upstreams">Where code is looked for.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class PluginResolver(PluginDeclaration plugin, HeldVersion? held, ImmutableArray<VerifiedRelease> verified, Upstreams upstreams, CancellationToken cancel)
{
    private readonly Source.Git _source = (Source.Git)plugin.Source;
    private readonly ExactReference _exact = new(((Source.Git)plugin.Source).Upstream, plugin, upstreams, cancel);

    /// <summary>
    /// Lists and looks at what the request needs while Moodle itself is still on its way; only the choice waits until its version is known.
    /// </summary>
    /// <param name="moodle">Moodle's version.php, as soon as it is known.</param>
    public async Task<Result<ResolvedComponent>> ResolveAsync(Task<Result<VersionFile>> moodle) => _source.Request switch
    {
        CodeRequest.Version version => await FindVersionAsync(version.Text, moodle),
        CodeRequest.Compatible => await FindCompatibleAsync(moodle),
        CodeRequest.Tag when !verified.IsEmpty => await (await ListAsync()).ThenAsync(async _ => Only(await _exact.FindAsync(_source.Request))),
        var exact => Only(await _exact.FindAsync(exact)),
    };

    private async Task<Result<ResolvedComponent>> FindCompatibleAsync(Task<Result<VersionFile>> moodle)
    {
        var listed = await ListAsync();
        if (!listed.TryGet(out var refs))
        {
            return Result<ResolvedComponent>.Failed(listed.Errors);
        }

        var candidates = CandidateRefs.Of(refs);
        var read = await Offer.ReadAsync(plugin, candidates, [.. candidates.All], upstreams, cancel);
        var known = await FitnessAsync(moodle);
        if (!read.TryGet(out var offer) || !known.TryGet(out var fitness))
        {
            return Result<ResolvedComponent>.Failed(read.Then(_ => known).Errors);
        }

        if (new CompatibleRule(fitness).Choose(offer.Candidates, candidates.Count) is { } choice)
        {
            var taken = await TakeAsync(choice, held);
            return offer.HasMoved
                ? taken.Then<ResolvedComponent>(c => c with { Warning = ResolutionDiagnostics.NotInDefaultBranch(plugin, _source, choice.Taken.Name) })
                : taken;
        }

        var stays = await HeldAsync(held);
        return stays is { Choice.Taken: var kept } && fitness.Fits(kept)
            ? Staying(stays, $"none of the {candidates.Count} holds a stable version that fits Moodle {fitness.Moodle}")
            : Result<ResolvedComponent>.Failed(await new NothingFitting(plugin, fitness, upstreams).TellAsync(refs, offer, cancel));
    }

    private async Task<Result<RemoteRefs>> ListAsync() =>
        await (await upstreams.ListAsync(_source.Upstream, plugin.SourceOrigin, cancel)).ThenAsync(refs => VerifiedReleases.AddToAsync(plugin, verified, refs, upstreams, cancel));

    // Tags whose text matches are enough of an answer: only where there is none that fits, every candidate's version.php is looked at.
    private async Task<Result<ResolvedComponent>> FindVersionAsync(string text, Task<Result<VersionFile>> moodle)
    {
        var parsed = PluginVersionPattern.Parse(text, plugin.Component, plugin.RequestOrigin);
        var listed = await parsed.ThenAsync(_ => ListAsync());
        if (!parsed.TryGet(out var pattern) || !listed.TryGet(out var refs))
        {
            return Result<ResolvedComponent>.Failed(listed.Errors);
        }

        var (all, named) = (CandidateRefs.Of(refs), refs.Tags.Where(t => pattern.MatchesText(t.ShortName)).ToList());
        if ((refs.Tag(pattern.Text) ?? (pattern.IsExact && named.Count == 1 ? named[0] : null)) is { } tag)
        {
            return Only(await _exact.FetchAsync(tag.Commit, tag.Name));
        }

        var read = await Offer.ReadAsync(plugin, all, named.Count > 0 ? named : [.. all.All], upstreams, cancel);
        var known = await FitnessAsync(moodle);
        if (!read.TryGet(out var offer) || !known.TryGet(out var fitness))
        {
            return Result<ResolvedComponent>.Failed(read.Then(_ => known).Errors);
        }

        var rule = new VersionRule(plugin, pattern, fitness, held);
        var chosen = named.Count > 0 && offer.Candidates.Count > 0 ? rule.AmongNames(offer.Candidates, all.Count) : null;
        if (chosen is null)
        {
            var whole = named.Count == 0 ? read : await Offer.ReadAsync(plugin, all, [.. all.All], upstreams, cancel);
            chosen = whole.TryGet(out offer) && offer.Candidates.Count == 0
                ? Result<Choice>.Failed(await new NothingFitting(plugin, fitness, upstreams).TellAsync(refs, offer, cancel))
                : await whole.ThenAsync(all => ChooseAsync(rule, pattern, all));
        }

        return await chosen.ThenAsync(choice => TakeAsync(choice, held is not null && rule.AsksFor(held) ? held : null));
    }

    // Only where no tag or head is the answer, the history of branches is looked through.
    private async Task<Result<Choice>> ChooseAsync(VersionRule rule, PluginVersionPattern pattern, Offer offer) =>
        rule.AmongAll(offer)
        ?? (await VersionHistory.ReadAsync(plugin, pattern, offer.Refs.Branches, upstreams, cancel)).Then(history => rule.AmongAll(offer.With(history)) ?? rule.NoAnswer(offer.With(history)));

    /// <summary>
    /// Fetches what was chosen. Never below what the site has, unless the item allows it. Where its commit cannot be had, as from another repository than before,
    /// the choice is taken, and whoever checks the site says that it goes down.
    /// </summary>
    public async Task<Result<ResolvedComponent>> TakeAsync(Choice chosen, HeldVersion? notBelow)
    {
        var goesDown = chosen.GoesBelow(notBelow) && !plugin.AllowDowngrade && notBelow is { MayGoDown: false };
        if (goesDown && await HeldAsync(notBelow) is { } stays)
        {
            return Staying(stays, $"the rule would take {chosen.Taken.Name}, whose version {chosen.Taken.Version} is lower");
        }

        var choice = chosen.Keeping(notBelow, goesDown);
        var (commit, reference) = (choice.Taken.Commit.Id, choice.Taken.Ref?.Name);
        var fetched = await _exact.FetchAsync(commit, reference);
        return fetched.Then(Read).Then<ResolvedComponent>(opened => new ResolvedComponent(opened, reference, choice.Reason, choice));
    }

    private async Task<ResolvedComponent?> HeldAsync(HeldVersion? version) =>
        version?.Commit is { } commit && Only(await _exact.FetchAsync(commit, version.Reference)).TryGet(out var stays) ? stays : null;

    private static ResolvedComponent Staying(ResolvedComponent held, string why)
    {
        var reason = $"stays at what the site has: {why}";
        return held with
        {
            Reason = reason,
            Choice = held.Choice! with { Reason = reason, Note = $"{held.Opened.Component} stays at {held.Choice.Taken.Version}, which the site has: {why}." },
        };
    }

    // An exact reference offers one candidate.
    private Result<ResolvedComponent> Only(Result<FoundCommit> found) => found.Then(f => Read(f).Then<ResolvedComponent>(opened =>
    {
        var reference = f.Reference is { } name ? new RemoteRef(name, f.Commit) : null;
        return new ResolvedComponent(opened, f.Reference, null, new Choice(new(reference, ((CodeOrigin.Git)opened.Code.From).Commit, opened.Version), null, []));
    }));

    private Result<OpenedComponent> Read(FoundCommit found) =>
        ComponentReader.ReadPlugin(plugin.Component, found.Objects, found.Commit, _source, plugin.Origin);

    private static async Task<Result<Fitness>> FitnessAsync(Task<Result<VersionFile>> moodle) => (await moodle).Then<Fitness>(file => Fitness.Of(file));
}
