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
        var exact = new ExactReference(core.Git.Upstream, core, upstreams, cancel);
        var found = core.Git.Request is CodeRequest.Version version
            ? await MoodleVersionRequest.Parse(version.Text, core.Origin).ThenAsync(request => request is MoodleVersionRequest.StableHead head
                ? exact.FindAsync(new CodeRequest.Branch(head.Line.StableBranchName))
                : FindReleaseAsync((MoodleVersionRequest.Release)request, version.Text, core, exact, upstreams, tell, cancel))
            : await exact.FindAsync(core.Git.Request);
        return found.Then(f => ComponentReader.Read(core.Component, f.Objects, f.Commit, core.Git, core.Origin)
            .Then<ResolvedComponent>(opened => new ResolvedComponent(opened, f.Reference, null)));
    }

    private static async Task<Result<FoundCommit>> FindReleaseAsync(
        MoodleVersionRequest.Release release, string text, CoreDeclaration core, ExactReference exact, Upstreams upstreams, Action<VersionFile>? tell, CancellationToken cancel)
    {
        var listed = await upstreams.ListAsync(core.Git.Upstream, core.Origin, cancel);
        if (!listed.TryGet(out var refs))
        {
            return Result<FoundCommit>.Failed(listed.Errors);
        }

        var releases = MoodleReleases.Of(refs);
        if (releases.Highest(release) is not { } highest)
        {
            return ResolutionDiagnostics.NoSuchMoodleVersion(core.Origin, text, core.Git.Upstream, releases.NewestNear(release.Near));
        }

        var fetching = exact.FetchAsync(highest.Tag.Commit, highest.Tag.Name);
        await Task.WhenAll(fetching, tell is null ? Task.CompletedTask : TellAsync(tell, highest, core, upstreams, cancel));
        return await fetching;
    }

    // Moodle is a hundred megabytes, its version.php two kilobytes: what waits for the version need not wait for the rest.
    // Where it cannot be seen, the rest tells it, or why not.
    private static async Task TellAsync(Action<VersionFile> tell, MoodleRelease release, CoreDeclaration core, Upstreams upstreams, CancellationToken cancel)
    {
        var layout = new MoodleLayout(HasPublicFolder: (release.Version.Major, release.Version.Minor).CompareTo((5, 1)) >= 0);
        var seen = await upstreams.FetchFileAsync(core.Git.Upstream, ExactReference.Targets([release.Tag]), layout.VersionFile, core.Origin, cancel);
        if (seen.TryGet(out var objects) && ComponentReader.VersionOfCore(objects, release.Tag.Commit, layout) is { } version)
        {
            tell(version);
        }
    }
}
