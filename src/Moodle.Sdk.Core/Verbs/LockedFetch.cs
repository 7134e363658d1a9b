using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Verbs;

/// <summary>Brings the git cache in line with a lock that fits the declaration.</summary>
internal static class LockedFetch
{
    /// <summary>Fetches what the cache lacks, one transfer from each upstream, all side by side; false when something did not come, and why is among the findings.</summary>
    public static async Task<bool> RunAsync(SiteDeclaration declaration, SiteLock siteLock, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var missing = Declared(declaration, siteLock)
            .Where(c => !cache.Keeps(c.Source.Upstream, c.Code.Commit))
            .GroupBy(c => c.Source.Upstream, c => (Target: new FetchTarget(c.Code.Commit, c.Code.Reference), c.Origin));
        var errors = await Task.WhenAll(missing.Select(m => Task.Run(() => FetchAsync(m.Key, [.. m.Select(c => c.Target).DistinctBy(t => t.Commit)], m.First().Origin), cancel)));
        findings.AddRange(SourceDiagnostics.ToldOnce(errors.SelectMany(e => e)));
        return !findings.HasErrors;

        async Task<ImmutableArray<Diagnostic>> FetchAsync(UpstreamUrl upstream, FetchTarget[] targets, Origin origin)
        {
            var fetched = await cache.FetchAsync(upstream, targets, FetchDepth.Tip, cancel);
            if (fetched.TryGet(out var objects))
            {
                objects.Dispose();
            }

            return fetched.At(origin, findings).Errors;
        }
    }

    /// <summary>Marks everything that a lock names as in use, so that upkeep never drops it; says why when that cannot be done.</summary>
    public static Diagnostic? KeepAll(SiteDeclaration declaration, SiteLock siteLock, IGitCache cache) =>
        Declared(declaration, siteLock)
            .SelectMany(c => cache.Keep(c.Source.Upstream, c.Code.Commit)?.At(c.Origin) ?? [])
            .FirstOrDefault();

    private static IEnumerable<(Source.Git Source, LockedCode.Git Code, Origin Origin)> Declared(SiteDeclaration declaration, SiteLock siteLock) =>
        from locked in siteLock.Components
        let declared = declaration.Find(locked.Component)
        where declared?.Source is Source.Git && locked.Code is LockedCode.Git
        select ((Source.Git)declared.Source, (LockedCode.Git)locked.Code, declared.Origin);
}
