using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>Looks in one upstream for the commit that a folder was taken from, bringing no more than it takes: refs, version.php, trees; never a history of files.</summary>
internal sealed class CommitSearch(Upstreams upstreams, Origin origin, CancellationToken cancel)
{
    // Of one version a busy branch has a hundred commits; more are not told apart by anything that matters.
    private const int MostOfOneVersion = 300;

    // Where no commit has the version, those are compared whose version is next to it.
    private const int MostNear = 20;

    /// <summary>The commit whose tree it is, else the nearest; null where the upstream has nothing like it.</summary>
    public async Task<Result<FoundCommit?>> FindAsync(WantedCode wanted, UpstreamUrl upstream)
    {
        var listed = await upstreams.ListAsync(upstream, origin, cancel);
        if (!listed.TryGet(out var refs))
        {
            return Result<FoundCommit?>.Failed(listed.Errors);
        }

        var looked = refs.All.Where(wanted.MayBeAt).ToList();
        if (looked.Count == 0)
        {
            return (FoundCommit?)null;
        }

        var opened = await upstreams.FetchFileAsync(upstream, ExactReference.Targets(looked), wanted.VersionFile, origin, cancel);
        if (!opened.TryGet(out var objects))
        {
            return Result<FoundCommit?>.Failed(opened.Errors);
        }

        var heads = looked.Select(r => Read(r, objects, wanted)).OfType<Candidate>().OrderBy(c => c.Rank).ToList();
        if (wanted is { Subdirectory: null, Component.IsCore: false } && heads.All(c => c.Ref!.Name != refs.DefaultBranch)
            && await InFolderAsync(wanted, upstream, refs) is var within && (heads.Count == 0 || within is { Succeeded: true, Value.HasVersion: true }))
        {
            return within;
        }

        if (heads.FirstOrDefault(c => c.Tree == wanted.Tree) is { } exact)
        {
            return exact.Found(upstream, wanted, 0, null);
        }

        if (wanted.TrustsTags && heads.FirstOrDefault(c => c.Ref!.IsTag && c.Version == wanted.Version) is { } release)
        {
            return release.Found(upstream, wanted, 0, null);
        }

        var (best, failed) = await NearestAsync(heads.Where(c => c.Version == wanted.Version), wanted, upstream);
        if (failed is not null || best is { Distance: 0 })
        {
            return failed ?? best;
        }

        var past = await PastAsync(looked.Where(r => r.IsBranch && wanted.MayBeInPastOf(r)), wanted, upstream);
        if (!past.TryGet(out var commits))
        {
            return Result<FoundCommit?>.Failed(past.Errors);
        }

        if (commits.FirstOrDefault(c => c.Tree == wanted.Tree) is { } then)
        {
            return then.Found(upstream, wanted, 0, null);
        }

        var same = heads.Where(c => c.Version == wanted.Version).Concat(commits).ToList();
        var near = same.Count > 0 ? same : [.. heads.OrderBy(c => Math.Abs((c.Version?.Value ?? 0) - (wanted.Version?.Value ?? decimal.MaxValue / 2))).Take(MostNear)];
        (best, failed) = await NearestAsync(near, wanted, upstream);
        return failed ?? best;
    }

    /// <summary>The distance to one commit that somebody names; null where the upstream does not give it.</summary>
    public async Task<FoundCommit?> TryAsync(WantedCode wanted, UpstreamUrl upstream, CommitId commit)
    {
        var leading = (await upstreams.ListAsync(upstream, origin, cancel)).TryGet(out var refs) ? refs.All.Where(r => r.Commit == commit).ToList() : [];
        var opened = await upstreams.FetchFileAsync(upstream, [new(commit, leading.FirstOrDefault()?.Name)], wanted.VersionFile, origin, cancel);
        return opened.TryGet(out var objects) && Read(commit, objects, wanted) is { } candidate
            ? (await NearestAsync(leading.Count > 0 ? leading.Select(r => candidate with { Ref = r }).OrderBy(c => c.Rank) : [candidate], wanted, upstream)).Best
            : null;
    }

    private async Task<(FoundCommit? Best, Result<FoundCommit?>? Failed)> NearestAsync(IEnumerable<Candidate> candidates, WantedCode wanted, UpstreamUrl upstream)
    {
        var compared = candidates.DistinctBy(c => c.Commit).ToList();
        if (compared.Count == 0)
        {
            return (null, null);
        }

        var opened = await upstreams.FetchTreesAsync(upstream, [.. compared.Select(c => new FetchTarget(c.Commit, c.Ref?.Name))], origin, cancel);
        if (!opened.TryGet(out var objects))
        {
            return (null, Result<FoundCommit?>.Failed(opened.Errors));
        }

        var measure = wanted.Files.Measure(objects);
        var best = compared.Select(c => (Candidate: c, Likeness: measure(wanted.Subdirectory is { } folder ? new(new TreeFiles(objects, objects.ReadCommit(c.Commit.Id).Tree).Find(folder)!.Id) : c.Tree!.Value)))
            .OrderBy(c => c.Likeness.Distance(wanted.Files.Files.Count)).ThenBy(c => c.Candidate.Rank).First();
        return (best.Likeness.Equal == 0 ? null : best.Candidate.Found(upstream, wanted, best.Likeness.Distance(wanted.Files.Files.Count), best.Likeness.Equal), null);
    }

