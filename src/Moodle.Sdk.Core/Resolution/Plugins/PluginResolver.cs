using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Decides which commit of a plugin a declaration means: reads what its source offers, chooses, and fetches what was chosen.</summary>
/// <param name="upstreams">Where code is looked for.</param>
internal sealed class PluginResolver(Upstreams upstreams)
{
    /// <summary>
    /// Lists and looks at what the request needs while Moodle itself is still on its way; only the choice waits until its version is known.
    /// </summary>
    /// <param name="plugin">What is declared.</param>
    /// <param name="moodle">Moodle's version.php, as soon as it is known.</param>
    /// <param name="cancel">Stops it.</param>
    /// <param name="held">What the site has of the plugin, by its lock or its output; no choice by rule goes below it.</param>
    public async Task<Result<ResolvedComponent>> ResolveAsync(
        PluginDeclaration plugin, Task<Result<VersionFile>> moodle, CancellationToken cancel, HeldVersion? held = null)
    {
        var (source, origin) = (Git(plugin), plugin.Origin);
        return source.Request switch
        {
            CodeRequest.Tag tag => Only(plugin, await ExactReference.FindTagAsync(tag, source.Upstream, origin, upstreams, cancel)),
            CodeRequest.Branch branch => Only(plugin, await ExactReference.FindBranchAsync(branch, source.Upstream, origin, upstreams, cancel)),
            CodeRequest.Commit commit => Only(plugin, await ExactReference.FindCommitAsync(commit, source.Upstream, origin, upstreams, cancel)),
            CodeRequest.Version version => await FindVersionAsync(version.Text, plugin, moodle, held, cancel),
            CodeRequest.Compatible => await FindCompatibleAsync(plugin, moodle, held, cancel),
            _ => throw new ArgumentException($"A plugin cannot be requested as '{plugin.Source}'.", nameof(plugin)),
        };
    }

    private async Task<Result<ResolvedComponent>> FindCompatibleAsync(
        PluginDeclaration plugin, Task<Result<VersionFile>> moodle, HeldVersion? held, CancellationToken cancel)
    {
        var listed = await ListAsync(plugin, cancel);
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
            var taken = await TakeAsync(plugin, choice, held, cancel);
            return offer.HasMoved ? taken.Then<ResolvedComponent>(c => c with { Warning = MovedAway(plugin, choice) }) : taken;
        }

