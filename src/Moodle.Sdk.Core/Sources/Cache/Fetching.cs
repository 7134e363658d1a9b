using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Git.Transports;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Sources.Cache;

/// <summary>
/// One fetch from one upstream, under its lock: from the transfer that is enough almost always (ids, at the wanted depth) to those that
/// servers make necessary which do not serve ids.
/// </summary>
internal sealed class Fetching(
    GitCacheOptions options, CacheFolder folder, IGitTransport transport, UpstreamUrl upstream, FetchDepth depth, Origin origin)
{
    private readonly CacheRepository _repository = folder.Repository(StoreName.Of(upstream));
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
    public async Task<Result<IObjectReader>> RunAsync(IReadOnlyCollection<FetchTarget> wanted, CancellationToken cancel)
    {
        using var look = CacheLook.At(_repository, wanted, depth);
        if (look.TakeReader() is { } reader)
        {
            return Result<IObjectReader>.Of(reader);
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

    private void Discard() => options.Findings.Add(SourceProblems.DamagedAndFetchedAnew(upstream, origin, folder.Discard(_repository)));

    private async Task<Result<IObjectReader>> FetchAsync(IReadOnlyList<FetchTarget> missing, CancellationToken cancel)
    {
        var existed = _repository.Exists;
        TransportFailure? firstNo = null;
        foreach (var way in Enum.GetValues<Way>())
        {
            var goes = missing.Where(m => IsFor(way, m, firstNo)).ToArray();
            if (goes.Length == 0)
            {
                continue;
            }

            var failure = await TransferAsync(goes, way, cancel);
            if (failure is { Kind: FailureKind.ObjectMissing })
            {
                _lostWhatCame = existed && !CacheLook.IsWhole(_repository);
                failure = failure with { Kind = FailureKind.NoSuchId };
            }

            if (_lostWhatCame || (failure is not null && !IsAboutWhatWasAsked(failure)))
            {
                return TransportProblems.Explain(failure!, upstream, options.Folder, transport.Name, origin);
            }

            if (failure?.Kind == FailureKind.NoSuchReference && missing.FirstOrDefault(m => m.Commit is null && failure.Detail.EndsWith(m.Reference!, StringComparison.Ordinal)) is { } gone)
            {
                return SourceProblems.NoSuchReference(upstream, origin, gone.Reference!);
            }

            firstNo ??= failure;
            using var look = CacheLook.At(_repository, [.. missing.Where(m => m.Commit is not null || failure is not null)], depth);
            if (look.TakeReader() is { } reader)
            {
                return Result<IObjectReader>.Of(reader);
            }

            if (failure is null && way == Way.Ids && existed)
            {
                _lostWhatCame = true;
                break;
            }

            missing = look.Missing;
        }

        return Result<IObjectReader>.Failed(
            missing.Select(m => SourceProblems.CommitUnavailable(upstream, origin, m.Commit?.ToString() ?? m.Reference!, m.Reference)));
    }

    private static bool IsAboutWhatWasAsked(TransportFailure failure) =>
        failure.Kind is FailureKind.IdsRefused or FailureKind.NoSuchId or FailureKind.NoSuchReference;

    private bool IsFor(Way way, FetchTarget target, TransportFailure? firstNo) => way switch
    {
        Way.Ids => true,
        Way.Refs => target.Reference is not null,
        // A server that looked for the id and has no such object has none in a ref's history either.
        Way.RefHistories => target.Reference is not null && firstNo?.Kind == FailureKind.IdsRefused && depth == FetchDepth.Tip && transport.FetchesShallow,
        _ => target.Reference is null && firstNo?.Kind == FailureKind.IdsRefused,
    };

    private Task<TransportFailure?> TransferAsync(IReadOnlyList<FetchTarget> targets, Way way, CancellationToken cancel)
    {
        var sources = targets.Select(t => way == Way.Ids ? t.Commit?.ToString() ?? t.Reference! : t.Reference!).Distinct(StringComparer.Ordinal).ToArray();
        if (way == Way.Everything)
        {
            sources = ["refs/heads/*", "refs/tags/*"];
        }

        var goal = way >= Way.RefHistories ? FetchDepth.History : depth;
        return Retries.RunAsync(options.RetryDelays, () => TransferOnceAsync(targets, sources, goal, cancel), failure => failure, cancel);
    }

    private async Task<TransportFailure?> TransferOnceAsync(
        IReadOnlyList<FetchTarget> targets, IReadOnlyList<string> sources, FetchDepth goal, CancellationToken cancel)
    {
        // libgit2 forgets the list of shallow commits when it fetches beside them: it starts anew.
        var startsAnew = !_repository.Exists || (!transport.FetchesShallow && _repository.Shallow.Count > 0);
        using var incoming = folder.MakeIncoming(upstream.Address, startsAnew ? null : _repository);
        var refspecs = sources.Select((source, n) => $"+{source}:{IncomingRepository.ArrivalRef(source, n)}").ToArray();
        if (await transport.FetchAsync(upstream, incoming.Repository.Folder, refspecs, goal, cancel) is { } failure)
        {
            return failure;
        }

        var arrived = sources.Select((source, n) => (Source: source, Id: incoming.Arrived(n))).Where(a => !a.Source.EndsWith('*')).ToArray();
        if (arrived.FirstOrDefault(a => a.Id is null) is { Source: { } absent })
        {
            // libgit2 passes over a ref that the upstream does not have.
            return new TransportFailure(FailureKind.NoSuchReference, absent);
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
