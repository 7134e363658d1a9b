using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Transports;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Decides which commit of a plugin a declaration means.</summary>
/// <param name="upstreams">Where code is looked for.</param>
internal sealed class PluginResolver(Upstreams upstreams)
{
    /// <summary>
    /// Lists and looks at what the request needs while Moodle itself is still on its way; only the choice waits until its version is known.
    /// </summary>
    /// <param name="plugin">What is declared.</param>
    /// <param name="moodle">Moodle's version.php, as soon as it is known.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Result<ResolvedComponent>> ResolveAsync(PluginDeclaration plugin, Task<Result<VersionFile>> moodle, CancellationToken cancel)
    {
        var (upstream, origin) = (Git(plugin).Upstream, plugin.Origin);
        var found = await (Git(plugin).Request switch
        {
            CodeRequest.Tag tag => ExactReference.FindTagAsync(tag, upstream, origin, upstreams, cancel),
            CodeRequest.Branch branch => ExactReference.FindBranchAsync(branch, upstream, origin, upstreams, cancel),
            CodeRequest.Commit commit => ExactReference.FindCommitAsync(commit, upstream, origin, upstreams, cancel),
            CodeRequest.Version version => FindVersionAsync(version.Text, plugin, moodle, cancel),
            CodeRequest.Compatible => FindCompatibleAsync(plugin, moodle, cancel),
            _ => throw new ArgumentException($"A plugin cannot be requested as '{plugin.Source}'.", nameof(plugin)),
        });

        return found.Then(f => ComponentReader.ReadPlugin(plugin.Component, f.Objects, f.Commit, upstream, origin)
            .Then<ResolvedComponent>(code => new ResolvedComponent(code, f.Reference, f.Reason)));
    }

    private async Task<Result<FoundCode>> FindCompatibleAsync(PluginDeclaration plugin, Task<Result<VersionFile>> moodle, CancellationToken cancel)
    {
        var listed = await ListAsync(plugin, cancel);
        if (!listed.TryGet(out var refs))
        {
            return Result<FoundCode>.Failed(listed.Errors);
        }

        var candidates = CandidateRefs.Of(refs);
        var read = await ReadAsync(plugin, candidates.All, cancel);
        var known = await moodle;
        return await TakeAsync(plugin, read.Then(all => known.Then(file => Choose(all, file))), cancel);

        Result<Choice> Choose(IReadOnlyList<PluginCandidate> all, VersionFile file)
        {
            var rule = new CompatibleRule(file.Version.Value, file.Branch.Value);
            return rule.Best(all) is { } best
                ? new Choice(best.Ref, Why(rule, best, file.Branch.Value.Release, candidates))
                : ResolutionProblems.NothingFits(
                    plugin.Origin, plugin.Component, Git(plugin).Upstream, $"{file.Branch.Value.Release} ({file.Version.Value})", candidates.Count,
                    rule.Nearest(all) is var (nearest, why) ? $"{nearest.Name}: {why}" : null);
        }
    }

    // Tags whose text matches are enough of an answer: only where there is none, every candidate's version.php is looked at.
    private async Task<Result<FoundCode>> FindVersionAsync(
        string text, PluginDeclaration plugin, Task<Result<VersionFile>> moodle, CancellationToken cancel)
    {
        var parsed = PluginVersionPattern.Parse(text, plugin.Component, plugin.Origin);
        if (!parsed.TryGet(out var pattern))
        {
            return Result<FoundCode>.Failed(parsed.Errors);
        }

        var listed = await ListAsync(plugin, cancel);
        if (!listed.TryGet(out var refs))
        {
            return Result<FoundCode>.Failed(listed.Errors);
        }

        if (refs.Tag(pattern.Text) is { } tag)
        {
            return await ExactReference.FetchAsync(tag, Git(plugin).Upstream, plugin.Origin, upstreams, cancel);
        }

        var tags = refs.Tags.Where(t => pattern.MatchesText(t.ShortName)).ToList();
        var candidates = CandidateRefs.Of(refs);
        var read = await ReadAsync(plugin, tags.Count > 0 ? tags : candidates.All, cancel);
        var known = await moodle;
        return await TakeAsync(plugin, read.Then(all => known.Then(file => Choose(all, file.Branch.Value))), cancel);

        Result<Choice> Choose(IReadOnlyList<PluginCandidate> all, MoodleBranch branch)
        {
            var matching = PluginCandidate.Order(tags.Count > 0 ? all : all.Where(c => Matches(pattern, c)), branch).ToList();
            return matching.Count > 0 ? new Choice(matching[0].Ref, $"highest of {matching.Count} that match: {matching[0].Name} of {candidates.Count}")
                : tags.Count > 0 ? new Choice(tags[0], null)
                : NoSuchVersion(plugin, pattern, all, candidates);
        }
    }

