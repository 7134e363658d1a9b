using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;
using Moodle.Sdk.Sources.Transports;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>What a plugin's source offers: its candidates, before any is chosen.</summary>
/// <param name="Refs">The refs that were looked at, all of them.</param>
/// <param name="Candidates">Those with a version.php where the plugin is declared to lie, in the order of the refs.</param>
/// <param name="Absent">What to say of the refs where the plugin does not lie there; empty when it lies there in all.</param>
internal sealed record Offer(CandidateRefs Refs, IReadOnlyList<PluginCandidate> Candidates, string Absent)
{
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
            return ResolutionProblems.NoCandidates(plugin.Origin, plugin.Component, source.Upstream);
        }

        // A single candidate is the choice itself.
        var targets = ExactReference.Targets(looked);
        var opened = await (targets.Count > 1
            ? upstreams.GlanceAsync(source.Upstream, targets, ComponentReader.VersionFileIn(source.Subdirectory), plugin.Origin, cancel)
            : upstreams.FetchAsync(source.Upstream, targets, FetchDepth.Tip, plugin.Origin, cancel));
        return opened.Then<Offer>(objects =>
        {
            var read = PluginCandidate.Read(objects, looked, cancel, source.Subdirectory);
            return new Offer(refs, read, Elsewhere(objects, looked.Except(read.Select(c => c.Ref!)).ToList(), source.Subdirectory));
        });
    }

    // Whoever moved a plugin moved it from the root or to it, mostly: that much was brought anyway.
    private static string Elsewhere(IObjectReader objects, List<RemoteRef> without, string? subdirectory)
    {
        var inRoot = subdirectory is null
            ? null
            : without.Find(r => objects.TryReadCommit(r.Commit.Id) is { } commit && ComponentReader.FindVersionFile(new CodeFiles(objects, commit.Tree), null) is not null);
        return without.Count == 0 ? ""
            : $"; in {without.Count} of them there is no {ComponentReader.VersionFileIn(subdirectory)}"
            + (inRoot is null ? "" : $": in {(inRoot.IsTag ? "tag" : "branch")} {inRoot.ShortName}, for one, a version.php lies in the root");
    }
}
