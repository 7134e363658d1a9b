using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Tasks;

/// <summary>Makes patches of what was changed by hand in the output.</summary>
[MSBuildMultiThreadableTask]
public sealed class PatchSite : SiteTask
{
    /// <summary>Only these components, separated by spaces or plus signs.</summary>
    public string? MoodlePlugins { get; set; }

    /// <summary>The patches: Include is the file, from the project's folder; metadata Component, Files.</summary>
    [Output]
    public ITaskItem[] Made { get; private set; } = [];

    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (Declare(findings) is not { } declaration || findings.Take(OpenCache(declaration)) is not { } cache)
        {
            return;
        }

        using var connected = cache;
        var build = new BuildRequest(declaration, Site.GetMetadata("LockFile"), Site.GetMetadata("OutputPath"), Folders, Adopt: false, HashEverything: true, Listings);
        var restore = new RestoreRequest(declaration, build.LockFile, Listings);
        var making = MakePatch.RunAsync(build, restore, [.. Names(MoodlePlugins)], IsOn(Site.GetMetadata("InSolution")), cache, findings, cancel);
        if (making.GetAwaiter().GetResult() is { } made)
        {
            Made = [.. made.Patches.Select(Item)];
            ResultFile.Write(Site, "patch", Made, findings);
            TellResult(Site.ItemSpec, [.. made.Patches.Select(Line).DefaultIfEmpty("nothing was changed by hand"), .. made.Notes]);
        }
    }

    private static string Line(MadePatch patch) => $"{patch.Component}: {Path.GetFileName(patch.File)} changes {patch.Files.Length} {(patch.Files.Length == 1 ? "file" : "files")}";

    private static TaskItem Item(MadePatch patch) => new(patch.File, new Dictionary<string, string>
    {
        ["Component"] = patch.Component.ToString(),
        ["Files"] = string.Join(';', patch.Files),
    });
}
