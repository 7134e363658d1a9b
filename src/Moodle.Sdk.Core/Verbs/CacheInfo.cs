using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Verbs;

/// <summary>Says what lies in the git cache.</summary>
public static class CacheInfo
{
    /// <summary>Looks, and changes nothing.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="findings">Takes why it cannot be looked at.</param>
    /// <returns>What is there; null when there are errors.</returns>
    public static CacheContents? Run(IGitCache cache, Findings findings) => findings.Take(cache.Contents().OfTheMachine());
}
