using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>What a plugin's source offers: its candidates, before any is chosen.</summary>
/// <param name="Refs">The refs that were looked at, all of them.</param>
/// <param name="Candidates">Those with a version.php where the plugin is declared to lie, in the order of the refs.</param>
/// <param name="Absent">What to say of the refs where the plugin does not lie there; empty when it lies there in all.</param>
/// <param name="HasMoved">True when the default branch does not hold the plugin there, or no longer.</param>
internal sealed record Offer(CandidateRefs Refs, IReadOnlyList<PluginCandidate> Candidates, string Absent, bool HasMoved)
{
    // The largest of the repositories that are known has 693 tags (microsoft/o365-moodle).
    private const int MostCandidates = 5_000;

    /// <summary>The versions in the history of its branches; null where nobody has looked for them, since a tag or a head is the answer.</summary>
    public VersionHistory? History { get; private init; }

    /// <summary>The same, and what lies in the history of its branches.</summary>
    public Offer With(VersionHistory history) => this with { Candidates = [.. Candidates, .. history.Matching], History = history };

    /// <summary>Reads the version.php of some refs of a plugin's repository.</summary>
    /// <param name="plugin">What is declared.</param>
    /// <param name="refs">All refs that it may be taken from.</param>
    /// <param name="looked">Those of them to look at; their commits are not fetched whole if the upstream can leave the rest out.</param>
    /// <param name="upstreams">Where code is looked for.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<Result<Offer>> ReadAsync(
        PluginDeclaration plugin, CandidateRefs refs, IReadOnlyList<RemoteRef> looked, Upstreams upstreams, CancellationToken cancel)
    {
        var source = (Source.Git)plugin.Source;
        if (looked.Count == 0)
        {
            return ResolutionDiagnostics.NoCandidates(plugin, source.Upstream);
        }

        // A single candidate is the choice itself.
        var targets = ExactReference.Targets(looked);
        if (targets.Count > MostCandidates)
        {
            return SourceDiagnostics.TooManyCandidates(source.Upstream, plugin.SourceOrigin, targets.Count, MostCandidates);
        }

        var opened = await (targets.Count > 1
            ? upstreams.FetchFileAsync(source.Upstream, targets, ComponentReader.VersionFileIn(source.Subdirectory), plugin.SourceOrigin, cancel)
            : upstreams.FetchAsync(source.Upstream, targets, FetchDepth.Tip, plugin.SourceOrigin, cancel));
        return opened.Then<Offer>(objects =>
        {
            var head = looked.FirstOrDefault(r => r.Name == refs.Default);
            var read = OfPlugin(PluginCandidate.Read(objects, looked, cancel, source.Subdirectory), plugin.Component, head);
            var without = looked.Except(read.Select(c => c.Ref!)).ToList();
            return new Offer(refs, read, Elsewhere(objects, without, source.Subdirectory), head is not null && without.Contains(head));
        });
    }

    // A repository that holds several plugins may have any of them at the place in one ref or another. Where its default branch holds another one
    // there, and no ref says that it holds this one, the declaration is wrong, and whoever checks the site says it.
    private static IReadOnlyList<PluginCandidate> OfPlugin(IReadOnlyList<PluginCandidate> read, ComponentName component, RemoteRef? head)
    {
        var own = read.Where(c => c.IsOf(component)).ToList();
        var said = head is null ? null : read.FirstOrDefault(c => c.Ref == head);
        var isWrong = own.Count == 0 ? head is null || said is not null : said?.File.Component.IsSet is true && !own.Any(c => c.File.Component.IsSet);
        return isWrong ? read : own;
    }

    // Whoever moved a plugin moved it from the root or to it, mostly: that much was brought anyway.
    private static string Elsewhere(IObjectReader objects, List<RemoteRef> without, string? subdirectory)
    {
        var inRoot = subdirectory is null
            ? null
            : without.Find(r => objects.TryReadCommit(r.Commit.Id) is { } commit && ComponentReader.FindVersionFile(new TreeFiles(objects, commit.Tree), null) is not null);
        return without.Count == 0 ? ""
            : $"; in {without.Count} of them it does not lie in {subdirectory ?? "the root"}"
            + (inRoot is null ? "" : $", but in the root, as in {PluginCandidate.Describe(inRoot)}");
    }
}
