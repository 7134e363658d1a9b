using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Resolution.Customizations;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.Patches;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Verbs;

/// <summary>
/// The way to the next lock, which Restore and Update have in common: what is stale or wanted is resolved anew, everything else keeps its code;
/// the result is checked as a site, judged, kept in the cache, and written. Nothing else writes the lock.
/// </summary>
/// <param name="request">What is restored.</param>
/// <param name="previous">The lock being replaced, or null.</param>
/// <param name="stale">What of it does not fit.</param>
/// <param name="isWanted">Whether a component is resolved anew although its entry fits.</param>
internal sealed class Renewal(RestoreRequest request, SiteLock? previous, ImmutableArray<StaleComponent> stale, Func<ComponentName, bool> isWanted)
{
    /// <summary>Resolves, checks, keeps and writes. A damaged repository of the cache is fetched anew, once.</summary>
    /// <returns>The lock; null when there are errors, and then the lock is as it was.</returns>
    public async Task<RestoredSite?> RunAsync(IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var (restored, damage) = await TryAsync(cache, findings, cancel);
        if (damage is null)
        {
            return restored;
        }

        foreach (var store in damage.Stores)
        {
            findings.AddRange(cache.Discard(store, cancel)?.At(null) ?? []);
        }

        (restored, damage) = await TryAsync(cache, findings, cancel);
        if (damage is not null)
        {
            findings.Add(LockedCodeDiagnostics.CacheDamaged(damage.Missing));
        }

        return restored;
    }

    private async Task<(RestoredSite? Restored, Damage? Damage)> TryAsync(IGitCache cache, Findings findings, CancellationToken cancel)
    {
        var found = findings.Apart();
        var declaration = request.Declaration.ForLock;
        using var upstreams = new Upstreams(cache, findings, declaration.Plugins);
        try
        {
            using var directories = new PluginsDirectories(declaration, request.DirectoryAge, upstreams);
            var resolved = await new SiteResolver(declaration, Held(), previous?.Branch, upstreams, directories, request.AcceptMoved).RunAsync(cancel);
            if (!found.TryTake(resolved, out var site))
            {
                findings.AddRange(found.All);
                return (null, null);
            }

            var complete = request with { Declaration = declaration.With(site.Required) };
            var renewed = Accept(complete, Changed(complete.Declaration, site.Components, cache, found, cancel), site.Components, found);
            findings.AddRange(found.All);
            return (renewed is null || findings.HasErrors ? null : Finish(complete, previous, renewed, Notes(site.Components), cache, findings), null);
        }
        catch (MissingObjectException missing) when (upstreams.Damaged.Count > 0)
        {
            return (null, new(missing, upstreams.Damaged));
        }
        catch (SystemFaultException refused) when (refused.Fault.Store is not null)
        {
            findings.Add(SourceDiagnostics.StoreNotReadable(refused.Fault));
            return (null, null);
        }
    }

    /// <summary>Keeps what a lock names, writes it, and says what moved. In locked mode nothing may, and nothing is written.</summary>
    public static RestoredSite? Finish(
        RestoreRequest request, SiteLock? previous, SiteLock renewed, ImmutableArray<string> notes, IGitCache cache, Findings findings)
    {
        var moves = LockMove.Between(previous, renewed);
        if (request.LockedMode && !moves.IsEmpty)
        {
            findings.Add(LockDiagnostics.WouldChange(request.Declaration.Core.Origin, request.LockFile, moves.Select(m => m.ToString())));
            return null;
        }

        // Kept before the lock names them: a lock on disk never names code that upkeep may drop.
        if (LockedFetch.KeepAll(request.Declaration, renewed, cache) is { } unkept)
        {
            findings.Add(unkept);
            return null;
        }

        var written = false;
        var isDone = request.LockedMode || ReferenceEquals(previous, renewed) && previous.Schema == LockFile.Schema
            || findings.TryTake(LockFile.Write(request.LockFile, renewed), out written);
        return isDone ? new RestoredSite(renewed, written, moves, notes) : null;
    }

    private Dictionary<ComponentName, HeldVersion> Held() => previous is null
        ? (request.Output.Value?.Recorded?.Components ?? []).ToDictionary(c => c.Component, c => new HeldVersion(c.Version, c.Release))
        : previous.Components.ToDictionary(c => c.Component, Held);

    private HeldVersion Held(LockedComponent locked) => locked.Code is LockedCode.Git git
        ? new(locked.Version, locked.Release, git.Commit, git.Reference, git.Upstream)
        {
            Stays = Stays(locked.Component),
            MayGoDown = From == KnownFrom.LockOfCleaned,
            Series = !isWanted(locked.Component) && LockFreshness.IsSeriesOf(request.Declaration.Find(locked.Component)?.Customization, locked) ? locked.Series : null,
            Edited = locked.IsEdited ? Origin.InLock(request.LockFile, locked.Component.ToString()) : null,
        }
        : new(locked.Version, locked.Release) { Tree = locked.Code.Tree, Archive = (locked.Code as LockedCode.Archive)?.AsSource, Stays = locked.Code is LockedCode.Archive && Stays(locked.Component) };

