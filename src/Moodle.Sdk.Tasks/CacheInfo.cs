using Microsoft.Build.Framework;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Tasks;

/// <summary>Says what lies in the git cache.</summary>
[MSBuildMultiThreadableTask]
public sealed class CacheInfo : CacheTask
{
    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (findings.Take(OpenCache()) is not { } cache)
        {
            return;
        }

        using var opened = cache;
        if (Verbs.CacheInfo.Run(cache, findings) is { } contents)
        {
            // The sites of a solution share a cache, mostly; the first of them lists it, in whatever process each is built.
            Answer("cacheinfo", contents.Stores, findings, isTold: SitesOfTheSolution.FirstOrDefault() is not { } first || first == Site.ItemSpec);
            TellResult(CacheFolder, [$"{contents.Stores.Length} upstreams, {Megabytes(contents.Size)}"]);
        }
    }
}
