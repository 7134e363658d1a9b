using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution;

/// <summary>Decides which commit of Moodle a declaration means.</summary>
internal static class CoreResolver
{
    /// <summary>Asks the upstream as little as the request needs, fetches the one commit and reads its version.php.</summary>
    /// <param name="core">What is declared.</param>
    /// <param name="upstreams">Where code is looked for.</param>
    /// <param name="tell">Told of the version.php when it is known before the commit is here; null when nobody waits for it.</param>
    /// <param name="cancel">Stops it.</param>
    public static async Task<Result<ResolvedComponent>> ResolveAsync(
        CoreDeclaration core, Upstreams upstreams, Action<VersionFile>? tell, CancellationToken cancel)
    {
        var found = await (core.Source.Request switch
        {
            CodeRequest.Tag tag => ExactReference.FindTagAsync(tag, core.Source.Upstream, core.Origin, upstreams, cancel),
            CodeRequest.Branch branch => ExactReference.FindBranchAsync(branch, core.Source.Upstream, core.Origin, upstreams, cancel),
            CodeRequest.Commit commit => ExactReference.FindCommitAsync(commit, core.Source.Upstream, core.Origin, upstreams, cancel),
            CodeRequest.Version version => FindVersionAsync(version.Text, core, upstreams, tell, cancel),
            _ => throw new ArgumentException($"Moodle itself cannot be requested as '{core.Source.Request}'.", nameof(core)),
        });

        return found.Then(f => ComponentReader.ReadCore(f.Objects, f.Commit, core.Source.Upstream, core.Origin)
            .Then<ResolvedComponent>(code => new ResolvedComponent(code, f.Reference, null)));
    }

    private static async Task<Result<FoundCode>> FindVersionAsync(
        string text, CoreDeclaration core, Upstreams upstreams, Action<VersionFile>? tell, CancellationToken cancel)
    {
        var parsed = MoodleVersionRequest.Parse(text, core.Origin);
        if (!parsed.TryGet(out var request))
        {
            return Result<FoundCode>.Failed(parsed.Errors);
        }

        if (request is MoodleVersionRequest.StableHead head)
        {
            return await ExactReference.FindBranchAsync(
                new CodeRequest.Branch(head.Line.StableBranchName), core.Source.Upstream, core.Origin, upstreams, cancel);
        }

        var listed = await upstreams.ListAsync(core.Source.Upstream, core.Origin, cancel);
        if (!listed.TryGet(out var refs))
        {
            return Result<FoundCode>.Failed(listed.Errors);
        }

        var (release, releases) = ((MoodleVersionRequest.Release)request, MoodleReleases.Of(refs));
        if (releases.Highest(release) is not { } highest)
        {
            return ResolutionProblems.NoSuchMoodleVersion(core.Origin, text, core.Source.Upstream, releases.NewestNear(release.Near));
        }

        var fetching = ExactReference.FetchAsync(highest.Tag, core.Source.Upstream, core.Origin, upstreams, cancel);
        await Task.WhenAll(fetching, tell is null ? Task.CompletedTask : TellAsync(tell, highest, core, upstreams, cancel));
        return await fetching;
    }

    // Moodle is a hundred megabytes, its version.php two kilobytes: what waits for the version need not wait for the rest. Where it cannot be seen, the rest tells it, or why not.
    private static async Task TellAsync(Action<VersionFile> tell, MoodleRelease release, CoreDeclaration core, Upstreams upstreams, CancellationToken cancel)
    {
        var layout = new MoodleLayout(HasPublicFolder: (release.Version.Major, release.Version.Minor).CompareTo((5, 1)) >= 0);
        var seen = await upstreams.FetchFileAsync(core.Source.Upstream, ExactReference.Targets([release.Tag]), layout.VersionFile, core.Origin, cancel);
        if (seen.TryGet(out var objects) && ComponentReader.VersionOfCore(objects, release.Tag.Commit, layout) is { } version)
        {
            tell(version);
        }
    }
}
