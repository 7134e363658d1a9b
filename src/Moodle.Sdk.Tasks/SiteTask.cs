using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Build.Framework;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Sources;
using Task = Microsoft.Build.Utilities.Task;

namespace Moodle.Sdk.Tasks;

/// <summary>
/// What every task of the SDK shares: the site as one item, cancellation, and findings told as MSBuild diagnostics.
/// Takes full paths only and never looks at the current directory or changes the environment, so that tasks may run side by side.
/// </summary>
public abstract class SiteTask : Task, ICancelableTask
{
    private static readonly Lock Sharing = new();

    private readonly CancellationTokenSource _cancellation = new();
    private volatile bool _isOver;

    /// <summary>The site: Include is the project file; its metadata are the Moodle* properties (targets/site.targets).</summary>
    [Required]
    public ITaskItem Site { get; set; } = null!;

    /// <summary>The MoodlePlugin items.</summary>
    public ITaskItem[] Plugins { get; set; } = [];

    /// <summary>The MoodlePluginDefault items.</summary>
    public ITaskItem[] PluginDefaults { get; set; } = [];

    /// <summary>The MoodleCoreRemove items.</summary>
    public ITaskItem[] CoreRemovals { get; set; } = [];

    /// <summary>The MoodlePatch items.</summary>
    public ITaskItem[] Patches { get; set; } = [];

    /// <summary>The MoodleFile items.</summary>
    public ITaskItem[] OwnFiles { get; set; } = [];

    /// <summary>The MoodlePluginsDirectory items.</summary>
    public ITaskItem[] PluginsDirectories { get; set; } = [];

    /// <summary>The MoodleUpstreamMapping items.</summary>
    public ITaskItem[] UpstreamMappings { get; set; } = [];

    /// <summary>The project's own folders, which no output may cover.</summary>
    protected ProjectFolders Folders => new(Site.ItemSpec, Site.GetMetadata("IntermediateFolder"), CacheFolder);

    /// <summary>What this build has listed of trees so far.</summary>
    protected TreeListings Listings => OfThisBuild<TreeListings>("Moodle.Sdk listings");

    /// <summary>Full path of the git cache.</summary>
    protected string CacheFolder =>
        Path.TrimEndingDirectorySeparator(Site.GetMetadata("GitCache") is { Length: > 0 } declared ? declared : GitCaches.DefaultFolder());

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <summary>Runs the verb and reports what it found. False when there was an error or the build was cancelled.</summary>
    public override bool Execute()
    {
        var findings = new Findings(code => BuildEngine is IBuildEngine8 engine && engine.ShouldTreatWarningAsError(code)) { Telling = Tell };
        using var orphaned = OrphanedNode.Watch(Cancel);
        try
        {
            Run(findings, _cancellation.Token);
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            Log.LogMessage(MessageImportance.High, "Cancelled. The next build goes on from here.");
            return false;
        }
        catch (Exception e)
        {
            Log.LogMessage(MessageImportance.Low, e.ToString());
            findings.Add(FileDiagnostics.Unguarded(e) ?? Diagnostic.Unexpected(e));
        }
        finally
        {
            _isOver = true;
        }

        Report(findings);
        return !Log.HasLoggedErrors;
    }

    /// <summary>The work of the verb. What it finds, errors included, goes into <paramref name="findings"/>.</summary>
    protected abstract void Run(Findings findings, CancellationToken cancel);

    /// <summary>The declaration as a domain value; null when it has errors, which are then among the findings.</summary>
    protected SiteDeclaration? Declare(Findings findings) => DeclarationReader.Read(Raw(), findings);

    /// <summary>The site's properties and items as MSBuild evaluated them.</summary>
    protected RawSite Raw() => new()
    {
        ProjectFile = Site.ItemSpec,
        DirectoryBuildFiles = [.. Site.GetMetadata("DirectoryBuildFiles").Split(';', StringSplitOptions.RemoveEmptyEntries)],
        GlobalProperties = [.. (BuildEngine as IBuildEngine6)?.GetGlobalProperties().Keys ?? []],
        CoreRemovals = [.. CoreRemovals.Select(Raw)],
        Files = [.. OwnFiles.Select(Raw)],
        Patches = [.. Patches.Select(Raw)],
        Configuration = Site.GetMetadata("Configuration"),
        Version = Site.GetMetadata("Version"),
        Branch = Site.GetMetadata("Branch"),
        Tag = Site.GetMetadata("Tag"),
        Commit = Site.GetMetadata("Commit"),
        Repository = Site.GetMetadata("Repository"),
        Customization = Site.GetMetadata("Customization"),
        CustomizationBranch = Site.GetMetadata("CustomizationBranch"),
        CustomizationConfigurations = Site.GetMetadata("CustomizationConfigurations"),
        AddsRequired = IsOn(Site.GetMetadata("TransitivePlugins")),
        AllowDowngrade = IsOn(Site.GetMetadata("AllowDowngrade")),
        Plugins = [.. Plugins.Select(Raw)],
        PluginDefaults = [.. PluginDefaults.Select(Raw)],
        PluginsDirectories = [.. PluginsDirectories.Select(Raw)],
        UpstreamMappings = [.. UpstreamMappings.Select(Raw)],
    };

