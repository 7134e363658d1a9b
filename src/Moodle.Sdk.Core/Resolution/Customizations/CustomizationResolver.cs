using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Customizations;

/// <summary>Finds the commits of a component's customisation: those that its branch has and the component's own upstream does not.</summary>
/// <param name="declared">The component; it has a customisation.</param>
/// <param name="upstreams">Where code is looked for.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class CustomizationResolver(DeclaredComponent declared, Upstreams upstreams, CancellationToken cancel)
{
    // Real ones have one to some dozens.
    private const int Most = 200;

    private readonly Customization _customization = declared.Customization ?? throw new ArgumentException($"{declared.Component} is not customised.", nameof(declared));

    /// <summary>Finds them, and opens them.</summary>
    /// <param name="from">Where the component's code is from.</param>
    /// <param name="held">Those that the lock holds and that stay; null to look for them.</param>
    public async Task<Result<OpenedSeries>> ResolveAsync(CodeOrigin from, CommitSeries? held)
    {
        if (from is not CodeOrigin.Git git)
        {
            return CustomizationDiagnostics.NotFromGit(declared, from);
        }

        // As it is declared, which may hold what opens it.
        var found = held is not null ? held with { Upstream = _customization.Upstream ?? git.Upstream } : await FindAsync(git);
        return await found.ThenAsync(series => OpenAsync(series, git.Subdirectory));
    }

    private async Task<Result<CommitSeries>> FindAsync(CodeOrigin.Git git)
    {
        var of = _customization.Upstream ?? git.Upstream;
        var head = (await upstreams.ListAsync(of, _customization.Origin, cancel)).Then(refs => Head(refs, of));
        var line = await LineAsync(of, git);
        if (!head.TryGet(out var branch) || !line.TryGet(out var ends))
        {
            return Result<CommitSeries>.Failed(head.Errors.Concat(line.Errors));
        }

        var read = await upstreams.ReadSeriesAsync(of, new(branch.Commit, branch.Name), git.Upstream, ends, Most, _customization.Origin, cancel);
        return read.Then<CommitSeries>(series =>
        {
            var named = new CommitSeries(of, _customization.Branch, series.Base ?? branch.Commit, [.. series.Commits.Select(c => new SeriesCommit(c, ""))]);
            return series.Base is not null ? named
                : series.Commits.Count > Most ? CustomizationDiagnostics.TooMany(declared, named, git.Upstream, Most)
                : CustomizationDiagnostics.NoCommonCommit(declared, named, git.Upstream);
        });
    }

    private Result<RemoteRef> Head(RemoteRefs refs, UpstreamUrl of) => refs.Branch(_customization.Branch) is { } branch
        ? branch
        : ResolutionDiagnostics.NoSuchBranch(
            _customization.Origin, _customization.Branch, of, ExactReference.Nearest(_customization.Branch, [.. refs.Branches.Select(r => r.ShortName)]), refs.Branches.Count());

    // What is upstream's. In a repository that has the site's own branches too, only what nobody would name one of these.
    private async Task<Result<IReadOnlyCollection<FetchTarget>>> LineAsync(UpstreamUrl of, CodeOrigin.Git git)
    {
        var listed = await upstreams.ListAsync(git.Upstream, declared.SourceOrigin, cancel);
        return listed.Then(refs =>
        {
            var own = of.Equals(git.Upstream)
                ? refs.Branches.Where(r => (r.Name == refs.DefaultBranch || StableBranch.IsStable(r.ShortName)) && r.ShortName != _customization.Branch)
                : refs.All;
            return Result<IReadOnlyCollection<FetchTarget>>.Of([.. ExactReference.Targets(own).Append(new(git.Commit.Id, null)).DistinctBy(t => t.Commit)]);
        });
    }

    private async Task<Result<OpenedSeries>> OpenAsync(CommitSeries series, string? subdirectory)
    {
        FetchTarget[] targets = [.. series.All.Distinct().Select(c => new FetchTarget(c, series.Reference))];
        var fetched = await upstreams.FetchAsync(series.Upstream, targets, FetchDepth.Tip, _customization.Origin, cancel);
        return fetched.Then<OpenedSeries>(objects =>
        {
            var named = series with { Commits = [.. series.Commits.Select(c => c with { Subject = objects.ReadCommit(c.Commit.Id).Subject })] };
            return OpenedSeries.Open(named, objects, subdirectory, _customization.Origin) is { } opened ? opened : CustomizationDiagnostics.NotOneBranch(declared, series);
        });
    }
}
