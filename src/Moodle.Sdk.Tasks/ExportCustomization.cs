using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Tasks;

/// <summary>Writes customisations as they are carried, as branches to push.</summary>
[MSBuildMultiThreadableTask]
public sealed class ExportCustomization : SiteTask
{
    /// <summary>Only these components, separated by spaces or plus signs.</summary>
    public string? MoodlePlugins { get; set; }

    /// <summary>The branches: Include is the component; metadata Repository, Branch, Commit, Commits, Push.</summary>
    [Output]
    public ITaskItem[] Exported { get; private set; } = [];

    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (Declare(findings) is not { } declaration || findings.Take(OpenCache(declaration)) is not { } cache)
        {
            return;
        }

        using var connected = cache;
        var folder = Path.Combine(Site.GetMetadata("IntermediateFolder"), "moodle", Path.GetFileNameWithoutExtension(Site.ItemSpec), "customization");
        var request = new ExportRequest(declaration, Site.GetMetadata("LockFile"), folder);
        var exporting = Verbs.ExportCustomization.RunAsync(request, [.. Names(MoodlePlugins)], IsOn(Site.GetMetadata("InSolution")), cache, findings, cancel);
        if (exporting.GetAwaiter().GetResult() is { } exported)
        {
            Exported = [.. exported.Select(Item)];
            ResultFile.Write(Site, "exportcustomization", Exported, findings);
            TellResult(folder, [.. exported.SelectMany(Lines)]);
            foreach (var branch in exported)
            {
                Tell(branch.Push);
            }
        }
    }

    private static IEnumerable<string> Lines(ExportedCustomization exported) =>
    [
        $"{exported.Component}: branch {exported.Branch}, {exported.Commits} commit{(exported.Commits == 1 ? "" : "s")} on {exported.Onto}",
        .. exported.LeftOut.Select(commit => $"{exported.Component}: {commit} changes nothing there and is left out"),
    ];

    private static TaskItem Item(ExportedCustomization exported) => new(exported.Component.ToString(), new Dictionary<string, string>
    {
        ["Repository"] = exported.Repository,
        ["Branch"] = exported.Branch,
        ["Commit"] = exported.Head.ToString(),
        ["Commits"] = Text(exported.Commits),
        ["Push"] = exported.Push,
    });
}
