using Microsoft.Build.Framework;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Reconciliation;

namespace Moodle.Sdk.Tasks;

/// <summary>Takes out of the output what builds put there. The clean of a site.</summary>
[MSBuildMultiThreadableTask]
public sealed class CleanSite : SiteTask
{
    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        var origin = new Origin(Site.ItemSpec, "OutputPath");
        var cleaned = OutputFolder.At(Site.GetMetadata("OutputPath"), Folders, origin).Then(output => Cleaner.Run(output, findings, cancel));
        if (Unwrap(cleaned, findings) is { Removed: > 0 } report)
        {
            Log.LogMessage(MessageImportance.Normal, $"  Removed {report.Removed} files of {Site.GetMetadata("OutputPath")}");
        }
    }
}
