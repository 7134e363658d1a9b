using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.References;

/// <summary>Code that was found and is in the git cache.</summary>
/// <param name="Objects">Reads it.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Reference">Full name of the ref that led to it; null for a commit by id.</param>
internal sealed record FoundCode(IObjectReader Objects, CommitId Commit, string? Reference);

/// <summary>Finds the code behind an exact git reference: a tag, a branch's head, a commit.</summary>
internal static class ExactReference
{
    public static async Task<Result<FoundCode>> FindTagAsync(
        CodeRequest.Tag tag, UpstreamUrl upstream, Origin origin, Upstreams upstreams, CancellationToken cancel)
    {
        var listed = await upstreams.ListAsync(upstream, origin, cancel);
        return listed.TryGet(out var refs)
            ? refs.Tag(tag.Name) is { } found
                ? await FetchAsync(found, upstream, origin, upstreams, cancel)
                : ResolutionDiagnostics.NoSuchTag(origin, tag.Name, upstream, Nearest(tag.Name, refs.Tags), refs.Tags.Count())
            : Result<FoundCode>.Failed(listed.Errors);
    }

    public static async Task<Result<FoundCode>> FindBranchAsync(
        CodeRequest.Branch branch, UpstreamUrl upstream, Origin origin, Upstreams upstreams, CancellationToken cancel)
    {
        var listed = await upstreams.ListAsync(upstream, origin, cancel);
        return listed.TryGet(out var refs)
            ? refs.Branch(branch.Name) is { } found
                ? await FetchAsync(found, upstream, origin, upstreams, cancel)
                : ResolutionDiagnostics.NoSuchBranch(origin, branch.Name, upstream, Nearest(branch.Name, refs.Branches), refs.Branches.Count())
            : Result<FoundCode>.Failed(listed.Errors);
    }

    /// <summary>A full id is fetched as it is, without asking what the upstream has; a short one is looked for in the whole history.</summary>
    public static async Task<Result<FoundCode>> FindCommitAsync(
        CodeRequest.Commit commit, UpstreamUrl upstream, Origin origin, Upstreams upstreams, CancellationToken cancel)
    {
        if (commit.IsFull)
        {
            var full = new CommitId(ObjectId.Parse(commit.Hex));
            var fetched = await upstreams.FetchAsync(upstream, [new FetchTarget(full, null)], FetchDepth.Tip, origin, cancel);
            return fetched.Then(objects => Found(objects, full, null, upstream, origin));
        }

        var listed = await upstreams.ListAsync(upstream, origin, cancel);
        if (!listed.TryGet(out var refs))
        {
            return Result<FoundCode>.Failed(listed.Errors);
        }

        if (refs.All.IsEmpty)
        {
            return ResolutionDiagnostics.NoSuchCommit(origin, commit.Hex, upstream);
        }

        var history = await upstreams.FetchAsync(upstream, Targets(refs.All), FetchDepth.History, origin, cancel);
        return history.Then(objects => InHistory(objects, refs, commit.Hex, upstream, origin, cancel));
    }

    /// <summary>Fetches what a ref leads to.</summary>
    public static async Task<Result<FoundCode>> FetchAsync(
        RemoteRef found, UpstreamUrl upstream, Origin origin, Upstreams upstreams, CancellationToken cancel)
    {
        var fetched = await upstreams.FetchAsync(upstream, Targets([found]), FetchDepth.Tip, origin, cancel);
        return fetched.Then(objects => Found(objects, found.Commit, found.Name, upstream, origin));
    }

    /// <summary>The commits behind refs, each once, to be fetched in one transfer.</summary>
    public static IReadOnlyCollection<FetchTarget> Targets(IEnumerable<RemoteRef> refs) =>
        [.. refs.DistinctBy(r => r.Commit).Select(r => new FetchTarget(r.Commit, r.Name))];

    private static Result<FoundCode> Found(
        IObjectReader objects, CommitId commit, string? reference, UpstreamUrl upstream, Origin origin) =>
        objects.TryReadCommit(commit.Id) is null
            ? SourceDiagnostics.CommitUnavailable(upstream, origin, commit.ToString(), reference)
            : new FoundCode(objects, commit, reference);

    private static Result<FoundCode> InHistory(
        IObjectReader objects, RemoteRefs refs, string digits, UpstreamUrl upstream, Origin origin, CancellationToken cancel)
    {
        var found = Matching(objects, refs.All.Select(r => r.Commit), digits, cancel);
        return found switch
        {
            [] => ResolutionDiagnostics.NoSuchCommit(origin, digits, upstream),
            [var only] => new FoundCode(objects, only, refs.All.FirstOrDefault(r => r.Commit == only)?.Name),
            _ => ResolutionDiagnostics.AmbiguousCommit(origin, digits, [.. found.Select(c => c.ToString())]),
        };
    }

    private static List<CommitId> Matching(IObjectReader objects, IEnumerable<CommitId> heads, string digits, CancellationToken cancel)
    {
        var found = new List<CommitId>();
        var seen = new HashSet<CommitId>(heads);
        var next = new Stack<CommitId>(seen);
        while (next.TryPop(out var id))
        {
            cancel.ThrowIfCancellationRequested();
            if (objects.TryReadCommit(id.Id) is not { } commit)
            {
                continue;
            }

            if (id.ToString().StartsWith(digits, StringComparison.OrdinalIgnoreCase))
            {
                found.Add(id);
            }

            foreach (var parent in commit.Parents.Where(seen.Add))
            {
                next.Push(parent);
            }
        }

        return found;
    }

    /// <summary>What somebody may have meant, versions in their order; where nothing is near, the last names in their order.</summary>
    public static IReadOnlyList<string> Nearest(string wanted, IReadOnlyCollection<string> names)
    {
        var isVersion = wanted.TrimStart('v', 'V') is [>= '0' and <= '9', ..];
        var near = NearNames.To(wanted, isVersion ? InOrder(names) : names);
        return near.Count == 0
            ? [.. names.Distinct(StringComparer.Ordinal).OrderByDescending(name => SharedStart(wanted, name)).ThenByDescending(name => name, NaturalOrder.Instance).Take(3)]
            : [.. isVersion ? InOrder(near) : near];
    }

    private static IEnumerable<string> InOrder(IEnumerable<string> versions) => versions.OrderByDescending(v => v.TrimStart('v', 'V'), NaturalOrder.Instance);

    // A tag may have a v before its version, or lack one.
    private static int SharedStart(string wanted, string name) => wanted.TrimStart('v', 'V').AsSpan().CommonPrefixLength(name.TrimStart('v', 'V'));

    private static IReadOnlyList<string> Nearest(string wanted, IEnumerable<RemoteRef> refs) => Nearest(wanted, [.. refs.Select(r => r.ShortName)]);
}
