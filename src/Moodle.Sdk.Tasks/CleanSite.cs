using Microsoft.Build.Framework;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Tasks;

/// <summary>Takes out of the output what builds put there. The clean of a site.</summary>
[MSBuildMultiThreadableTask]
public sealed class CleanSite : SiteTask
{
    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (Clean.Run(Site.GetMetadata("OutputPath"), Folders, findings, cancel) is { } report)
        {
            TellResult(Site.GetMetadata("OutputPath"), [
                report.Removed == 0 ? "nothing to remove: no build is known to have left a file there"
                : $"{report.Removed} files removed{(report.FolderRemoved ? "" : "; what is not ours stays")}"]);
        }
    }
}
