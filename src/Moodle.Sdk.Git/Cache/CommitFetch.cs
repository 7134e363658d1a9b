using Moodle.Sdk.Git.Transports;

namespace Moodle.Sdk.Git.Cache;

/// <summary>
/// One fetch from one upstream, under its lock: from the transfer that is enough almost always (ids, at the wanted depth) to those that
/// servers make necessary which do not serve ids.
/// </summary>
internal sealed class CommitFetch(GitCacheOptions options, CacheFolder folder, IGitTransport transport, UpstreamUrl upstream, FetchDepth depth)
{
    private readonly CacheRepository _repository = folder.Repository(StoreName.Of(upstream));
    private DamagedRepository? _damaged;
    private bool _lostWhatCame;

    private enum Way
    {
        // Commits by their ids, refs where no commit is known.
        Ids,

        // The refs that led to the commits, which may have moved on since.
        Refs,

        // The same with all their history.
        RefHistories,

        // Every branch and tag: for a commit that came without a ref.
        Everything,
    }

    /// <summary>Looks again, now that nobody else fetches, and fetches what is missing.</summary>
    public async Task<GitResult<IObjectReader>> RunAsync(IReadOnlyCollection<FetchTarget> wanted, CancellationToken cancel) =>
        await MendAndFetchAsync(wanted, cancel) with { Damaged = _damaged };

    private async Task<GitResult<IObjectReader>> MendAndFetchAsync(IReadOnlyCollection<FetchTarget> wanted, CancellationToken cancel)
    {
        var look = CacheLook.At(_repository, wanted, depth);
        if (look.Reader is { } reader)
        {
            return new(reader, null);
        }

        if (look.IsDamaged)
        {
            Discard();
        }

        var result = await FetchAsync(look.Missing, cancel);
        if (!_lostWhatCame)
        {
            return result;
        }

        // Damage that did not show before: an object that was not sent since it should be here, or whose bad copy lies in the way of the good one.
        Discard();
        _lostWhatCame = false;
        return await FetchAsync([.. wanted], cancel);
    }

    private void Discard() => _damaged = folder.Discard(_repository) is { } aside ? new(upstream, aside) : _damaged;

    private async Task<GitResult<IObjectReader>> FetchAsync(IReadOnlyList<FetchTarget> missing, CancellationToken cancel)
    {
        var existed = _repository.Exists;
        GitFault? firstNo = null;
        foreach (var way in Enum.GetValues<Way>())
        {
            var goes = missing.Where(m => IsFor(way, m, firstNo)).ToArray();
            if (goes.Length == 0)
            {
                continue;
            }

            var fault = await TransferAsync(goes, way, cancel);
            if (fault is { Kind: GitFaultKind.ObjectMissing })
            {
                _lostWhatCame = existed && !CacheLook.IsWhole(_repository);
                fault = fault with { Kind = GitFaultKind.NoSuchId };
            }

            if (_lostWhatCame || (fault is not null && !IsAboutWhatWasAsked(fault)))
            {
                return fault!;
            }

            if (fault?.Kind == GitFaultKind.NoSuchReference && missing.FirstOrDefault(m => m.Commit is null && fault.Words.EndsWith(m.Reference!, StringComparison.Ordinal)) is { } gone)
            {
                return fault with { Wanted = [gone] };
            }

            firstNo ??= fault;
            var look = CacheLook.At(_repository, [.. missing.Where(m => m.Commit is not null || fault is not null)], depth);
            if (look.Reader is { } reader)
            {
                return new(reader, null);
            }

            if (fault is null && way == Way.Ids && existed)
            {
                _lostWhatCame = true;
                break;
            }

            missing = look.Missing;
        }

        return new GitFault(GitFaultKind.CommitUnavailable, firstNo?.Words ?? "") { Wanted = [.. missing] };
    }

    private static bool IsAboutWhatWasAsked(GitFault fault) =>
        fault.Kind is GitFaultKind.IdsRefused or GitFaultKind.NoSuchId or GitFaultKind.NoSuchReference;

    private bool IsFor(Way way, FetchTarget target, GitFault? firstNo) => way switch
    {
        Way.Ids => true,
        Way.Refs => target.Reference is not null,
        // A server that looked for the id and has no such object has none in a ref's history either.
        Way.RefHistories => target.Reference is not null && firstNo?.Kind == GitFaultKind.IdsRefused && depth == FetchDepth.Tip,
        _ => target.Reference is null && firstNo?.Kind == GitFaultKind.IdsRefused,
    };

    private Task<GitFault?> TransferAsync(IReadOnlyList<FetchTarget> targets, Way way, CancellationToken cancel)
    {
        var sources = targets.Select(t => way == Way.Ids ? t.Commit?.ToString() ?? t.Reference! : t.Reference!).Distinct(StringComparer.Ordinal).ToArray();
        if (way == Way.Everything)
        {
            sources = ["refs/heads/*", "refs/tags/*"];
        }

        var goal = way >= Way.RefHistories ? FetchDepth.History : depth;
        return Retries.RunAsync(options, upstream, () => TransferOnceAsync(targets, sources, goal, cancel), fault => fault, cancel);
    }

    private async Task<GitFault?> TransferOnceAsync(
        IReadOnlyList<FetchTarget> targets, IReadOnlyList<string> sources, FetchDepth goal, CancellationToken cancel)
    {
        // libgit2 forgets the list of shallow commits when it fetches beside them: it starts anew.
        var startsAnew = !_repository.Exists || (_repository.Shallow.Count > 0 && !transport.FetchesShallow(upstream, cancel));
        using var incoming = folder.MakeIncoming(upstream.Address, startsAnew ? null : _repository);
        var refspecs = sources.Select((source, n) => $"+{source}:{IncomingRepository.ArrivalRef(source, n)}").ToArray();
        if (await transport.FetchAsync(upstream, incoming.Repository.Folder, refspecs, goal, cancel) is { } fault)
        {
            return fault;
        }

        var arrived = sources.Select((source, n) => (Source: source, Id: incoming.Arrived(n))).Where(a => !a.Source.EndsWith('*')).ToArray();
        if (arrived.FirstOrDefault(a => a.Id is null) is { Source: { } absent })
        {
            // libgit2 passes over a ref that a repository does not have.
            return new GitFault(GitFaultKind.NoSuchReference, absent);
        }

        incoming.PublishInto(_repository);
        Remember(arrived.Select(a => a.Id!).ToArray(), targets.Select(t => t.Commit).OfType<CommitId>(), goal);
        return null;
    }

    private void Remember(IReadOnlyList<string> arrived, IEnumerable<CommitId> wanted, FetchDepth goal)
    {
        using var reader = ObjectReader.Open(_repository.Folder);
        var complete = goal == FetchDepth.History
            ? arrived.Concat(wanted.Where(c => reader.Contains(c.Id)).Select(c => c.ToString()))
            : [];
        _repository.Remember(arrived, complete);
    }
}
