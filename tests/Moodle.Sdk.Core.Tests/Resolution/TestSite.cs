using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Testing;

namespace Moodle.Sdk.Core.Tests.Resolution;

/// <summary>A Moodle and plugins in real repositories, as places and acceptance see them. One per test class; every test takes branches of its own.</summary>
public sealed class TestSite : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IObjectReader> _readers = [];
    private readonly MoodleUpstream _moodle;
    private int _count;

    public TestSite() => _moodle = MoodleUpstream.Create(_folder["moodle.git"]);

    /// <summary>A Moodle as it was released.</summary>
    internal OpenedComponent Moodle(string tagOrBranch) => Read(
        ComponentName.Core, _moodle.Repository, _moodle.Commit(tagOrBranch), Url("moodle"), new Origin("site.moodleproj", "MoodleVersion"));

    /// <summary>A Moodle that differs from a release.</summary>
    internal OpenedComponent Moodle(string tagOrBranch, Action<TestRepository> change)
    {
        var branch = $"test{++_count}";
        change(_moodle.Repository.Branch(branch, _moodle.Commit(tagOrBranch)));
        _moodle.Repository.Commit();
        return Moodle(branch);
    }

    /// <summary>A plugin at one version, with files of its own.</summary>
    internal OpenedComponent Plugin(string component, PluginVersion? version = null, string? claims = null, Action<TestRepository>? files = null)
    {
        var upstream = PluginUpstream.Create(_folder[$"plugin{++_count}.git"], component);
        files?.Invoke(upstream.Repository);
        var commit = upstream.Release(version ?? new PluginVersion("2024100700"), component: claims);
        return Read(component, upstream.Repository, commit);
    }

    /// <summary>A plugin that has just these files.</summary>
    internal OpenedComponent Plugin(string component, params (string Path, string Content)[] files)
    {
        var repository = TestRepository.Create(_folder[$"plugin{++_count}.git"]);
        foreach (var (path, content) in files)
        {
            repository.Write(path, content);
        }

        return Read(component, repository, repository.Commit());
    }

    /// <summary>A declaration of a plugin.</summary>
    internal static PluginDeclaration Declare(OpenedComponent plugin, bool allowDowngrade = false, string[]? noWarn = null, string[]? configurations = null) => new()
    {
        Component = plugin.Component,
        Source = new Source.Git(((CodeOrigin.Git)plugin.Code.From).Upstream, new CodeRequest.Compatible()),
        Origin = plugin.Origin,
        AllowDowngrade = allowDowngrade,
        NoWarn = [.. noWarn ?? []],
        Configurations = [.. configurations ?? []],
    };

    /// <summary>Items that take parts out of Moodle: components, or paths where there is a slash or a dot.</summary>
    internal static CoreRemoval[] Without(params string[] includes) =>
        [.. includes.Select(i => (Include: i, Origin: new Origin("site.moodleproj", "MoodleCoreRemove", i))).Select(i =>
            ComponentName.TryParse(i.Include, out var component) ? (CoreRemoval)new CoreRemoval.Plugin(component, i.Origin) : new CoreRemoval.Path(i.Include, i.Origin))];

    /// <summary>What acceptance finds, the places being right.</summary>
    internal static IReadOnlyList<Diagnostic> Check(
        OpenedComponent core,
        OpenedComponent[] plugins,
        SiteVersions? previous = null,
        IReadOnlyCollection<PluginDeclaration>? declarations = null,
        CoreRemoval[]? removals = null)
    {
        declarations ??= [.. plugins.Select(p => Declare(p))];
        var findings = new Findings();
        findings.Silence(f => declarations.Any(d => d.Silences(f)));
        var places = PluginPlaces.Of(core, plugins, removals ?? [], findings).Value;
        Acceptance.Check(core, plugins, places, previous, declarations, findings);
        return findings.All;
    }

    /// <summary>Versions that a site had before.</summary>
    public static SiteVersions Had(params (string Component, string Version, string? Release)[] components) => new(
        [.. components.Select(c => new ComponentVersion(Name(c.Component), Number(c.Version), c.Release))]);

    public static ComponentName Name(string text) => ComponentName.TryParse(text, out var name) ? name : throw new ArgumentException(text);

    public void Dispose()
    {
        _readers.ForEach(r => r.Dispose());
        _folder.Dispose();
    }

    private OpenedComponent Read(string component, TestRepository repository, string commit) =>
        Read(Name(component), repository, commit, Url(component), new Origin("site.moodleproj", "MoodlePlugin", component));

    private OpenedComponent Read(ComponentName component, TestRepository repository, string id, UpstreamUrl upstream, Origin origin)
    {
        var objects = Open(repository);
        var commit = objects.ReadCommit(ObjectId.Parse(id));
        var files = new TreeFiles(objects, commit.Tree);
        var version = VersionFileReader.Read(files.Read("public/version.php") ?? files.Read("version.php")!);
        return new OpenedComponent(component, new Code(commit.Tree, StoreName.Of(upstream), new CodeOrigin.Git(upstream, commit)), version, objects, origin);
    }

    private IObjectReader Open(TestRepository repository)
    {
        var reader = ObjectReader.Open(repository.Folder);
        _readers.Add(reader);
        return reader;
    }

    private static VersionNumber Number(string text) => VersionNumber.TryParse(text, out var number) ? number : throw new ArgumentException(text);

    private static UpstreamUrl Url(string name) => UpstreamUrl.TryParse($"https://example.org/{name}", out var url) ? url : throw new ArgumentException(name);
}
