using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.References;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Says of a plugin of which nothing fits this Moodle what comes nearest. It may look at more than the rule does.</summary>
internal sealed class NothingFitting(PluginDeclaration plugin, Fitness moodle, Upstreams upstreams)
{
    // There are repositories with hundreds of branches; those of one Moodle are few.
    private const int MostBranches = 20;

    private readonly Source.Git _source = (Source.Git)plugin.Source;

    public async Task<IEnumerable<Diagnostic>> TellAsync(RemoteRefs refs, Offer offer, CancellationToken cancel)
    {
        if (offer.Candidates.All(c => ComponentReader.IsOfMoodle(c.File)))
        {
            return await TellNoPluginAsync(refs, offer, cancel);
        }

        // A prerelease is the nearest; then a branch of this Moodle by another name, which the rule does not look at; then what needs the least new Moodle.
        var rule = new CompatibleRule(moodle);
        if (rule.Best(offer.Candidates.Where(moodle.FitsAsPrerelease)) is { } unstable)
        {
            return [Told(offer, $"{unstable.Name}: {moodle.WhyNot(unstable.File)}, and nothing else keeps it out", unstable)];
        }

        if (rule.Best(await UnlistedAsync(refs, offer, cancel)) is { } unlisted)
        {
            return [Told(offer, $"{unlisted.Name}: {moodle.WhyNot(unlisted.File) ?? "it fits"}, but by its name it is none of the stable branches that are looked at", unlisted)];
        }

        var nearest = offer.Candidates.Where(c => moodle.NeedsNewer(c.File)).MinBy(c => (c.File.Requires.Value, -c.Version.Value)) ?? rule.Best(offer.Candidates)!;
        return [Told(offer, $"{nearest.Name}: {moodle.WhyNot(nearest.File)}", null)];
    }

    private Diagnostic Told(Offer offer, string nearest, PluginCandidate? takeable) => ResolutionDiagnostics.NothingFits(
        plugin, _source.Upstream, moodle.Moodle, offer.Refs.Count, nearest + offer.Absent, takeable?.Ref);

    private async Task<IReadOnlyList<PluginCandidate>> UnlistedAsync(RemoteRefs refs, Offer offer, CancellationToken cancel)
    {
        var branches = refs.Branches.Except(offer.Refs.Branches).Where(b => StableBranch.MayBeNamedAfter(b.ShortName, moodle.Branch)).Take(MostBranches).ToList();
        var read = branches.Count == 0 ? null : await Offer.ReadAsync(plugin, offer.Refs, branches, upstreams, cancel);
        return read is { Succeeded: true } ? [.. read.Value.Candidates.Where(c => moodle.Fits(c) || moodle.FitsAsPrerelease(c))] : [];
    }

    // Its default branch, fetched whole, shows what the repository holds instead.
    private async Task<IEnumerable<Diagnostic>> TellNoPluginAsync(RemoteRefs refs, Offer offer, CancellationToken cancel)
    {
        var head = refs.All.FirstOrDefault(r => r.Name == offer.Refs.Default) ?? offer.Refs.All.Last();
        var found = await new ExactReference(_source.Upstream, plugin, upstreams, cancel).FetchAsync(head.Commit, head.Name);
        return found.Then(f => ComponentReader.ReadPlugin(
            plugin.Component, f.Objects, f.Commit, _source, plugin.Origin, $", nor has any of the {offer.Refs.Count},")).Errors;
    }
}