        var stays = held?.Commit is null ? null : await HeldAsync(plugin, held, cancel);
        return stays is { Succeeded: true, Value.Choice.Taken: { } kept } && fitness.Fits(kept)
            ? Staying(
                stays.Value,
                new(kept, null, offer.Candidates, [], c => fitness.WhyNot(c.File) ?? ""),
                $"none of the {candidates.Count} holds a stable version that fits Moodle {fitness.Moodle}")
            : Result<ResolvedComponent>.Failed(await new NothingFitting(plugin, fitness, upstreams).TellAsync(refs, offer, cancel));
    }

    private static Diagnostic MovedAway(PluginDeclaration plugin, Choice choice) =>
        ResolutionDiagnostics.NotInDefaultBranch(plugin, Git(plugin), choice.Taken.Name);

    // Tags whose text matches are enough of an answer: only where there is none that fits, every candidate's version.php is looked at.
    private async Task<Result<ResolvedComponent>> FindVersionAsync(
        string text, PluginDeclaration plugin, Task<Result<VersionFile>> moodle, HeldVersion? held, CancellationToken cancel)
    {
        var parsed = PluginVersionPattern.Parse(text, plugin.Component, plugin.Origin);
        var listed = parsed.Succeeded ? await ListAsync(plugin, cancel) : Result<RemoteRefs>.Failed(parsed.Errors);
        if (!parsed.TryGet(out var pattern) || !listed.TryGet(out var refs))
        {
            return Result<ResolvedComponent>.Failed(listed.Errors);
        }

        var (all, named) = (CandidateRefs.Of(refs), refs.Tags.Where(t => pattern.MatchesText(t.ShortName)).ToList());
        if ((refs.Tag(pattern.Text) ?? (pattern.IsExact && named.Count == 1 ? named[0] : null)) is { } tag)
        {
            return Only(plugin, await ExactReference.FetchAsync(tag, Git(plugin).Upstream, plugin.Origin, upstreams, cancel));
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
                : whole.Then(rule.AmongAll);
        }

        return chosen.TryGet(out var choice)
            ? await TakeAsync(plugin, choice, held is not null && rule.AsksFor(held) ? held : null, cancel)
            : Result<ResolvedComponent>.Failed(chosen.Errors);
    }

    // Never below what the site has, unless the item allows it. Where its commit cannot be had, as from another repository than before,
    // the choice is taken, and whoever checks the site says that it goes down.
    private async Task<Result<ResolvedComponent>> TakeAsync(PluginDeclaration plugin, Choice chosen, HeldVersion? held, CancellationToken cancel)
    {
        var goesDown = chosen.GoesBelow(held) && !plugin.AllowDowngrade;
        if (goesDown && held!.Commit is not null && (await HeldAsync(plugin, held, cancel)).TryGet(out var stays))
        {
            var best = chosen.Taken;
            return Staying(
                stays,
                chosen with { Taken = stays.Choice!.Taken, WhyNot = c => c == best ? $"its version {c.Version} is lower than what the site has" : chosen.WhyNot(c) },
                $"the rule would take {best.Name}, whose version {best.Version} is lower");
        }

        var choice = chosen.Keeping(held, goesDown);
        var (source, commit, reference) = (Git(plugin), choice.Taken.Commit.Id, choice.Taken.Ref?.Name);
        var fetched = await upstreams.FetchAsync(source.Upstream, [new FetchTarget(commit, reference)], FetchDepth.Tip, plugin.Origin, cancel);
        return fetched
            .Then(objects => ComponentReader.ReadPlugin(plugin.Component, objects, commit, source, plugin.Origin))
            .Then<ResolvedComponent>(code => new ResolvedComponent(code, reference, choice.Reason, choice));
    }

    private async Task<Result<ResolvedComponent>> HeldAsync(PluginDeclaration plugin, HeldVersion held, CancellationToken cancel)
    {
        var target = new FetchTarget(held.Commit, held.Reference);
        var fetched = await upstreams.FetchAsync(Git(plugin).Upstream, [target], FetchDepth.Tip, plugin.Origin, cancel);
        return Only(plugin, fetched.Then<FoundCode>(objects => new FoundCode(objects, held.Commit!, held.Reference)));
    }

    private static ResolvedComponent Staying(ResolvedComponent held, Choice choice, string why)
    {
        var reason = $"stays at what the site has: {why}";
        return held with
        {
            Reason = reason,
            Choice = choice with { Reason = reason, Note = $"{held.Code.Component} stays at {choice.Taken.Version}, which the site has: {why}." },
        };
    }

    // An exact reference offers one candidate.
    private static Result<ResolvedComponent> Only(PluginDeclaration plugin, Result<FoundCode> found) =>
        found.Then(f => ComponentReader.ReadPlugin(plugin.Component, f.Objects, f.Commit, Git(plugin), plugin.Origin).Then<ResolvedComponent>(code =>
        {
            var reference = f.Reference is { } name ? new RemoteRef(name, f.Commit) : null;
            return new ResolvedComponent(code, f.Reference, null, Choice.Of(new(reference, ((CodeOrigin.Git)code.Code.From).Commit, code.Version)));
        }));

    private static async Task<Result<Fitness>> FitnessAsync(Task<Result<VersionFile>> moodle) => (await moodle).Then<Fitness>(file => Fitness.Of(file));

    private Task<Result<RemoteRefs>> ListAsync(PluginDeclaration plugin, CancellationToken cancel) =>
        upstreams.ListAsync(Git(plugin).Upstream, plugin.Origin, cancel);

    // Other sources are refused before they come here.
    private static Source.Git Git(PluginDeclaration plugin) => (Source.Git)plugin.Source;
}
