using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.References;

/// <summary>Code that was found and is in the git cache.</summary>
/// <param name="Objects">Reads it.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Reference">Full name of the ref that led to it; null for a commit by id.</param>
internal sealed record FoundCommit(IObjectReader Objects, CommitId Commit, string? Reference);

/// <summary>Finds the commit behind an exact git reference of an upstream: a tag, a branch's head, a commit.</summary>
internal sealed class ExactReference(UpstreamUrl upstream, DeclaredComponent declared, Upstreams upstreams, CancellationToken cancel)
{
    /// <summary>A full id is fetched as it is, without asking what the upstream has; a short one is looked for in the whole history.</summary>
    public async Task<Result<FoundCommit>> FindAsync(CodeRequest request)
    {
        if (request is CodeRequest.Commit { IsFull: true } full)
        {
            return await FetchAsync(new CommitId(ObjectId.Parse(full.Hex)), null);
        }

        var listed = await upstreams.ListAsync(upstream, declared.SourceOrigin, cancel);
        return await listed.ThenAsync(refs => request switch
        {
            CodeRequest.Tag tag => HeadAsync(refs.Tag(tag.Name), () =>
                ResolutionDiagnostics.NoSuchTag(declared.RequestOrigin, tag.Name, upstream, Nearest(tag.Name, refs.Tags), refs.Tags.Count())),
            CodeRequest.Branch branch => HeadAsync(refs.Branch(branch.Name), () =>
                ResolutionDiagnostics.NoSuchBranch(declared.RequestOrigin, branch.Name, upstream, Nearest(branch.Name, refs.Branches), refs.Branches.Count())),
            CodeRequest.Commit commit => InHistoryAsync(refs, commit.Hex),
            _ => throw new ArgumentException($"'{request}' is no exact reference.", nameof(request)),
        });
    }

    /// <summary>Fetches a commit.</summary>
    /// <param name="commit">Its id.</param>
    /// <param name="reference">Full name of the ref that leads to it; null when none is known.</param>
    public async Task<Result<FoundCommit>> FetchAsync(CommitId commit, string? reference)
    {
        var fetched = await upstreams.FetchAsync(upstream, [new FetchTarget(commit, reference)], FetchDepth.Tip, declared.SourceOrigin, cancel);
        return fetched.Then<FoundCommit>(objects => objects.TryReadCommit(commit.Id) is null
            ? SourceDiagnostics.CommitUnavailable(upstream, declared.RequestOrigin, commit.ToString(), reference)
            : new FoundCommit(objects, commit, reference));
    }

    /// <summary>The commits behind refs, each once, to be fetched in one transfer.</summary>
    public static IReadOnlyCollection<FetchTarget> Targets(IEnumerable<RemoteRef> refs) =>
        [.. refs.DistinctBy(r => r.Commit).Select(r => new FetchTarget(r.Commit, r.Name))];

    private async Task<Result<FoundCommit>> HeadAsync(RemoteRef? found, Func<Diagnostic> absent) =>
        found is null ? absent() : await FetchAsync(found.Commit, found.Name);

    private async Task<Result<FoundCommit>> InHistoryAsync(RemoteRefs refs, string digits)
    {
        if (refs.All.IsEmpty)
        {
            return ResolutionDiagnostics.NoSuchCommit(declared.RequestOrigin, digits, upstream);
        }

        var history = await upstreams.FetchAsync(upstream, Targets(refs.All), FetchDepth.History, declared.SourceOrigin, cancel);
        return history.Then<FoundCommit>(objects => Matching(objects, refs.All.Select(r => r.Commit), digits) switch
        {
            [] => ResolutionDiagnostics.NoSuchCommit(declared.RequestOrigin, digits, upstream),
            [var only] => new FoundCommit(objects, only, refs.All.FirstOrDefault(r => r.Commit == only)?.Name),
            var several => ResolutionDiagnostics.AmbiguousCommit(declared.RequestOrigin, digits, [.. several.Select(c => c.ToString())]),
        });
    }

    private List<CommitId> Matching(IObjectReader objects, IEnumerable<CommitId> heads, string digits)
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
