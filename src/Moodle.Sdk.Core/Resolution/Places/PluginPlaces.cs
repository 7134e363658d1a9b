using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>
/// Where each plugin goes in the code base, by the rules of the very Moodle that it goes into:
/// its lib/components.json, its own subplugin types and those of the declared plugins. For one thread at a time.
/// </summary>
internal sealed class PluginPlaces
{
    // $ignoreddirs of lib/classes/component.php: folders of a type's folder that are not plugins. auth_db is the one exception.
    private static readonly string[] NotPlugins =
        ["CVS", "_vti_cnf", "amd", "classes", "db", "fonts", "lang", "pix", "simpletest", "templates", "tests", "yui"];

    private readonly ComponentsFile _components;
    private readonly SubpluginTypes _subplugins;

    // Moodle with what the site leaves out; null when that is nothing.
    private readonly PluginPlaces? _whole;

    private PluginPlaces(MoodleLayout layout, MoodleBranch branch, TreeFiles coreFiles, ComponentsFile components)
    {
        (Layout, CoreFiles, _components) = (layout, coreFiles, components);
        _subplugins = new SubpluginTypes(components, coreFiles, layout, branch);
    }

    private PluginPlaces(PluginPlaces whole, MoodleBranch branch, OpenedComponent core, ImmutableArray<RemovedPart> removed)
        : this(whole.Layout, branch, core.Files(removed.Select(r => r.Path).ToHashSet(StringComparer.Ordinal)), whole._components) =>
        (_whole, Removed) = (whole, removed);

    /// <summary>Where this Moodle keeps its code.</summary>
    public MoodleLayout Layout { get; }

    /// <summary>Moodle's files, less what the site leaves out.</summary>
    internal TreeFiles CoreFiles { get; }

    /// <summary>What of Moodle's tree the site leaves out, ordered by path; none lies within another.</summary>
    public ImmutableArray<RemovedPart> Removed { get; } = [];

    /// <summary>Finds the place of every declared plugin. Warnings go to the findings.</summary>
    /// <returns>The places, or errors among MOODLE1401 to MOODLE1417.</returns>
    /// <exception cref="MissingObjectException">The cache lacks an object.</exception>
    public static Result<PluginPlaces> Of(
        OpenedComponent core, IReadOnlyCollection<OpenedComponent> plugins, IReadOnlyCollection<CoreRemoval> removals, Findings findings)
    {
        var files = core.Files();
        var layout = MoodleLayout.Of(files);
        return ComponentsFile.Read(core, files, layout).Then(components =>
        {
            var branch = core.Version.Branch.Value;
            var whole = new PluginPlaces(layout, branch, files, components);
            return RemovedPart.Find(core, whole, removals)
                .Then(removed => (removed.IsEmpty ? whole : new PluginPlaces(whole, branch, core, removed)).Place(core, plugins, findings));
        });
    }

    /// <summary>The place of a declared component, or of one that Moodle itself has: <c>mod/attendance</c>; empty for core.</summary>
    /// <exception cref="ArgumentException">No plugin type of this Moodle or of the declared plugins is the component's.</exception>
    public string PlaceOf(ComponentName component) =>
        TryPlaceOf(component) ?? throw new ArgumentException($"{component} has no place in this Moodle.", nameof(component));

    /// <summary>The place of a component, or null when its type is unknown to this Moodle and to the declared plugins.</summary>
    public string? TryPlaceOf(ComponentName component) =>
        component.IsCore ? "" : Find(component.Type) is { } type ? $"{type.Folder}/{component.Name}" : null;

    /// <summary>The folder of Moodle's tree at a component's place, when there is one that the site does not leave out; else null.</summary>
    public string? InMoodle(ComponentName component) => TryPlaceOf(component) is { } place && CoreFiles.Find(place) is not null ? place : null;

    /// <summary>What takes a plugin that Moodle has out of it; null when nothing does.</summary>
    public RemovedPart? RemovalOf(ComponentName plugin) => _whole?.InMoodle(plugin) is { } place ? RemovalOf($"{place}/version.php") : null;

    /// <summary>Every plugin type: Moodle's and those of plugins.</summary>
    public IEnumerable<PluginType> Types => _components.Types.Values.Concat(_subplugins.All);

