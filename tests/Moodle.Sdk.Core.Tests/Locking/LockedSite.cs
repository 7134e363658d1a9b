using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Reconciliation;
using Moodle.Sdk.Testing;
using Moodle.Sdk.Verbs;

namespace Moodle.Sdk.Core.Tests.Locking;

/// <summary>A site with upstreams of its own, to be restored again and again.</summary>
internal sealed class LockedSite : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SortedDictionary<ComponentName, PluginDeclaration> _plugins = [];
    private readonly Dictionary<string, TestRepository> _directories = [];

    public LockedSite()
    {
        Moodle = MoodleUpstream.Create(_folder["moodle"]);
        Core = new CodeRequest.Version("4.5");
    }

    public MoodleUpstream Moodle { get; }

    public CodeRequest Core { get; set; }

    /// <summary>Writes down what is asked of it.</summary>
    public LocalCache Cache { get; } = new();

    /// <summary>The git cache, in place of <see cref="Cache"/>.</summary>
    public IGitCache? RealCache { get; set; }

    /// <summary>When set, upstreams are declared at this address instead of their folders.</summary>
    public string? Server { get; set; }

    /// <summary>The output that is built from it.</summary>
    public OutputFolder Output => OutputFolder.At(_folder["site", "www"], Project).Value;

    /// <summary>Its own folders.</summary>
    public ProjectFolders Project => new(_folder["site", "site.moodleproj"], _folder["site", "obj"], null);

    /// <summary>True when upstreams are declared by their paths from the project's folder.</summary>
    public bool IsRelative { get; set; }

    /// <summary>The plugins directories: names of repositories.</summary>
    public List<string> Directories { get; } = [];

    /// <summary>The site's own files.</summary>
    public List<OwnFile> OwnFiles { get; } = [];

    /// <summary>The site's patches.</summary>
    public List<Patch> Patches { get; } = [];

    /// <summary>Another kind of plugins directory, in place of <see cref="Directories"/>.</summary>
    public PluginsDirectory? List { get; set; }

    /// <summary>True when plugins that others need are added.</summary>
    public bool AddsRequired { get; set; }

    /// <summary>The plugins that are taken out of Moodle.</summary>
    public string[] LeftOut { get; set; } = [];

    /// <summary>The plugins that may come from elsewhere than before.</summary>
    public string[] AcceptMoved { get; set; } = [];

    /// <summary>What the file system makes of names.</summary>
    public FileSystemRules Rules { get; set; } = new(FoldsCase: false, IsWindows: false);

    /// <summary>Where everything lies.</summary>
    public TempFolder Folder => _folder;

    public Findings Findings { get; private set; } = new();

    public string LockPath => _folder[LockFolder, "site.lock.json"];

    /// <summary>The folder of the lock, the project's if nothing else is said.</summary>
    public string LockFolder { get; set; } = "site";

    public string LockText
    {
        get => File.ReadAllText(LockPath);
        set => File.WriteAllText(LockPath, value);
    }

    public SiteLock Lock => LockFile.Read(LockPath).Value!;

    public SiteDeclaration Declaration => new()
    {
        Name = "site",
        ProjectFile = _folder["site", "site.moodleproj"],
        Configuration = Configuration,
        Core = new(new Source.Git(Url("moodle"), Core), new(_folder["site", "site.moodleproj"], "MoodleVersion")) { Customization = CoreCustomization },
        Plugins = [.. _plugins.Values],
        CoreRemovals = [.. LeftOut.Select(name => new CoreRemoval.Plugin(Resolution.Given.Component(name), new(_folder["site", "site.moodleproj"], "MoodleCoreRemove", name)))],
        AddsRequired = AddsRequired,
        OwnFiles = [.. OwnFiles],
        Patches = [.. Patches],
        PluginsDirectories = List is { } list ? [list] : [.. Directories.Select(name => new PluginsDirectory.OfGit(Url(name), new(_folder["site", "site.moodleproj"], "MoodlePluginsDirectory", name)))],
    };

    /// <summary>Makes the upstream of a plugin; its repository's folder is the plugin's name.</summary>
    public PluginUpstream Upstream(string component, string defaultBranch = "main") => PluginUpstream.Create(_folder[component], component, defaultBranch);

    /// <summary>Declares a plugin, in place of what was declared of it before.</summary>
    public LockedSite Declare(string component, CodeRequest? request = null, string? repository = null, params string[] configurations)
    {
        var name = Resolution.Given.Component(component);
        _plugins[name] = new()
        {
            Component = name,
            Source = new Source.Git(Url(repository ?? component), request ?? new CodeRequest.Compatible()),
            Origin = new(_folder["site", "site.moodleproj"], "MoodlePlugin", component),
            Configurations = [.. configurations],
        };
        return this;
    }

    /// <summary>Declares the site's own branch of a component, in another repository or its own.</summary>
    public LockedSite Customize(string component, string? repository, string branch, params string[] configurations)
    {
        var customization = new Customization(repository is null ? null : Url(repository), branch, new(_folder["site", "site.moodleproj"], component == "core" ? "MoodleCustomizationBranch" : "MoodlePlugin", component == "core" ? null : component))
        {
            Configurations = [.. configurations],
        };
        if (component == "core")
        {
            CoreCustomization = customization;
        }
        else
        {
            var name = Resolution.Given.Component(component);
            _plugins[name] = _plugins[name] with { Customization = customization };
        }

        return this;
    }

    /// <summary>The site's own branch of Moodle.</summary>
    public Customization? CoreCustomization { get; set; }

    /// <summary>What was told meanwhile, by the last verb.</summary>
    public List<string> Told { get; } = [];

    /// <summary>The Configuration.</summary>
    public string Configuration { get; set; } = "Debug";

    /// <summary>Declares a plugin that lies in a folder of a repository.</summary>
    public LockedSite DeclareWithin(string repository, string component, string folder, CodeRequest request)
    {
        var name = Resolution.Given.Component(component);
        Declare(component, request, repository);
        _plugins[name] = _plugins[name] with { Source = new Source.Git(Url(repository), request, folder) };
        return this;
    }

    /// <summary>Declares that a plugin, from git, runs without its submodules.</summary>
    public void WithoutSubmodules(string component)
    {
        var name = Resolution.Given.Component(component);
        _plugins[name] = _plugins[name] with { Source = ((Source.Git)_plugins[name].Source) with { WithoutSubmodules = true } };
    }

    /// <summary>Declares a plugin that lies in a folder.</summary>
    public LockedSite DeclareFolder(string component, string path)
    {
        var name = Resolution.Given.Component(component);
        Declare(component);
        _plugins[name] = _plugins[name] with { Source = new Source.Folder(Path.GetFullPath(path, _folder["site"]), path, _folder["site"]) };
        return this;
    }

    /// <summary>Declares a plugin that comes from an archive.</summary>
    public LockedSite DeclareArchive(string component, string archive, string? sha256)
    {
        var name = Resolution.Given.Component(component);
        Declare(component);
        var file = WebFile.TryParse(archive, out var onServer) ? onServer : null;
        _plugins[name] = _plugins[name] with { Source = new Source.Archive(file?.Address ?? Resolution.Given.Upstream(archive, _folder["site"]), sha256) { File = file } };
        return this;
    }

    /// <summary>Declares a plugin whose repository a directory names.</summary>
    public LockedSite DeclareByName(string component, CodeRequest? request = null, string? folder = null)
    {
        var name = Resolution.Given.Component(component);
        Declare(component);
        _plugins[name] = _plugins[name] with { Source = new Source.Unnamed(request ?? new CodeRequest.Compatible(), folder) };
        return this;
    }

    /// <summary>A plugins directory with an entry for each plugin, whose repository is the folder of that name.</summary>
    public TestRepository PluginsDirectory(string name, params (string Component, string Repository)[] entries)
    {
        var directory = _directories.TryGetValue(name, out var known) ? known : _directories[name] = TestRepository.Create(_folder[name]);
        foreach (var (component, repository) in entries)
        {
            directory.Write($"plugins/{component.Split('_')[0]}/{component}.yml", $"component: {component}\nsource: {Url(repository).Address}\nstatus: active\ntier: 0\nreleases: []\n");
        }

        directory.Commit();
        return directory;
    }

    public void NoWarn(string component, string code)
    {
        var name = Resolution.Given.Component(component);
        _plugins[name] = _plugins[name] with { NoWarn = [code] };
    }

    public LockedSite Undeclare(string component)
    {
        _plugins.Remove(Resolution.Given.Component(component));
        return this;
    }

    /// <summary>Codes of warnings that the user made errors.</summary>
    public HashSet<string> Promoted { get; } = [];

    public Task<RestoredSite?> TryRestore(bool locked = false, bool force = false) => Run(request => Verbs.Restore.RunAsync(request with { LockedMode = locked, ForceEvaluate = force }, RealCache ?? Cache, Findings, default));

    public async Task<RestoredSite> Restore(bool locked = false, bool force = false) => await TryRestore(locked, force) ?? throw Failed();

    public Task<RestoredSite?> TryUpdate(string[] names, bool isOneOfMany = false) => Run(request => Verbs.Update.RunAsync(request with { LockedMode = true }, [.. names], isOneOfMany, RealCache ?? Cache, Findings, default));

    public async Task<RestoredSite> Update(params string[] names) => await TryUpdate(names) ?? throw Failed();

    /// <summary>Builds its output.</summary>
    public BuiltSite Build(bool adopt = false)
    {
        Told.Clear();
        Findings = new(Promoted.Contains) { Telling = Told.Add };
        var built = Verbs.Build.Run(new(Declaration, LockPath, Output.Path, Project, adopt, HashEverything: false, new()), () => Result<IGitCache>.Of(RealCache ?? Cache), Findings, default);
        return built ?? throw Failed();
    }

    /// <summary>Makes patches of what was changed in its output; the project file is there.</summary>
    public async Task<MadePatches?> MakePatches(params string[] names)
    {
        Told.Clear();
        Findings = new(Promoted.Contains) { Telling = Told.Add };
        return await Verbs.MakePatch.RunAsync(
            new(Declaration, LockPath, Output.Path, Project, Adopt: false, HashEverything: false, new()), new(Declaration, LockPath, new()), [.. names], false, RealCache ?? Cache, Findings, default);
    }

    /// <summary>The errors of a restore, which must leave the lock as it was.</summary>
    public Task<IReadOnlyList<Diagnostic>> RestoreErrors(bool locked = false, bool force = false) => Errors(() => TryRestore(locked, force));

    /// <summary>The errors of an update, which must leave the lock as it was.</summary>
    public Task<IReadOnlyList<Diagnostic>> UpdateErrors(params string[] names) => Errors(() => TryUpdate(names));

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<Diagnostic>> Errors(Func<Task<RestoredSite?>> run)
    {
        var before = File.Exists(LockPath) ? LockText : null;
        var restored = await run();
        Xunit.Assert.Equal(before, File.Exists(LockPath) ? LockText : null);
        Xunit.Assert.Equal(Findings.HasErrors, restored is null);
        return Findings.Errors;
    }

    private async Task<RestoredSite?> Run(Func<RestoreRequest, Task<RestoredSite?>> verb)
    {
        Told.Clear();
        Findings = new(Promoted.Contains) { Telling = Told.Add };
        var declaration = Declaration;
        Findings.Silence(finding => declaration.Plugins.Any(p => p.Silences(finding)));
        var restored = await verb(new RestoreRequest(declaration, LockPath, new()) { Output = new(() => Output), Rules = Rules, AcceptMoved = [.. AcceptMoved] });
        Xunit.Assert.Equal(0, Cache.Open);
        return restored;
    }

    private InvalidOperationException Failed() => new(string.Join("; ", Findings.Errors));

    private UpstreamUrl Url(string name) => Resolution.Given.Upstream(IsRelative ? $"../{name}" : Server is null ? _folder[name] : $"{Server}/{name}", _folder["site"]);
}
