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
            Answer("cacheinfo", contents.Stores, findings);
            TellResult(CacheFolder, [$"{contents.Stores.Length} upstreams, {Megabytes(contents.Size)}"]);
        }
    }
}
