using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Tasks;

/// <summary>Makes a declaration of a running site.</summary>
[MSBuildMultiThreadableTask]
public sealed class ImportSite : SiteTask
{
    /// <summary>Full path of the folder of the running site, or of a list of its code; empty where nobody named it.</summary>
    public string From { get; set; } = "";

    /// <summary>Full path of the file that names upstreams; empty for none.</summary>
    public string UpstreamsFile { get; set; } = "";

    /// <summary>What was imported: Include is the component; metadata Folder, Upstream, Commit, Tag, Differences.</summary>
    [Output]
    public ITaskItem[] Imported { get; private set; } = [];

    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        var site = Raw();
        if (Import.Declare(site, findings) is not { } declared || findings.Take(OpenCache(declared)) is not { } cache)
        {
            return;
        }

        using var connected = cache;
        var request = new ImportRequest(site, Site.GetMetadata("LockFile"), Full(From), Full(UpstreamsFile), Listings);
        if (Import.RunAsync(request, declared, cache, findings, cancel).GetAwaiter().GetResult() is { } imported)
        {
            Imported = [.. imported.Components.Select(Item)];
            ResultFile.Write(Site, "import", Imported, findings);
            TellResult(imported.ReportFile, imported.OfList is { } told ? [told] : [
                $"{Count(imported.Components.Length, "component", "components")}, {Count(imported.LeftOut, "entry", "entries")} left out",
                imported.Tree is null ? "not verified: it cannot be restored yet"
                    : imported.Differing == 0 ? $"verified: what it builds is the folder, tree {imported.Tree}" : $"what it builds differs in {Count(imported.Differing, "file", "files")}, tree {imported.Tree}"]);
        }
    }

    private static string Count(int count, string one, string many) => $"{Text(count)} {(count == 1 ? one : many)}";

    private static string? Full(string path) => path.Length == 0 ? null : Path.TrimEndingDirectorySeparator(path);

    private static TaskItem Item(ImportedLine line) => new(line.Component.ToString(), new Dictionary<string, string>
    {
        ["Folder"] = line.Folder,
        ["Upstream"] = line.Upstream ?? "",
        ["Commit"] = line.Commit?.ToString() ?? "",
        ["Tag"] = line.Tag ?? "",
        ["Differences"] = line.Differences,
    });
}
