using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;
using Xunit;

namespace Moodle.Sdk.Core.Tests.Upkeep;

/// <summary>A folder with the code of a running site, its upstreams, and a project that it is imported into.</summary>
internal sealed class RunningSite : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TestRepository _directory;
    private readonly IGitCache _cache;
    private string _project = "site";

    public RunningSite(string moodle = "v4.5.10")
    {
        Moodle = MoodleUpstream.Create(_folder["moodle"]);
        Checkout(_folder["moodle"], moodle, "");
        _directory = TestRepository.Create(_folder["directory"]);
        _cache = GitCache.Open(GitCaches.Options(_folder["cache"])).Value!;
        Project = "<Project Sdk=\"Moodle.Sdk/1.0.0\">\n\n  <PropertyGroup>\n    <MoodleVersion>4.5.*</MoodleVersion>\n  </PropertyGroup>\n\n</Project>\n";
    }

    public MoodleUpstream Moodle { get; }

    /// <summary>Codes of warnings that the user made errors.</summary>
    public HashSet<string> Promoted { get; } = [];

    public Findings Findings { get; private set; } = new();

    /// <summary>The plugins that the project declares before.</summary>
    public List<RawItem> Declared { get; } = [];

    /// <summary>The patches that the project declares before.</summary>
    public List<RawItem> Patches { get; } = [];

    /// <summary>The files of its own that the project declares before.</summary>
    public List<RawItem> Files { get; } = [];

    /// <summary>Full path of what MoodleUpstreams names.</summary>
    public string? UpstreamsFile { get; set; }

    /// <summary>Full path of what is imported; the running site if it is not set.</summary>
    public string From { get => field ?? _folder["www"]; set; }

    /// <summary>The text of the project file.</summary>
    public string Project
    {
        get => File.ReadAllText(ProjectFile);
        set => _folder.Write($"{_project}/site.moodleproj", value);
    }

    public string Report => File.ReadAllText(_folder[_project, "IMPORT.md"]);

    /// <summary>The project's items, a line each.</summary>
    public string[] Items => [.. Project.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("<Moodle", StringComparison.Ordinal))];

    /// <summary>What lies beside the project, sorted.</summary>
    public string[] Written => [.. Directory.EnumerateFileSystemEntries(_folder[_project], "*", SearchOption.AllDirectories).Where(File.Exists).Select(f => Path.GetRelativePath(_folder[_project], f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public string LockFile => _folder[_project, "site.lock.json"];

    private string ProjectFile => _folder[_project, "site.moodleproj"];

    /// <summary>Full path of a file of the running site.</summary>
    public string this[string path] => _folder["www", path];

    /// <summary>Full path of a file beside the project.</summary>
    public string Beside(string path) => _folder[_project, path];

    /// <summary>Puts the project into another folder.</summary>
    public void MoveProject(string folder)
    {
        var project = Project;
        _project = folder;
        Project = project;
    }

    /// <summary>An upstream of a plugin; the plugins directory knows it unless said otherwise.</summary>
    public PluginUpstream Upstream(string component, bool isKnown = true)
    {
        if (isKnown)
        {
            _directory.Write($"plugins/{component.Split('_')[0]}/{component}.yml", $"component: {component}\nsource: {_folder[component]}\nstatus: active\ntier: 0\nreleases: []\n");
        }

        return PluginUpstream.Create(_folder[component], component);
    }

    /// <summary>Full path of the upstream of a plugin.</summary>
    public string AddressOf(string component) => _folder[component];

    /// <summary>Puts the code of a plugin into the running site.</summary>
    public void Install(string component, string revision, string place) => Checkout(_folder[component], revision, place);

    /// <summary>Writes a file of the running site.</summary>
    public void Write(string path, string content) => _folder.Write(Path.Combine("www", path), content);

    /// <summary>Writes a file of a list, which is then what is imported.</summary>
    public void List(string path, string content) => From = _folder.Write(Path.Combine("lists", path), content);

    /// <summary>The lock's commit of a component; null where it does not have it.</summary>
    public string? Locked(string component) =>
        (global::Moodle.Sdk.Locking.LockFile.Read(LockFile).Value?.Components.FirstOrDefault(c => c.Component.ToString() == component)?.Code as LockedCode.Git)?.Commit.ToString();

    public async Task<ImportedSite?> TryImport()
    {
        _directory.Write("plugins/mod/mod_none.yml", "component: mod_none\nsource: https://git.example.invalid/none\n").Commit();
        Findings = new(Promoted.Contains);
        var version = System.Text.RegularExpressions.Regex.Match(Project, "<MoodleVersion>(.*)</MoodleVersion>").Groups[1].Value;
        var site = new RawSite
        {
            ProjectFile = ProjectFile,
            Configuration = "Debug",
            Version = version,
            Repository = _folder["moodle"],
            Plugins = [.. Declared],
            Patches = [.. Patches],
            Files = [.. Files],
            PluginsDirectories = [new(_folder["directory"], ProjectFile, new Dictionary<string, string>())],
        };
        var declared = Verbs.Import.Declare(site, Findings);
        return declared is null ? null : await Verbs.Import.RunAsync(new(site, LockFile, From, UpstreamsFile, new()), declared, _cache, Findings, default);
    }

    /// <summary>Imports; what it builds must be the folder, less what was left out.</summary>
    public async Task<ImportedSite> Import()
    {
        var imported = await TryImport();
        Assert.Empty(Findings.All);
        Assert.Equal(0, imported!.Differing);
        Assert.NotNull(imported.Tree);
        return imported;
    }

    public void Dispose()
    {
        _cache.Dispose();
        _folder.Dispose();
    }

    private void Checkout(string repository, string revision, string place)
    {
        var folder = Path.Combine(_folder["www"], place);
        Directory.CreateDirectory(folder);
        IsolatedGit.Run(repository, "--git-dir", repository, "--work-tree", folder, "checkout", "--quiet", "--force", revision, "--", ".");
        File.Delete(Path.Combine(repository, "index"));
    }
}
