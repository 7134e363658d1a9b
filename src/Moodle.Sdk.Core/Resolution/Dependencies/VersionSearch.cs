using System.Collections.Immutable;
using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Resolution.Dependencies;

/// <summary>What a version of a plugin needs of another one.</summary>
/// <param name="Component">The other one.</param>
/// <param name="AtLeast">Its lowest version; null for any.</param>
internal sealed record Need(ComponentName Component, VersionNumber? AtLeast)
{
    /// <summary>Whether a version of it is enough.</summary>
    public bool IsMetBy(VersionNumber version) => AtLeast is not { } least || version.CompareTo(least) >= 0;
}

/// <summary>A version that a plugin may have.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Needs">What it needs.</param>
internal sealed record Possibility(VersionNumber Version, ImmutableArray<Need> Needs);

/// <summary>A plugin and the versions that it may have.</summary>
/// <param name="Component">The plugin.</param>
/// <param name="Possible">Its versions, the one that is taken when nothing speaks against it first.</param>
/// <param name="IsDeclared">True when the site has it whatever happens; another one only has to be there for those that need it.</param>
internal sealed record PluginChoices(ComponentName Component, ImmutableArray<Possibility> Possible, bool IsDeclared);

/// <summary>
/// Finds versions that go together. Moodle knows lower bounds alone ($plugin->dependencies), so a version that needs more than the highest one left of another plugin
/// can be struck out, again and again until nothing changes: then the highest ones left go together, and there is an answer exactly if every declared plugin has one left.
/// What is preferred is found by fixing one plugin after the other and striking out again: never a guess that has to be taken back, and no bound on the size.
/// </summary>
internal sealed class VersionSearch
{
    private readonly ImmutableArray<PluginChoices> _plugins;
    private readonly Dictionary<ComponentName, List<Possibility>> _left;

    private VersionSearch(ImmutableArray<PluginChoices> plugins, IEnumerable<KeyValuePair<ComponentName, List<Possibility>>> left) =>
        (_plugins, _left) = (plugins, left.ToDictionary(p => p.Key, p => p.Value.ToList()));

    /// <summary>The versions to take, for each plugin that has one; of all answers the one in which the first declared plugin has the version it prefers most, then the second, and so on. Null where there is none.</summary>
    public static IReadOnlyDictionary<ComponentName, Possibility>? Find(ImmutableArray<PluginChoices> plugins)
    {
        var search = new VersionSearch(plugins, plugins.Select(p => KeyValuePair.Create(p.Component, p.Possible.ToList())));
        if (!search.StrikeOut())
        {
            return null;
        }

        var settled = new List<ComponentName>();
        foreach (var plugin in plugins.OrderByDescending(p => p.IsDeclared))
        {
            foreach (var possibility in search._left[plugin.Component].ToList())
            {
                var fixing = new VersionSearch(plugins, search._left) { _left = { [plugin.Component] = [possibility] } };
                if (fixing.StrikeOut() && settled.Append(plugin.Component).All(p => fixing._left[p].Count > 0))
                {
                    search = fixing;
                    settled.Add(plugin.Component);
                    break;
                }
            }
        }

        return search._left.Where(p => p.Value.Count > 0).ToDictionary(p => p.Key, p => p.Value[0]);
    }

    /// <summary>
    /// Why there is no answer: what the version needs that a declared plugin prefers, what that needs, and so on to one of which there is no version that is high enough.
    /// </summary>
    public static ImmutableArray<(PluginChoices Plugin, Possibility? Version, Need? Need)> WhyNone(ImmutableArray<PluginChoices> plugins)
    {
        var search = new VersionSearch(plugins, plugins.Select(p => KeyValuePair.Create(p.Component, p.Possible.ToList())));
        search.StrikeOut();
        var chain = ImmutableArray.CreateBuilder<(PluginChoices, Possibility?, Need?)>();
        var plugin = plugins.First(p => p.IsDeclared && search._left[p.Component].Count == 0);
        Need? needed = null;
        while (plugin.Possible.FirstOrDefault(p => needed?.IsMetBy(p.Version) != false) is { } possibility
            && possibility.Needs.FirstOrDefault(n => !search.IsMet(n)) is { } need
            && chain.All(link => link.Item1.Component != plugin.Component))
        {
            chain.Add((plugin, possibility, need));
            (plugin, needed) = (plugins.First(p => p.Component == need.Component), need);
        }

        chain.Add((plugin, plugin.Possible.MaxBy(p => p.Version), null));
        return chain.ToImmutable();
    }

    private bool StrikeOut()
    {
        bool hasChanged;
        do
        {
            hasChanged = false;
            foreach (var left in _left.Values)
            {
                hasChanged |= left.RemoveAll(possibility => !possibility.Needs.All(IsMet)) > 0;
            }
        }
        while (hasChanged);
        return _plugins.All(p => !p.IsDeclared || _left[p.Component].Count > 0);
    }

    // What is not among the plugins is there already: in Moodle, or inside a plugin.
    private bool IsMet(Need need) =>
        !_left.TryGetValue(need.Component, out var left) || left.Exists(possibility => need.IsMetBy(possibility.Version));
}
