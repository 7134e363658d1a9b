using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>What a plugins directory verified, held against what the upstream has.</summary>
internal static class VerifiedReleases
{
    /// <summary>
    /// The refs of an upstream and, as tags, the releases that it gives but has no tag for; an error where a tag leads elsewhere than when it was verified.
    /// </summary>
    /// <param name="plugin">The plugin, with its repository.</param>
    /// <param name="verified">What the directory verified.</param>
    /// <param name="refs">What the upstream has.</param>
    /// <param name="upstreams">Where code is looked for.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<Result<RemoteRefs>> AddToAsync(
        PluginDeclaration plugin, ImmutableArray<VerifiedRelease> verified, RemoteRefs refs, Upstreams upstreams, CancellationToken cancel)
    {
        var source = (Source.Git)plugin.Source;
        var all = verified.DistinctBy(release => release.Tag).ToList();
        if (all.Find(release => refs.Tag(release.Tag) is { } tag && tag.Commit != release.Commit) is { } moved)
        {
            return DirectoryDiagnostics.OtherCommit(plugin, source.Upstream, moved, refs.Tag(moved.Tag)!.Commit);
        }

        RemoteRef[] untagged = [.. all.Where(release => refs.Tag(release.Tag) is null).Select(release => new RemoteRef($"refs/tags/{release.Tag}", release.Commit))];
        if (untagged.Length == 0)
        {
            return refs;
        }

        // Alone: one that the upstream no longer has would take all other candidates along.
        var given = await upstreams.FetchFileAsync(source.Upstream, ExactReference.Targets(untagged), ComponentReader.VersionFileIn(source.Subdirectory), plugin.Origin, cancel);
        return given.Succeeded
            ? refs with { All = [.. refs.All.Concat(untagged).OrderBy(r => r.Name, StringComparer.Ordinal)] }
            : given.Errors.All(SourceDiagnostics.IsNotGiven) ? refs : Result<RemoteRefs>.Failed(given.Errors);
    }
}
