using Microsoft.Build.Framework;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Tasks;

/// <summary>Takes out of the git cache what nobody uses.</summary>
[MSBuildMultiThreadableTask]
public sealed class PruneCache : CacheTask
{
    /// <summary>Further projects or locks, as full paths.</summary>
    public string[] Projects { get; set; } = [];

    /// <summary>For how many days nothing must have used what goes.</summary>
    public string Days { get; set; } = "";

    /// <summary><c>true</c> only says what would go.</summary>
    public string? DryRun { get; set; }

    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (Declare(findings) is null || findings.Take(OpenCache()) is not { } cache)
        {
            return;
        }

        using var opened = cache;
        var request = new PruneRequest(Site.ItemSpec, Site.GetMetadata("LockFile"), [.. Projects, .. SitesOfTheSolution.Where(path => path != Site.ItemSpec)], Days, IsOn(DryRun));
        if (Verbs.PruneCache.Run(request, cache, findings, cancel) is { } pruned)
        {
            Answer("prunecache", pruned.Removed, findings);
            TellResult(CacheFolder, [request.DryRun
                ? $"{Upstreams.Length} upstreams would go: {Megabytes(pruned.Before)} now, {Megabytes(pruned.After)} then; nothing was done"
                : $"{Upstreams.Length} upstreams taken out: {Megabytes(pruned.Before)} before, {Megabytes(pruned.After)} after"]);
        }
    }
}