    // The commits of the version, or of the very tree, in the past of some branches.
    private async Task<Result<List<Candidate>>> PastAsync(IEnumerable<RemoteRef> branches, WantedCode wanted, UpstreamUrl upstream)
    {
        var heads = branches.OrderBy(b => StableBranch.IsStable(b.ShortName) ? 0 : 1).ToList();
        if (heads.Count == 0)
        {
            return new List<Candidate>();
        }

        var read = await upstreams.ReadHistoryAsync(upstream, ExactReference.Targets(heads), VersionHistory.Reading(wanted.VersionFile), origin, cancel);
        return read.Then<List<Candidate>>(history =>
        {
            var (found, seen) = (new List<Candidate>(), new HashSet<CommitId>());
            foreach (var (branch, past) in heads.SelectMany(branch => history.Of(branch.Commit).TakeWhile(past => seen.Add(past.Commit.Id)).Select(past => (branch, past))))
            {
                var version = VersionNumber.TryParse(past.Said.Split(' ')[0], out var number) ? number : (VersionNumber?)null;
                if (wanted.Subdirectory is null && past.Commit.Tree == wanted.Tree || (version is not null && version == wanted.Version && found.Count < MostOfOneVersion))
                {
                    found.Add(new(past.Commit.Id, wanted.Subdirectory is null ? past.Commit.Tree : null, branch, version));
                }
            }

            return found;
        });
    }

    // A repository of several plugins: its default branch tells in which of its folders this one lies.
    private async Task<Result<FoundCommit?>> InFolderAsync(WantedCode wanted, UpstreamUrl upstream, RemoteRefs refs)
    {
        if (refs.All.FirstOrDefault(r => r.Name == refs.DefaultBranch) is not { } head)
        {
            return (FoundCommit?)null;
        }

        var fetched = await upstreams.FetchAsync(upstream, [new(head.Commit, head.Name)], FetchDepth.Tip, origin, cancel);
        return await fetched.ThenAsync<FoundCommit?>(async objects =>
        {
            var folders = PluginFolders.In(new TreeFiles(objects, objects.ReadCommit(head.Commit.Id).Tree), wanted.Component);
            return folders.IsMoodle || folders.Declared is not { } folder
                ? (FoundCommit?)null
                : await FindAsync(wanted with { Subdirectory = folder, VersionFile = ComponentReader.VersionFileIn(folder) }, upstream);
        });
    }

    private static Candidate? Read(RemoteRef reference, IObjectReader objects, WantedCode wanted) => Read(reference.Commit, objects, wanted) is { } read ? read with { Ref = reference } : null;

    // Nothing where the commit has the component not at its place, or another one there.
    private static Candidate? Read(CommitId commit, IObjectReader objects, WantedCode wanted)
    {
        if (objects.TryReadCommit(commit.Id) is not { } read || new TreeFiles(objects, read.Tree) is var files && files.FindFile(wanted.VersionFile) is not { } blob)
        {
            return null;
        }

        var version = VersionFileReader.Read(objects, blob);
        var tree = wanted.Subdirectory is { } folder ? new TreeId(files.Find(folder)!.Id) : read.Tree;
        var isIt = wanted.Component.IsCore ? ComponentReader.IsOfMoodle(version) : !ComponentReader.IsOfMoodle(version) && (!version.Component.IsSet || version.Component.Value == wanted.Component.ToString());
        return isIt ? new(read.Id, tree, null, version.Version.IsSet ? version.Version.Value : null) { Release = version.Release.IsSet ? version.Release.Value : null } : null;
    }

    /// <summary>A commit that may be the one.</summary>
    private sealed record Candidate(CommitId Commit, TreeId? Tree, RemoteRef? Ref, VersionNumber? Version)
    {
        /// <summary>What its version.php says of its release.</summary>
        public string? Release { get; init; }

        /// <summary>Of two that are alike, a tag comes first, and the one that is named as its release; then a stable branch.</summary>
        public int Rank => Ref is { IsTag: true } tag ? (tag.ShortName.TrimStart('v', 'V') == Release?.TrimStart('v', 'V') ? 0 : 1)
            : Ref is { } branch && StableBranch.IsStable(branch.ShortName) ? 2 : 3;

        public FoundCommit Found(UpstreamUrl upstream, WantedCode wanted, int distance, int? equal) => new(
            upstream, Commit, Ref is { IsTag: true } ? Ref : null, Ref is { IsBranch: true } ? Ref : null, wanted.Subdirectory, distance, equal, Version == wanted.Version);
    }
}
