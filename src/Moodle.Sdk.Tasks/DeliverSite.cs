using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Moodle.Sdk.Delivery;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Tasks;

/// <summary>Writes the delivered tree as a folder and as archives. The publish of a site.</summary>
[MSBuildMultiThreadableTask]
public sealed class DeliverSite : SiteTask
{
    /// <summary>The globs of MoodlePublishExclude, the items and the property.</summary>
    public ITaskItem[] PublishExclude { get; set; } = [];

    /// <summary>Full path of the published folder.</summary>
    [Required]
    public string PublishDir { get; set; } = "";

    /// <summary><c>false</c> makes no folder, but the archives alone.</summary>
    public string? PublishFolder { get; set; }

    /// <summary>Full path of the folder for archives.</summary>
    [Required]
    public string ArtifactsDir { get; set; } = "";

    /// <summary>The formats, separated by semicolons.</summary>
    public string ArchiveFormats { get; set; } = "";

    /// <summary><c>true</c> takes over a published folder that holds other files at our places.</summary>
    public string? Adopt { get; set; }

    /// <summary><c>true</c> delivers plugins also from folders that differ from what is committed.</summary>
    public string? AllowDirty { get; set; }

    /// <summary>The archives; metadata Format, TreeId, MoodleVersion, Commit, Dirty, Size, Sha256, TarSha256, ChecksumFile.</summary>
    [Output]
    public ITaskItem[] Artifacts { get; private set; } = [];

    /// <inheritdoc/>
    protected override void Run(Findings findings, CancellationToken cancel)
    {
        if (Declare(findings) is not { } declaration)
        {
            return;
        }

        var request = new PublishRequest(
            declaration,
            Site.GetMetadata("LockFile"),
            string.Equals(PublishFolder, "false", StringComparison.OrdinalIgnoreCase) ? null : PublishDir,
            ArtifactsDir,
            Folders,
            ArchiveFormats,
            [.. PublishExclude.Select(e => e.ItemSpec)],
            IsOn(Adopt),
            Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH"),
            IsOn(AllowDirty),
            Listings);
        if (Publish.Run(request, () => OpenCache(declaration), findings, cancel) is not { } published)
        {
            return;
        }

        Artifacts = [.. published.Archives.Select(a => Item(a, published))];
        ResultFile.Write(Site, "publish", Artifacts, findings);
        string[] results = [.. published.Archives.Select(archive => archive.Path).Prepend(published.Folder).OfType<string>()];
        for (var i = 0; i < results.Length; i++)
        {
            // The terminal logger shows the last one alone.
            TellResult(results[i], i == results.Length - 1 ? published.Changes : []);
        }
    }

    private static TaskItem Item(PublishedArchive archive, PublishedSite published) => new(archive.Path, new Dictionary<string, string>
    {
        ["Format"] = archive.Format.Name,
        ["TreeId"] = archive.Tree.ToString(),
        ["MoodleVersion"] = published.MoodleRelease,
        ["Commit"] = published.MoodleCommit.ToString(),
        ["Dirty"] = string.Join(' ', published.Dirty),
        ["Size"] = Text(archive.Digest.Size),
        ["Sha256"] = archive.Digest.Sha256,
        ["TarSha256"] = archive.Digest.TarSha256,
        ["ChecksumFile"] = archive.ChecksumFile,
    });
}