    /// <summary>The shared git cache as the site configures it.</summary>
    protected Result<IGitCache> OpenCache(SiteDeclaration? declaration = null) => GitCaches.Open(
        CacheFolder,
        Site.GetMetadata("GitEngine"),
        IsOn(Site.GetMetadata("Offline")),
        IsOn(Site.GetMetadata("AllowHttp")),
        Site.GetMetadata("NetworkTimeout"),
        Tell,
        _cancellation.Token,
        new ProgressEvents(BuildEngine, () => _isOver),
        declaration?.UpstreamMappings);

    /// <summary>An MSBuild switch: only the word true is on.</summary>
    protected static bool IsOn(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>A number as metadata: the same in every culture.</summary>
    protected static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The names in a list property: MSBuild keeps semicolons and commas of a command line for itself.</summary>
    protected static string[] Names(string? list) => (list ?? "").Split([' ', '+', ';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>
    /// Tells where the result of a verb is, and below it what moved. The terminal logger shows one message of a site, and only in this form: the name first,
    /// nothing before it. It makes a link of the rest up to the last slash, so the lines have none.
    /// </summary>
    protected void TellResult(string path, IEnumerable<string> lines) => Log.LogMessage(
        MessageImportance.High,
        string.Concat([$"{SiteName} -> {path}", .. lines.Select(line => $"\n    {Printable.Of(line).Replace('/', '|')}")]));

    /// <summary>Tells a person a line; where several sites are built side by side, it says whose it is.</summary>
    protected void Tell(string text)
    {
        // A call that could not be stopped goes on for a while, and MSBuild hears nobody whose task is over.
        if (!_isOver)
        {
            Log.LogMessage(MessageImportance.High, $"  {(IsOn(Site.GetMetadata("InSolution")) ? $"{SiteName}: " : "")}{Printable.Of(text)}");
        }
    }

    private string SiteName => Path.GetFileNameWithoutExtension(Site.ItemSpec);

    private static RawItem Raw(ITaskItem item)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (System.Collections.DictionaryEntry entry in item.CloneCustomMetadata())
        {
            metadata[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        // MSBuild's own, of items that a wildcard brought.
        if (item.GetMetadata("RecursiveDir") is { Length: > 0 } within)
        {
            metadata["RecursiveDir"] = within;
        }

        return new RawItem(item.ItemSpec, item.GetMetadata("DefiningProjectFullPath"), metadata);
    }

    private void Report(Findings findings)
    {
        var told = Told();
        foreach (var finding in findings.All)
        {
            if (finding.Severity == Severity.Warning && !told.TryAdd(finding.ToString(), true))
            {
                continue;
            }

            var (file, line, column) = finding.Origin is { } origin ? SourceLines.Find(origin) : new SourceLine(Site.ItemSpec, 0, 0);
            var help = HelpLink(finding);
            if (finding.Severity == Severity.Error)
            {
                Log.LogError(null, finding.Id, null, help, file, line, column, 0, 0, finding.Text);
            }
            else
            {
                Log.LogWarning(null, finding.Id, null, help, file, line, column, 0, 0, finding.Text);
            }
        }
    }

    // What the restore of this dotnet build has warned of, its build need not say again.
    private ConcurrentDictionary<string, bool> Told() => OfThisBuild<ConcurrentDictionary<string, bool>>($"Moodle.Sdk told of {Site.ItemSpec}");

    // What the tasks of one dotnet build share, its restore included; tasks may ask side by side (dotnet build -mt). MSBuild forgets it when the build ends.
    private T OfThisBuild<T>(string key)
        where T : class, new()
    {
        if (BuildEngine is not IBuildEngine4 engine)
        {
            return new T();
        }

        lock (Sharing)
        {
            if (engine.GetRegisteredTaskObject(key, RegisteredTaskObjectLifetime.Build) is not T shared)
            {
                engine.RegisterTaskObject(key, shared = new T(), RegisteredTaskObjectLifetime.Build, allowEarlyCollection: false);
            }

            return shared;
        }
    }

    // The documentation lies in the package, so it is there offline and of the right version.
    private static string HelpLink(Diagnostic finding)
    {
        var package = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(SiteTask).Assembly.Location)));
        return new UriBuilder(new Uri(Path.Combine(package ?? "", "docs", "diagnostics.md"))) { Fragment = finding.Id.ToLowerInvariant() }.Uri.AbsoluteUri;
    }
}