    // Commits of a customisation that were looked for anew, and found to be upstream's.
    private bool HasLostCommits(ResolvedComponent component) =>
        (component.Series?.Series, previous?.Find(component.Opened.Component)?.Series) is ({ } now, var before)
        && before?.Base != now.Base && (now.Commits.IsEmpty || before?.Commits.Any(c => c.Commit == now.Base) == true);

    private bool Stays(ComponentName component) => !isWanted(component) && !stale.Any(s => s.Component == component && s.Kind == StaleKind.Declaration);

    // Customisations first, then patches: as the site has it.
    private static List<OpenedComponent> Changed(SiteDeclaration declaration, ImmutableArray<ResolvedComponent> resolved, IGitCache cache, Findings found, CancellationToken cancel)
    {
        var (customised, patches) = (new CustomizedCode(cache, found, cancel), new PatchSeries(cache, found, cancel));
        return [.. resolved.Select(r =>
        {
            var declared = declaration.Find(r.Opened.Component)!;
            var carried = r.Series is { } series ? customised.Apply(r.Opened, series) : r.Opened;
            return patches.ApplyAll(declared, declaration, configuration => declared.IsCustomizedIn(configuration) ? carried : r.Opened);
        })];
    }

    // What the lock holds is the code as it comes; what is judged is the code as the site has it.
    private SiteLock? Accept(RestoreRequest complete, List<OpenedComponent> opened, ImmutableArray<ResolvedComponent> resolved, Findings found)
    {
        found.AddRange(complete.Declaration.Patches.Where(p => complete.Declaration.Find(p.Component) is null).Select(PatchDiagnostics.NoPlugin));
        var (core, plugins) = (opened[0], opened[1..]);
        if (Acceptance.Accept(core, plugins, Before(complete.Declaration), complete.Declaration, found) is not { } places)
        {
            return null;
        }

        var next = new NextLock(complete.Declaration, previous, places);
        var grafts = opened.Select(c => (Opened: c, Grafts: SiteComposer.Grafts(c, places).ToList())).ToList();
        ComponentTrees.Judge(
            grafts.Where(c => next.IsNew(c.Opened)).SelectMany(c => c.Grafts), [.. grafts.SelectMany(c => c.Grafts)], request.Listings, found, request.Rules);
        found.AddRange(resolved.Select(r => r.Warning).OfType<Diagnostic>());
        found.AddRange(resolved.Where(HasLostCommits).Select(r => CustomizationDiagnostics.NoLongerCarried(r.Opened, r.Series!)));
        found.AddRange(resolved.Where(r => r.Entry is DirectoryEntry.OfGit { Ended: not null }).Select(r => DirectoryDiagnostics.Ended((PluginDeclaration)complete.Declaration.Find(r.Opened.Component)!, (DirectoryEntry.OfGit)r.Entry!)));
        found.AddRange(resolved
            .Where(r => r.Choice is null && previous?.Find(r.Opened.Component) is { IsEdited: true } && Stays(r.Opened.Component))
            .Select(r => LockDiagnostics.EditedEntry(request.LockFile, previous!.Find(r.Opened.Component)!)));
        return found.HasErrors ? null : next.Of(resolved);
    }

    // What lies in the output beside what the lock held can only leave. What the lock held and the output's record does not was never built there, so it
    // leaves nothing behind: where it was built (another machine, another output), the restore of that place tells.
    private SiteVersions Before(SiteDeclaration declaration)
    {
        var recorded = request.Output.Value?.Recorded;
        var locked = (previous?.Components ?? []).Select(c => new ComponentVersion(c.Component, c.Version, c.Release))
            .Where(c => recorded is null || recorded.Find(c.Component) is not null || declaration.Find(c.Component) is not null);
        return new([.. locked, .. request.Leaving.Where(c => previous?.Find(c.Component) is null)]) { From = From, CleanCommand = request.Output.Value?.Recorded?.CleanCommand };
    }

    // Where the output is recorded too, dotnet clean helps.
    private KnownFrom From => request.Output.Value switch
    {
        { Recorded: not null } => KnownFrom.Record,
        { State.WasCleaned: true } => KnownFrom.LockOfCleaned,
        _ => KnownFrom.Lock,
    };

    private ImmutableArray<string> Notes(ImmutableArray<ResolvedComponent> site) => [.. site.Select(Address).Concat(site.Select(c => c.Note)).OfType<string>()];

    // An address that somebody else names is read once by a person.
    private string? Address(ResolvedComponent resolved)
    {
        var before = previous?.Find(resolved.Opened.Component)?.Code;
        return resolved.Entry switch
        {
            DirectoryEntry.OfGit entry when (before as LockedCode.Git)?.Upstream.Equals(entry.Upstream) != true =>
                $"{entry.Component}: {entry.Upstream}{(entry.Standing is { } standing ? $" ({standing})" : "")}, says {entry.NamedBy.Directory}",
            DirectoryEntry.OfDownloads entry when resolved.Opened.Code.From is CodeOrigin.Archive archive && (before as LockedCode.Archive)?.Address.Equals(archive.Source.Address) != true =>
                $"{entry.Component}: {archive.Source.Shown}, says {entry.NamedBy.Directory}",
            _ => null,
        };
    }

    // What the cache turned out to lack, and where.
    private sealed record Damage(MissingObjectException Missing, IReadOnlyCollection<StoreName> Stores);
}