    private static bool Matches(PluginVersionPattern pattern, PluginCandidate candidate) =>
        (candidate.File.Release is { IsSet: true, Value: { } release } && pattern.MatchesText(release.Trim()))
        || (candidate.File.Version.IsSet && pattern.MatchesNumber(candidate.File.Version.Value));

    private static Diagnostic NoSuchVersion(
        PluginDeclaration plugin, PluginVersionPattern pattern, IReadOnlyList<PluginCandidate> candidates, CandidateRefs refs)
    {
        if (pattern.Near is { } near)
        {
            var numbers = candidates.Where(c => c.File.Version.IsSet)
                .OrderBy(c => Math.Abs(c.Version.Value - near.Value))
                .DistinctBy(c => c.Version)
                .Take(3)
                .Select(c => $"{c.Version} ({c.Name})");
            return ResolutionProblems.NoSuchPluginNumber(plugin.Origin, plugin.Component, pattern.Text, Git(plugin).Upstream, refs.Count, [.. numbers]);
        }

        var texts = refs.Tags.Select(t => t.ShortName).Concat(candidates.Where(c => c.File.Release.IsSet).Select(c => c.File.Release.Value!.Trim()));
        return ResolutionProblems.NoSuchPluginVersion(
            plugin.Origin, plugin.Component, pattern.Text, Git(plugin).Upstream, refs.Count, ExactReference.Nearest(pattern.Text.Replace("*", "", StringComparison.Ordinal), [.. texts]));
    }

    private static string Why(CompatibleRule rule, PluginCandidate best, string moodle, CandidateRefs candidates) => rule.Supports(best)
        ? $"highest stable version that supports {moodle}: {best.Name} of {candidates.Count}"
        : $"highest stable version that fits {moodle}, none names it as supported: {best.Name} of {candidates.Count}";

    private async Task<Result<FoundCode>> TakeAsync(PluginDeclaration plugin, Result<Choice> chosen, CancellationToken cancel) =>
        chosen.TryGet(out var choice)
            ? await ExactReference.FetchAsync(choice.Ref, Git(plugin).Upstream, plugin.Origin, upstreams, cancel, choice.Reason)
            : Result<FoundCode>.Failed(chosen.Errors);

    private Task<Result<RemoteRefs>> ListAsync(PluginDeclaration plugin, CancellationToken cancel) =>
        upstreams.ListAsync(Git(plugin).Upstream, plugin.Origin, cancel);

    private async Task<Result<IReadOnlyList<PluginCandidate>>> ReadAsync(PluginDeclaration plugin, IEnumerable<RemoteRef> refs, CancellationToken cancel)
    {
        var wanted = refs.ToList();
        if (wanted.Count == 0)
        {
            return ResolutionProblems.NoCandidates(plugin.Origin, plugin.Component, Git(plugin).Upstream);
        }

        // A single candidate is the choice itself.
        var targets = ExactReference.Targets(wanted);
        var opened = await (targets.Count > 1
            ? upstreams.GlanceAsync(Git(plugin).Upstream, targets, ComponentReader.VersionFileName, plugin.Origin, cancel)
            : upstreams.FetchAsync(Git(plugin).Upstream, targets, FetchDepth.Tip, plugin.Origin, cancel));
        return opened.Then(objects => Result<IReadOnlyList<PluginCandidate>>.Of(PluginCandidate.Read(objects, wanted, cancel)));
    }

    // Other sources are refused before they come here.
    private static Source.Git Git(PluginDeclaration plugin) => (Source.Git)plugin.Source;

    private sealed record Choice(RemoteRef Ref, string? Reason);
}
