using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Tasks;

/// <summary>Makes the output equal to the site tree of lock and declaration. The build of a site.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReconcileSite : SiteTask
{
    /// <summary><c>true</c> takes over an output that holds other files at our places.</summary>
    public string? Adopt { get; set; }

    /// <summary><c>true</c> trusts no file's times.</summary>
    public string? HashEverything { get; set; }

    /// <summary>The output folder; metadata TreeId, MoodleVersion, Commit, Added, Changed, Removed, Repaired, KeptAside.</summary>
    [Output]
    public ITaskItem? Output { get; private set; }

    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (Declare(findings) is not { } declaration)
        {
            return;
        }

        var request = new BuildRequest(
            declaration, Site.GetMetadata("LockFile"), Site.GetMetadata("OutputPath"), Folders, IsOn(Adopt), IsOn(HashEverything), Listings);
        if (Build.Run(request, () => OpenCache(declaration), findings, cancel) is { } built)
        {
            Output = Item(built);
            ResultFile.Write(Site, "build", [Output], findings);
            TellResult(built.OutputPath, built.Changes);
            Log.LogMessage(MessageImportance.Normal, $"  Moodle {Printable.Of(built.MoodleRelease)}, tree {built.Tree}: {built.Report}");
        }
    }

    private static TaskItem Item(BuiltSite built) => new(built.OutputPath, new Dictionary<string, string>
    {
        ["TreeId"] = built.Tree.ToString(),
        ["MoodleVersion"] = built.MoodleRelease,
        ["Commit"] = built.MoodleCommit.ToString(),
        ["Added"] = Text(built.Report.Added),
        ["Changed"] = Text(built.Report.Changed),
        ["Removed"] = Text(built.Report.Removed),
        ["Repaired"] = Text(built.Report.Repaired),
        ["KeptAside"] = Text(built.Report.KeptAside),
    });
}
