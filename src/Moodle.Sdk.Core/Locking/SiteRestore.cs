using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Locking;

/// <summary>
/// Brings the lock in line with the declaration and the git cache in line with the lock. The one place that writes the lock.
/// A lock that fits and a cache that holds its commits make it a matter of reading one file: no network, no git library.
/// </summary>
public static class SiteRestore
{
    /// <summary>Restores a site.</summary>
    /// <param name="declaration">What is declared.</param>
    /// <param name="options">How the lock is treated.</param>
    /// <param name="judge">Judges what the lock does not hold yet.</param>
    /// <param name="cache">Where commits are kept and fetched to.</param>
    /// <param name="findings">Takes the warnings.</param>
    /// <param name="cancel">Stops it; the lock is then as it was.</param>
    /// <returns>The lock; or errors, and the lock is as it was.</returns>
    public static async Task<Result<RestoreOutcome>> RunAsync(
        SiteDeclaration declaration, RestoreOptions options, TreeJudge judge, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var read = LockFile.Read(options.LockFile);
        if (!read.Succeeded && (options.LockedMode || !options.ForceEvaluate || !read.Errors.All(LockProblems.IsMendedByForce)))
        {
            return Result<RestoreOutcome>.Failed(read.Errors);
        }

        var previous = read.Succeeded ? read.Value : null;
        var wanted = Wanted(declaration, options);
        if (!wanted.TryGet(out var forced))
        {
            return Result<RestoreOutcome>.Failed(wanted.Errors);
        }

        var stale = previous is null ? [] : LockFreshness.Check(declaration, previous);
        if (options.LockedMode && (previous is null || !stale.IsEmpty))
        {
            return previous is null
                ? LockProblems.MissingInLockedMode(declaration.Core.Origin, options.LockFile)
                : LockProblems.WouldChange(declaration.Core.Origin, options.LockFile, LockProblems.Describe(stale));
        }

        if (previous is not null && stale.IsEmpty && forced.IsEmpty)
        {
            var present = await FetchMissingAsync(declaration, previous, cache, cancel);
            return present.Then<RestoreOutcome>(siteLock => new RestoreOutcome(siteLock, false, []));
        }

        var relocking = new Relocking(declaration, previous, [.. stale], forced, judge, findings);
        var renewed = await relocking.RunAsync(cache, cancel);
        return renewed.Then(siteLock => Finish(declaration, options, cache, previous, siteLock));
    }

    private static Result<RestoreOutcome> Finish(
        SiteDeclaration declaration, RestoreOptions options, IGitCache cache, SiteLock? previous, SiteLock renewed)
    {
        var moves = LockMove.Between(previous, renewed);
        if (options.LockedMode)
        {
            return moves.IsEmpty
                ? new RestoreOutcome(previous!, false, [])
                : LockProblems.WouldChange(declaration.Core.Origin, options.LockFile, moves.Select(m => m.ToString()));
        }

        // Kept before the lock names them: a lock on disk never names a commit that upkeep may drop.
        return KeepAll(declaration, renewed, cache)
            .Then(kept => LockFile.Write(options.LockFile, kept))
            .Then<RestoreOutcome>(written => new RestoreOutcome(renewed, written, moves));
    }

    // Which components are resolved anew although their entries may fit.
    private static Result<ImmutableHashSet<ComponentName>> Wanted(SiteDeclaration declaration, RestoreOptions options)
    {
        var all = declaration.Plugins.Select(p => p.Component).Prepend(ComponentName.Core).ToImmutableHashSet();
        if (options.ForceEvaluate || options.Update is UpdateScope.Everything)
        {
            return all;
        }

        if (options.Update is not UpdateScope.Only only)
        {
            return ImmutableHashSet<ComponentName>.Empty;
        }

        var known = all.ToDictionary(c => c.ToString(), StringComparer.Ordinal);
        var unknown = only.Components.Where(name => !known.ContainsKey(name)).ToList();
        return unknown.Count == 0
            ? only.Components.Select(name => known[name]).ToImmutableHashSet()
            : Result<ImmutableHashSet<ComponentName>>.Failed(
                unknown.Select(name => LockProblems.UnknownComponent(declaration.Core.Origin, name, NearNames.To(name, known.Keys))));
    }

    private static async Task<Result<SiteLock>> FetchMissingAsync(SiteDeclaration declaration, SiteLock siteLock, IGitCache cache, CancellationToken cancel)
    {
        var missing = siteLock.Components.Where(c => !cache.Keeps(Upstream(declaration, c.Component), c.Commit)).ToList();
        if (missing.Count == 0)
        {
            return siteLock;
        }

        var fetches = missing.Select(c => Task.Run(() => FetchAsync(DeclaredCode.Of(declaration, c.Component), c), cancel));
        var errors = SourceProblems.ToldOnce((await Task.WhenAll(fetches)).SelectMany(e => e));
        if (errors.Count > 0)
        {
            return Result<SiteLock>.Failed(errors);
        }

        return KeepAll(declaration, siteLock, cache);

        async Task<ImmutableArray<Diagnostic>> FetchAsync(DeclaredCode declared, LockedComponent locked)
        {
            var fetched = await cache.FetchAsync(
                ((Source.Git)declared.Source).Upstream, [new FetchTarget(locked.Commit, locked.Reference)], FetchDepth.Tip, declared.Origin, cancel);
            if (fetched.TryGet(out var objects))
            {
                objects.Dispose();
            }

            return fetched.Errors;
        }
    }

    private static UpstreamUrl Upstream(SiteDeclaration declaration, ComponentName component) => ((Source.Git)DeclaredCode.Of(declaration, component).Source).Upstream;

    // The lock, once every commit that it names is marked as in use.
    private static Result<SiteLock> KeepAll(SiteDeclaration declaration, SiteLock siteLock, IGitCache cache)
    {
        foreach (var locked in siteLock.Components)
        {
            var declared = DeclaredCode.Of(declaration, locked.Component);
            if (!cache.Keeps(((Source.Git)declared.Source).Upstream, locked.Commit) && cache.Keep(((Source.Git)declared.Source).Upstream, locked.Commit, declared.Origin) is { } problem)
            {
                return problem;
            }
        }

        return siteLock;
    }
}
