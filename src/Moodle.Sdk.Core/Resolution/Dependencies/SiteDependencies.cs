using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Dependencies;

/// <summary>Brings the plugins of a site together: versions that meet what each needs of the others, and the plugins that are needed and nobody declared.</summary>
/// <param name="declaration">What is declared.</param>
/// <param name="core">Moodle.</param>
/// <param name="resolver">Resolves plugins, and takes them at other versions.</param>
internal sealed class SiteDependencies(SiteDeclaration declaration, OpenedComponent core, SiteResolver resolver)
{
    private readonly SortedDictionary<ComponentName, PluginDeclaration> _plugins = new(declaration.Plugins.ToDictionary(p => p.Component));

    // As each is by itself, and as it is taken.
    private readonly Dictionary<ComponentName, ResolvedComponent> _alone = [];
    private readonly SortedDictionary<ComponentName, ResolvedComponent> _taken = [];

    private readonly Dictionary<ComponentName, ImmutableArray<Diagnostic>> _failed = [];

    // The plugins that lie inside each version that was taken so far: of another version no more than version.php is known.
    private readonly Dictionary<(ComponentName, CommitId?), ImmutableArray<OpenedComponent>> _shipped = [];

    /// <summary>Brings them together; what is missing is looked up in the plugins directories.</summary>
    /// <param name="plugins">The declared plugins, as each is by itself.</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<Result<ResolvedSite>> MeetAsync(IEnumerable<ResolvedComponent> plugins, CancellationToken cancel)
    {
        foreach (var plugin in plugins)
        {
            _alone[plugin.Opened.Component] = _taken[plugin.Opened.Component] = plugin;
        }

        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var site = Look();
            var missing = site is null ? [] : Missing(site);
            var moved = missing.Count > 0 ? await AddAsync(missing, cancel) : await MoveAsync(cancel);
            if (!moved.TryGet(out var goesOn))
            {
                return Result<ResolvedSite>.Failed(moved.Errors);
            }

            if (!goesOn)
            {
                return Site();
            }
        }
    }

    // The site as it is taken, with what lies inside its plugins. Where a place cannot be found, whoever checks the site says so.
    private CheckedSite? Look()
    {
        OpenedComponent[] opened = [.. _taken.Values.Select(p => p.Opened)];
        if (!PluginPlaces.Of(core, opened, [.. declaration.ActiveRemovals], new Findings()).TryGet(out var places))
        {
            return null;
        }

        var site = new CheckedSite(core, opened, places, []);
        foreach (var plugin in _taken.Values)
        {
            _shipped[Version(plugin)] = [.. site.Shipped.Where(s => s.Declared == plugin.Opened.Component)];
        }

        return site;
    }

    // Plugins that are needed and nowhere, each with one that needs it.
    private List<(ComponentName Plugin, OpenedComponent By)> Missing(CheckedSite site) =>
    [
        .. from plugin in _taken.Values
           from need in Parts(plugin).SelectMany(part => Needs(part.Version))
           where !_taken.ContainsKey(need.Component) && !_failed.ContainsKey(need.Component)
           group plugin.Opened by need.Component into needed
           where site.Places.RemovalOf(needed.Key) is null && site.Find(needed.Key) is null
           select (needed.Key, needed.First()),
    ];

    private async Task<Result<bool>> AddAsync(List<(ComponentName Plugin, OpenedComponent By)> missing, CancellationToken cancel)
    {
        var added = missing.Select(m => new PluginDeclaration { Component = m.Plugin, Source = new Source.Unnamed(new CodeRequest.Compatible()), Origin = m.By.Origin }).ToList();
        var resolved = await Task.WhenAll(added.Select(plugin => Task.Run(() => resolver.PluginAsync(plugin, cancel), cancel)));
        foreach (var (plugin, result) in added.Zip(resolved))
        {
            if (result.TryGet(out var component))
            {
                (_plugins[plugin.Component], _alone[plugin.Component], _taken[plugin.Component]) = (plugin, component, component);
            }
            else
            {
                _failed[plugin.Component] = result.Errors;
            }
        }

        return true;
    }

    // Takes other versions where those that are taken do not go together; false when they do.
    private async Task<Result<bool>> MoveAsync(CancellationToken cancel)
    {
        var candidates = new Dictionary<Possibility, PluginCandidate>(ReferenceEqualityComparer.Instance);
        var choices = _plugins.Values.Select(plugin => Choices(plugin, candidates)).Concat(Impossible()).ToImmutableArray();
        if (VersionSearch.Find(choices) is not { } found)
        {
            var chain = VersionSearch.WhyNone(choices);
            if (chain.Length == 2 && _taken.ContainsKey(chain[1].Plugin.Component))
            {
                // What one plugin needs of another whoever checks the site says, with all else that is wrong.
                return false;
            }

            return _failed.TryGetValue(chain[^1].Plugin.Component, out var errors) ? Result<bool>.Failed(errors)
                : DependencyDiagnostics.NoneTogether(_plugins[chain[0].Plugin.Component].Origin, chain, declaration.Find(chain[^1].Plugin.Component)?.Source, core);
        }

        var hasMoved = false;
        foreach (var (component, taken) in _taken.ToList())
        {
            if (found.TryGetValue(component, out var possibility) && candidates.TryGetValue(possibility, out var candidate) && candidate.Commit.Id != taken.Commit.Id)
            {
                var again = await resolver.TakeAsync(_plugins[component], _alone[component], candidate, cancel);
                if (!again.TryGet(out var other))
                {
                    return Result<bool>.Failed(again.Errors);
                }

                (_taken[component], hasMoved) = (other, true);
            }
        }

        return hasMoved;
    }

    private PluginChoices Choices(PluginDeclaration plugin, Dictionary<Possibility, PluginCandidate> candidates)
    {
        var possible = ImmutableArray.CreateBuilder<Possibility>();
        var alone = _alone[plugin.Component];
        if (alone.Choice is null)
        {
            possible.Add(new(alone.Opened.Version.Version.Value, [.. Parts(alone).SelectMany(p => Needs(p.Version))]));
        }

        foreach (var candidate in alone.Choice is { } choice ? resolver.Candidates(plugin, choice) : [])
        {
            var shipped = _shipped.GetValueOrDefault((plugin.Component, candidate.Commit.Id), []);
            var possibility = new Possibility(candidate.Version, [.. Needs(candidate.File), .. shipped.SelectMany(s => Needs(s.Version))]);
            candidates.Add(possibility, candidate);
            possible.Add(possibility);
        }

        return new(plugin.Component, possible.ToImmutable(), declaration.Find(plugin.Component) is not null);
    }

    // Where needed plugins are not added, one that cannot be had is for whoever checks the site to tell of.
    private IEnumerable<PluginChoices> Impossible() =>
        declaration.AddsRequired ? _failed.Keys.Order().Select(component => new PluginChoices(component, [], IsDeclared: false)) : [];

    private Result<ResolvedSite> Site()
    {
        var needed = new SortedDictionary<ComponentName, SortedSet<ComponentName>>();
        var next = new Queue<ComponentName>(declaration.Plugins.Select(p => p.Component));
        while (next.TryDequeue(out var component))
        {
            foreach (var need in Parts(_taken[component]).SelectMany(part => Needs(part.Version)).Where(n => _taken.ContainsKey(n.Component) && declaration.Find(n.Component) is null))
            {
                if (needed.TryAdd(need.Component, []))
                {
                    next.Enqueue(need.Component);
                }

                needed[need.Component].Add(component);
            }
        }

        if (needed.Count > 0 && !declaration.AddsRequired)
        {
            return Result<ResolvedSite>.Failed(needed.Keys.Where(n => needed[n].Any(by => declaration.Find(by) is not null)).SelectMany(n => Undeclared(n, needed)));
        }

        PluginDeclaration[] required = [.. needed.Select(n => _plugins[n.Key] with { RequiredBy = [.. n.Value] })];
        return new ResolvedSite([.. declaration.Plugins.Concat(required).Select(p => _taken[p.Component])], [.. required]);
    }

    private IEnumerable<Diagnostic> Undeclared(ComponentName missing, IReadOnlyDictionary<ComponentName, SortedSet<ComponentName>> needed)
    {
        var all = new SortedSet<ComponentName> { missing };
        while (needed.Keys.Where(n => !all.Contains(n) && needed[n].Any(all.Contains)).ToList() is { Count: > 0 } more)
        {
            all.UnionWith(more);
        }

        foreach (var by in needed[missing].Where(by => declaration.Find(by) is not null).SelectMany(by => Parts(_taken[by])).Where(part => Needs(part.Version).Any(n => n.Component == missing)))
        {
            var dependency = by.Version.Dependencies.Value.First(d => d.Component == missing.ToString());
            yield return AcceptanceDiagnostics.DependencyMissing(core, by, dependency, null, null, [.. all]);
        }
    }

    // The plugin and those that lie inside it: all come together.
    private IEnumerable<OpenedComponent> Parts(ResolvedComponent plugin) => _shipped.GetValueOrDefault(Version(plugin), []).Prepend(plugin.Opened);

    // What comes from elsewhere than git has one version.
    private static (ComponentName, CommitId?) Version(ResolvedComponent plugin) => (plugin.Opened.Component, (plugin.Opened.Code.From as CodeOrigin.Git)?.Commit.Id);

    private static IEnumerable<Need> Needs(VersionFile file) =>
        from dependency in file.Dependencies is { IsSet: true, Value: var all } ? all : []
        let component = ComponentName.TryParse(dependency.Component, out var name) && !name.IsCore ? name : null
        where component is not null
        select new Need(component, dependency.AtLeast);
}
