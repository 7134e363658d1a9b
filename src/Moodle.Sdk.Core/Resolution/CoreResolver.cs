using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.Releases;

namespace Moodle.Sdk.Resolution;

/// <summary>Decides which commit of Moodle a declaration means.</summary>
internal static class CoreResolver
{
    /// <summary>Asks the upstream as little as the request needs, fetches the one commit and reads its version.php.</summary>
    public static async Task<Result<ResolvedComponent>> ResolveAsync(CoreDeclaration core, Upstreams upstreams, CancellationToken cancel)
    {
        var found = await (core.Request switch
        {
            CodeRequest.Tag tag => ExactReference.FindTagAsync(tag, core.Upstream, core.Origin, upstreams, cancel),
            CodeRequest.Branch branch => ExactReference.FindBranchAsync(branch, core.Upstream, core.Origin, upstreams, cancel),
            CodeRequest.Commit commit => ExactReference.FindCommitAsync(commit, core.Upstream, core.Origin, upstreams, cancel),
            CodeRequest.Version version => FindVersionAsync(version.Text, core, upstreams, cancel),
            _ => throw new ArgumentException($"Moodle itself cannot be requested as '{core.Request}'.", nameof(core)),
        });

        return found.Then(f => ComponentReader.ReadCore(f.Objects, f.Commit, core.Upstream, core.Origin)
            .Then<ResolvedComponent>(code => new ResolvedComponent(code, f.Reference, f.Reason)));
    }

    private static async Task<Result<FoundCode>> FindVersionAsync(string text, CoreDeclaration core, Upstreams upstreams, CancellationToken cancel)
    {
        var parsed = MoodleVersionRequest.Parse(text, core.Origin);
        if (!parsed.TryGet(out var request))
        {
            return Result<FoundCode>.Failed(parsed.Errors);
        }

        if (request is MoodleVersionRequest.StableHead head)
        {
            return await ExactReference.FindBranchAsync(
                new CodeRequest.Branch(head.Line.StableBranchName), core.Upstream, core.Origin, upstreams, cancel);
        }

        var listed = await upstreams.ListAsync(core.Upstream, core.Origin, cancel);
        if (!listed.TryGet(out var refs))
        {
            return Result<FoundCode>.Failed(listed.Errors);
        }

        var (release, releases) = ((MoodleVersionRequest.Release)request, MoodleReleases.Of(refs));
        return releases.Highest(release) is { } highest
            ? await ExactReference.FetchAsync(highest.Tag, core.Upstream, core.Origin, upstreams, cancel)
            : ResolutionProblems.NoSuchMoodleVersion(core.Origin, text, core.Upstream, releases.NewestNear(release.Near));
    }
}
