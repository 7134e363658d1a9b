using System.Globalization;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Tasks;

/// <summary>What the tasks share that look after the git cache.</summary>
public abstract class CacheTask : SiteTask
{
    /// <summary>The repositories that the task is about: Include is the upstream's address; metadata Folder, Size, LastUse.</summary>
    [Output]
    public ITaskItem[] Upstreams { get; private set; } = [];

    /// <summary>What MSBuild tells the projects of a solution about it, as XML: each is named there, wherever it is built.</summary>
    public string? Solution { get; set; }

    /// <summary>The sites of the solution that this one is built in; none without one.</summary>
    protected IEnumerable<string> SitesOfTheSolution => string.IsNullOrEmpty(Solution) ? [] : XElement.Parse(Solution)
        .Elements().Select(project => (string?)project.Attribute("AbsolutePath")).OfType<string>()
        .Where(path => Path.GetExtension(path) == Path.GetExtension(Site.ItemSpec));

    /// <summary>Tells of repositories, a line for each, and answers with them.</summary>
    protected void Answer(string target, IReadOnlyList<CachedStore> stores, Findings findings, bool isTold = true)
    {
        foreach (var store in isTold ? stores : [])
        {
            Tell(string.Create(CultureInfo.InvariantCulture, $"{store.Upstream}: {Megabytes(store.Size)}, last used {store.LastUse:yyyy-MM-dd}"));
        }

        Upstreams = [.. stores.Select(Item)];
        ResultFile.Write(Site, target, Upstreams, findings);
    }

    /// <summary>A size for people.</summary>
    protected static string Megabytes(long size) => (size / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB";

    // MSBuild takes a percent sign in an Include for an escape.
    private TaskItem Item(CachedStore store) => new(store.Upstream.Replace("%", "%25", StringComparison.Ordinal), new Dictionary<string, string>
    {
        ["Folder"] = Path.Combine(CacheFolder, store.Name.Folder),
        ["Size"] = Text(store.Size),
        ["LastUse"] = store.LastUse.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
    });
}
