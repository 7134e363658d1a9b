using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Locking;

/// <summary>
/// Makes the next lock: what is stale or forced is resolved anew, everything else keeps its commit. All upstreams are asked and fetched from side by side;
/// the result is checked as a site before anybody writes it.
/// </summary>
/// <param name="declaration">What is declared.</param>
/// <param name="previous">The lock being replaced, or null.</param>
/// <param name="stale">What of it does not fit.</param>
/// <param name="forced">What is resolved anew although it may fit.</param>
/// <param name="judge">Judges the trees that are new.</param>
/// <param name="findings">Takes the warnings.</param>
internal sealed class Relocking(
    SiteDeclaration declaration,
    SiteLock? previous,
    ImmutableArray<StaleComponent> stale,
    ImmutableHashSet<ComponentName> forced,
    TreeJudge judge,
    Findings findings)
{
    /// <summary>Makes the lock. A damaged repository of the cache is fetched anew, once.</summary>
    public async Task<Result<SiteLock>> RunAsync(IGitCache cache, CancellationToken cancel)
    {
        IReadOnlyCollection<StoreName> damaged;
        using (var upstreams = new Upstreams(cache, declaration.Plugins))
        {
            try
            {
                return await RunAsync(upstreams, cancel);
            }
            catch (MissingObjectException) when (upstreams.Damaged.Count > 0)
            {
                damaged = upstreams.Damaged;
            }
        }

        foreach (var store in damaged)
        {
            cache.Discard(store, cancel);
        }

        using var renewed = new Upstreams(cache, declaration.Plugins);
        try
        {
            return await RunAsync(renewed, cancel);
        }
        catch (MissingObjectException stillDamaged)
        {
            return LockedCodeProblems.CacheDamaged(stillDamaged);
        }
    }

    private async Task<Result<SiteLock>> RunAsync(Upstreams upstreams, CancellationToken cancel)
    {
        var moodle = new TaskCompletionSource<Result<VersionFile>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var core = Task.Run(() => CoreAsync(upstreams, moodle, cancel), cancel);
        var plugins = declaration.Plugins.Select(p => Task.Run(() => PluginAsync(p, moodle.Task, upstreams, cancel), cancel)).ToList();
        var resolved = await Task.WhenAll(plugins.Prepend(core));
        cancel.ThrowIfCancellationRequested();

        var errors = SourceProblems.ToldOnce(resolved.SelectMany(r => r.Errors));
        return errors.Count > 0
            ? Result<SiteLock>.Failed(errors)
            : Accept(resolved[0].Value.Code, [.. resolved.Skip(1).Select(r => r.Value.Code)])
                .Then<SiteLock>(places => new SiteLock([.. resolved.Select(r => Entry(r.Value, places, resolved[0].Value.Code.Version.Branch.Value))]));
    }

    // Tells of Moodle's version.php as soon as it is known; at the latest when Moodle is here, or will not come.
    private async Task<Result<ResolvedComponent>> CoreAsync(Upstreams upstreams, TaskCompletionSource<Result<VersionFile>> moodle, CancellationToken cancel)
    {
        try
        {
            Action<VersionFile>? tell = declaration.Plugins.Any(p => !p.Source.IsExact) ? version => moodle.TrySetResult(version) : null;
            var resolved = await (KeptEntry(ComponentName.Core) is { } locked
                ? ReadLockedAsync(locked, upstreams, cancel)
                : CoreResolver.ResolveAsync(declaration.Core, upstreams, tell, cancel));
            moodle.TrySetResult(resolved.Then<VersionFile>(c => c.Code.Version));
            return resolved;
        }
        finally
        {
            moodle.TrySetCanceled(cancel);
        }
    }

    private async Task<Result<ResolvedComponent>> PluginAsync(
        PluginDeclaration plugin, Task<Result<VersionFile>> moodle, Upstreams upstreams, CancellationToken cancel)
    {
        if (plugin.Source is not Source.Git)
        {
            return DeclarationProblems.NotYetSupported(plugin);
        }

        if (KeptEntry(plugin.Component) is not { } locked)
        {
            return await new PluginResolver(upstreams).ResolveAsync(plugin, moodle, cancel);
        }

        // Another branch of Moodle asks for another choice, unless the declaration leaves none.
        var branch = plugin.Source.IsExact ? null : await NewBranchAsync(moodle);
        return branch is null
            ? await ReadLockedAsync(locked, upstreams, cancel)
            : await new PluginResolver(upstreams).ResolveAsync(plugin, moodle, cancel);
    }

    // The branch of a Moodle that is another than the locked one.
    private async Task<MoodleBranch?> NewBranchAsync(Task<Result<VersionFile>> moodle)
    {
        var known = await moodle;
        return known.TryGet(out var version) && version.Branch.Value != LockFreshness.BranchOf(previous!) ? version.Branch.Value : null;
    }

    // The entry whose commit is kept; null when the component must be resolved.
    private LockedComponent? KeptEntry(ComponentName component) =>
        forced.Contains(component) || stale.Any(s => s.Component == component && s.Kind == StaleKind.Declaration) ? null : previous?.Find(component);

    private async Task<Result<ResolvedComponent>> ReadLockedAsync(LockedComponent locked, Upstreams upstreams, CancellationToken cancel)
    {
        var declared = DeclaredCode.Of(declaration, locked.Component);
        var fetched = await upstreams.FetchAsync(
            ((Source.Git)declared.Source).Upstream, [new FetchTarget(locked.Commit, locked.Reference)], FetchDepth.Tip, declared.Origin, cancel);
        return fetched
            .Then(objects => locked.Component.IsCore
                ? ComponentReader.ReadCore(objects, locked.Commit, ((Source.Git)declared.Source).Upstream, declared.Origin)
                : ComponentReader.ReadPlugin(locked.Component, objects, locked.Commit, (Source.Git)declared.Source, declared.Origin))
            .Then<ResolvedComponent>(code => Kept(locked, code));
    }

    private static ResolvedComponent Kept(LockedComponent locked, ComponentCode code)
    {
        // Another tree shows that the commit itself was changed by hand: a tag recorded beside it does not lead there.
        return !locked.IsEdited || locked.Tree == code.Code.Tree
            ? new(code, locked.Reference, locked.Reason)
            : new(code, locked.Reference?.StartsWith("refs/heads/", StringComparison.Ordinal) == true ? locked.Reference : null, "set by hand in the lock");
    }

    private Result<PluginPlaces> Accept(ComponentCode core, ImmutableArray<ComponentCode> plugins)
    {
        var found = new Findings();
        var before = previous is null
            ? null
            : new SiteVersions([.. previous.Components.Select(c => new ComponentVersion(c.Component, c.Version, c.Release))]);
        var accepted = PluginPlaces.Of(core, plugins, found).Then<PluginPlaces>(places =>
        {
            Acceptance.Check(core, plugins, places, before, declaration.Plugins, found);
            judge([.. plugins.Prepend(core).Select(c => Lockable(c, places))], found);
            return found.HasErrors ? Result<PluginPlaces>.Failed(found.Errors) : places;
        });

        found.AddRange(plugins.Prepend(core)
            .Where(c => KeptEntry(c.Component) is { IsEdited: true })
            .Select(c => LockProblems.EditedEntry(c.Origin, previous!.Find(c.Component)!)));
        findings.AddRange(found.All.Where(f => f.Severity == Severity.Warning && !declaration.Plugins.Any(p => p.Silences(f))));
        return accepted;
    }

    private static CodeOrigin.Git From(ComponentCode code) => (CodeOrigin.Git)code.Code.From;

    private LockableTree Lockable(ComponentCode code, PluginPlaces places)
    {
        var place = places.PlaceOf(code.Component);
        var isNew = previous?.Find(code.Component) is not { IsEdited: false } before || before.Tree != code.Code.Tree || before.Place != place;
        return new(code.Component, place, code.Code.Store, code.Code.Tree, code.Objects, code.Origin, isNew);
    }

    private LockedComponent Entry(ResolvedComponent resolved, PluginPlaces places, MoodleBranch moodle)
    {
        var (code, name) = (resolved.Code, resolved.Code.Component);
        var plugin = name.IsCore ? null : declaration.Plugins.First(p => p.Component == name);
        var (fingerprint, place) = (plugin is null ? DeclarationFingerprint.Of(declaration.Core) : DeclarationFingerprint.Of(plugin, moodle), places.PlaceOf(name));
        // Where nothing moves, neither do the words: how many tags there are today is no reason to change a lock.
        var unmoved = previous?.Find(name) is { IsEdited: false } before && before.Commit == From(code).Commit.Id && before.Fingerprint == fingerprint ? before : null;
        return new()
        {
            Component = name,
            Fingerprint = fingerprint,
            Requested = DeclarationFingerprint.Describe(((Source.Git)(plugin?.Source ?? declaration.Core.Source)).Request, moodle),
            Reference = unmoved is null ? resolved.Reference : unmoved.Reference,
            Commit = From(code).Commit.Id,
            Tree = code.Code.Tree,
            Version = code.Version.Version.Value,
            Release = code.Version.Release.IsSet ? code.Version.Release.Value : null,
            Branch = name.IsCore ? moodle : null,
            Place = place,
            Upstream = From(code).Upstream,
            Reason = unmoved is null ? resolved.Reason : unmoved.Reason,
        };
    }
}
