using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>
/// The plugin types that plugins add: of the plugins in Moodle's own tree and of declared ones.
/// Source: lib/classes/component.php, fetch_plugintypes: owners are taken by type and name, and of two types with one name the first counts.
/// </summary>
internal sealed class SubpluginTypes
{
    // $supportsubplugins; local comes last there.
    private static readonly string[] OwnerTypes = ["mod", "editor", "tool", "local"];

    private readonly ComponentsFile _components;
    private readonly TreeFiles _core;
    private readonly MoodleLayout _layout;
    private readonly MoodleBranch _branch;
    private readonly Dictionary<string, PluginType> _declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _refused = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, PluginType>> _ofCore;

    public SubpluginTypes(ComponentsFile components, TreeFiles core, MoodleLayout layout, MoodleBranch branch)
    {
        (_components, _core, _layout, _branch) = (components, core, layout, branch);
        _ofCore = new(ReadCore);
    }

    /// <summary>The types of declared plugins.</summary>
    public IEnumerable<PluginType> Declared => _declared.Values;

    /// <summary>Every type, the declared plugins' and Moodle's.</summary>
    public IEnumerable<PluginType> All => _declared.Values.Concat(_ofCore.Value.Values);

    /// <summary>The type of that name, or null. Moodle's tree is walked only when no declared plugin owns the type.</summary>
    public PluginType? Find(string type) => _declared.GetValueOrDefault(type) ?? _ofCore.Value.GetValueOrDefault(type);

    /// <summary>Why a type that an owner names does not count; null when none names it.</summary>
    public string? WhyRefused(string type) => _refused.GetValueOrDefault(type);

    /// <summary>Reads the files of the declared plugins that may own subplugins, and tells what is wrong with them.</summary>
    public void Declare(IEnumerable<OpenedComponent> plugins, List<Diagnostic> found)
    {
        var owners = plugins
            .Where(p => OwnerTypes.Contains(p.Component.Type) && _components.Types.ContainsKey(p.Component.Type))
            .OrderBy(p => Array.IndexOf(OwnerTypes, p.Component.Type))
            .ThenBy(p => p.Component.Name, StringComparer.Ordinal);
        foreach (var owner in owners)
        {
            var place = $"{_components.Types[owner.Component.Type].Folder}/{owner.Component.Name}";
            var (types, fault) = SubpluginFile.Read(owner.Component, owner.Files(), "", place, _layout, _branch);
            if (fault is not null)
            {
                found.Add(fault(owner));
            }

            foreach (var type in types)
            {
                Declare(owner, type, found);
            }
        }
    }

    private void Declare(OpenedComponent owner, PluginType type, List<Diagnostic> found)
    {
        if (WhyIgnored(type.Name) is { } why)
        {
            _refused.TryAdd(type.Name, $"{owner.Component} names it, but Moodle ignores it there, since {why}");
            found.Add(PlaceDiagnostics.SubpluginTypeIgnored(owner, type.Name, why));
            return;
        }

        var other = _components.Types.GetValueOrDefault(type.Name) ?? Find(type.Name);
        if (other is null)
        {
            _declared.Add(type.Name, type);
        }
        else if (other.Owner != owner.Component)
        {
            found.Add(PlaceDiagnostics.SubpluginTypeTwice(owner, type.Name, other.Owner));
        }
    }

    // Faults of Moodle's own plugins are Moodle's: it logs them and goes on.
    private Dictionary<string, PluginType> ReadCore()
    {
        var found = new Dictionary<string, PluginType>(StringComparer.Ordinal);
        foreach (var ownerType in OwnerTypes.Where(_components.Types.ContainsKey))
        {
            var folder = _components.Types[ownerType].Folder;
            foreach (var name in _core.FoldersIn(folder))
            {
                if (!ComponentName.TryParse($"{ownerType}_{name}", out var owner))
                {
                    continue;
                }

                var place = $"{folder}/{name}";
                foreach (var type in SubpluginFile.Read(owner, _core, place + "/", place, _layout, _branch).Types)
                {
                    if (WhyIgnored(type.Name) is null && !_components.Types.ContainsKey(type.Name))
                    {
                        found.TryAdd(type.Name, type);
                    }
                }
            }
        }

        return found;
    }

    private string? WhyIgnored(string type) =>
        !ComponentName.IsTypeName(type) ? "its name is not lower-case letters and digits"
        : _components.Subsystems.Contains(type) ? "a subsystem of Moodle has that name"
        : null;
}
