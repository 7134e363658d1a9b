using System.Collections.Immutable;
using System.Globalization;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Verbs;

/// <summary>What the git cache is to keep.</summary>
/// <param name="ProjectFile">The project.</param>
/// <param name="LockFile">Full path of its lock.</param>
/// <param name="Projects"><c>MoodlePruneProjects</c>: full paths of further projects, whose locks lie beside them, or of locks.</param>
/// <param name="Days"><c>MoodlePruneDays</c> as it is written.</param>
/// <param name="DryRun"><c>MoodlePruneDryRun</c>: says what would go.</param>
public sealed record PruneRequest(string ProjectFile, string LockFile, ImmutableArray<string> Projects, string Days, bool DryRun);

/// <summary>What was taken out of the git cache.</summary>
/// <param name="Removed">The repositories.</param>
/// <param name="Before">The bytes of all that lay in the cache.</param>
/// <param name="After">The bytes of all that lies there now.</param>
public sealed record PrunedCache(IReadOnlyList<CachedStore> Removed, long Before, long After);

/// <summary>
/// Takes out of the git cache the repositories that no lock of the named projects names and nothing has used for days. Builds may go on meanwhile: what
/// one of them turns out to need, a restore fetches again.
/// </summary>
public static class PruneCache
{
    private const int MostDays = 10_000;

    /// <summary>Prunes. A lock that cannot be read is an error before anything is taken out.</summary>
    /// <param name="request">What is to stay.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="findings">Takes errors.</param>
    /// <param name="cancel">Stops it between two repositories.</param>
    /// <returns>What went; null when there are errors.</returns>
    public static PrunedCache? Run(PruneRequest request, IGitCache cache, Findings findings, CancellationToken cancel)
    {
        if (!findings.TryTake(Days(request), out var days) || !findings.TryTake(Locked(request), out var locked) || !findings.TryTake(cache.Contents().OfTheMachine(), out var before))
        {
            return null;
        }

        var unusedSince = DateTime.UtcNow.AddDays(-days);
        CachedStore[] unused = [.. before.Stores.Where(store => store.LastUse < unusedSince && !locked.Contains(store.Name))];
        if (request.DryRun)
        {
            return new(unused, before.Size, before.Size - unused.Sum(store => store.Size));
        }

        return findings.TryTake(cache.Remove(unused, unusedSince, cancel).OfTheMachine(), out var removed) && findings.TryTake(cache.Contents().OfTheMachine(), out var after)
            ? new(removed, before.Size, after.Size)
            : null;
    }

    // Less than a day would take repositories away from restores that go on.
    private static Result<int> Days(PruneRequest request) =>
        int.TryParse(request.Days, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= MostDays
            ? days
            : SourceDiagnostics.BadPruneDays(new Origin(request.ProjectFile, "MoodlePruneDays"), request.Days, MostDays);

    private static Result<HashSet<StoreName>> Locked(PruneRequest request)
    {
        var stores = new HashSet<StoreName>();
        var errors = new List<Diagnostic>();
        foreach (var path in request.Projects.Select(LockOf).Prepend(request.LockFile).Distinct(StringComparer.Ordinal))
        {
            var read = LockFile.Read(path);
            errors.AddRange(read.Errors);
            if (read is { Succeeded: true, Value: null })
            {
                errors.Add(SourceDiagnostics.NoLockToPruneBy(new Origin(request.ProjectFile, "MoodlePruneProjects"), path));
            }

            stores.UnionWith((read.Succeeded ? read.Value?.Components ?? [] : []).Select(c => c.Series?.Upstream).OfType<UpstreamUrl>().Select(StoreName.Of));
            stores.UnionWith((read.Succeeded ? read.Value?.Components ?? [] : []).Select(c => c.Code).OfType<LockedCode.Git>()
                .SelectMany(code => code.Submodules.Select(s => s.Upstream).Prepend(code.Upstream)).Select(StoreName.Of));
        }

        return errors.Count > 0 ? Result<HashSet<StoreName>>.Failed(errors) : stores;
    }

    private static string LockOf(string named) =>
        named.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? named : Path.ChangeExtension(named, ".lock.json");
}