    /// <summary>The plugin types that declared plugins add.</summary>
    public IEnumerable<PluginType> DeclaredTypes => _subplugins.Declared;

    /// <summary>The folders that plugins of any type lie in, such as <c>mod</c> or <c>mod/quiz/report</c>, ordered.</summary>
    public IEnumerable<string> Roots =>
        Types.Where(t => t.Standing != TypeStanding.Deleted).Select(t => t.Folder).Distinct().Order(StringComparer.Ordinal);

    /// <summary>Whether Moodle passes over a folder of that plugin's name, as it does for <c>mod/tests</c>.</summary>
    public static bool IsIgnored(ComponentName plugin) => NotPlugins.Contains(plugin.Name) && plugin is not { Type: "auth", Name: "db" };

    private Result<PluginPlaces> Place(OpenedComponent core, IReadOnlyCollection<OpenedComponent> plugins, Findings findings)
    {
        var found = new List<Diagnostic>();
        _subplugins.Declare(plugins, found);
        var byPlace = new SortedDictionary<string, OpenedComponent>(StringComparer.Ordinal);
        foreach (var plugin in plugins.OrderBy(p => p.Component))
        {
            var judged = Judge(core, plugin);
            if (judged is not null)
            {
                found.Add(judged);
            }

            if (judged?.Severity != Severity.Error && PlaceOf(plugin.Component) is var place && !byPlace.TryAdd(place, plugin))
            {
                found.Add(PlaceDiagnostics.PlaceTaken(plugin, byPlace[place], place));
            }
        }

        found.AddRange(InsideAnother(byPlace));
        findings.AddRange(found.Where(f => f.Severity == Severity.Warning));
        var errors = found.Where(f => f.Severity == Severity.Error).ToList();
        return errors.Count == 0 ? this : Result<PluginPlaces>.Failed(errors);
    }

    private Diagnostic? Judge(OpenedComponent core, OpenedComponent plugin) => Find(plugin.Component.Type) switch
    {
        null => UnknownType(core, plugin),
        { Standing: TypeStanding.Deleted } => PlaceDiagnostics.TypeDeleted(core, plugin),
        _ when plugin.Component.Type == "mod" && _components.Subsystems.Contains(plugin.Component.Name) => PlaceDiagnostics.NameOfSubsystem(core, plugin),
        _ when IsIgnored(plugin.Component) => PlaceDiagnostics.NameIgnored(core, plugin),
        { Standing: TypeStanding.Deprecated } => PlaceDiagnostics.TypeDeprecated(core, plugin),
        _ => null,
    };

    private Diagnostic UnknownType(OpenedComponent core, OpenedComponent plugin)
    {
        var type = plugin.Component.Type;
        var removed = _whole?.Find(type)?.Owner;
        return (removed?.ToString() ?? SubpluginOwners.OwnerOf(type)) is { } owner && _subplugins.WhyRefused(type) is null
            ? PlaceDiagnostics.OwnerNotDeclared(core, plugin, owner, removed is null ? null : RemovalOf($"{_whole!.PlaceOf(removed)}/db/subplugins.json")?.Origin)
            : PlaceDiagnostics.UnknownType(core, plugin, _subplugins.WhyRefused(type), NearNames.To(type, Types.Select(t => t.Name)));
    }

    private RemovedPart? RemovalOf(string path) => Removed.FirstOrDefault(r => r.Covers(path));

    // A subplugin lies inside its owner, which may ship a folder of that name itself.
    private static IEnumerable<Diagnostic> InsideAnother(SortedDictionary<string, OpenedComponent> byPlace)
    {
        foreach (var (place, plugin) in byPlace)
        {
            for (var slash = place.LastIndexOf('/'); slash > 0; slash = place.LastIndexOf('/', slash - 1))
            {
                if (byPlace.TryGetValue(place[..slash], out var outer)
                    && outer.Files().Find(place[(slash + 1)..]) is not null)
                {
                    yield return PlaceDiagnostics.PlaceTaken(plugin, outer, place);
                }
            }
        }
    }

    private PluginType? Find(string type) => _components.Types.GetValueOrDefault(type) ?? _subplugins.Find(type);
}
