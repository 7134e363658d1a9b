using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.Checks;
using Moodle.Sdk.Resolution.Customizations;
using Moodle.Sdk.Resolution.Dependencies;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.Plugins;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Resolution.Submodules;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution;

/// <summary>
/// Decides the code of a whole site: what the lock holds and may stay is read, everything else is resolved. All upstreams are asked and fetched from side by side.
/// </summary>
/// <param name="declaration">What is declared.</param>
/// <param name="held">What the lock holds.</param>
/// <param name="heldBranch">The branch of the Moodle that the lock holds; null without a lock.</param>
/// <param name="upstreams">Where code is looked for.</param>
/// <param name="directories">Tell the repositories that are not declared.</param>
/// <param name="acceptMoved">The plugins for which a directory may name another repository than the lock has.</param>
internal sealed class SiteResolver(
    SiteDeclaration declaration, IReadOnlyDictionary<ComponentName, HeldVersion> held, MoodleBranch? heldBranch, Upstreams upstreams,
    PluginsDirectories directories, IReadOnlyCollection<string> acceptMoved)
{
    private readonly TaskCompletionSource<Result<VersionFile>> _moodle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Decides it; core comes first, then the plugins in the order of their declaration.</summary>
    public async Task<Result<ResolvedSite>> RunAsync(CancellationToken cancel)
    {
        // It begins also when it is cancelled by then: plugins wait for what it tells.
        var core = Task.Run(() => CoreAsync(cancel), CancellationToken.None);
        var plugins = declaration.Plugins.Select(p => Task.Run(() => PluginAsync(p, cancel), cancel)).ToList();
        var resolved = await Task.WhenAll(plugins.Prepend(core));
        cancel.ThrowIfCancellationRequested();

        if (!resolved.All(r => r.Succeeded))
        {
            return Result<ResolvedSite>.Failed(SourceDiagnostics.ToldOnce(Errors(resolved)));
        }

        var together = await new SiteDependencies(declaration, resolved[0].Value.Opened, this).MeetAsync(resolved.Skip(1).Select(r => r.Value), cancel);
        return await together.ThenAsync(site => FillAsync(site with { Components = [resolved[0].Value, .. site.Components] }, cancel));
    }

    // Only of what is taken in the end.
    private async Task<Result<ResolvedSite>> FillAsync(ResolvedSite site, CancellationToken cancel)
    {
        var filled = await Task.WhenAll(site.Components.Select(async c =>
        {
            var declared = declaration.Find(c.Opened.Component) ?? site.Required.First(r => r.Component == c.Opened.Component);
            var opened = await RefusingAsync(declared, (c.Opened.Code.From as CodeOrigin.Git)?.Upstream, () => new SubmoduleResolver(declared, upstreams, cancel).FillAsync(c.Opened));
            return await opened.ThenAsync(o => CustomizedAsync(declared, c with { Opened = o }, cancel));
        }));
        return filled.All(f => f.Succeeded)
            ? site with { Components = [.. filled.Select(f => f.Value)] }
            : Result<ResolvedSite>.Failed(SourceDiagnostics.ToldOnce(filled.SelectMany(f => f.Errors)));
    }

    private async Task<Result<ResolvedComponent>> CustomizedAsync(DeclaredComponent declared, ResolvedComponent resolved, CancellationToken cancel)
    {
        if (declared.Customization is not { } customization)
        {
            return resolved;
        }

        var of = customization.Upstream ?? (resolved.Opened.Code.From as CodeOrigin.Git)?.Upstream;
        var series = await RefusingAsync(declared, of, () =>
            new CustomizationResolver(declared, upstreams, cancel).ResolveAsync(resolved.Opened.Code.From, held.GetValueOrDefault(declared.Component)?.Series));
        return series.Then<ResolvedComponent>(found => resolved with { Series = found });
    }

    /// <summary>The candidates of a plugin, best first: the one that was taken, and those that could be. What the site has bounds them.</summary>
    public IEnumerable<PluginCandidate> Candidates(PluginDeclaration plugin, Choice choice)
    {
        var before = plugin.AllowDowngrade || held.GetValueOrDefault(plugin.Component) is not { MayGoDown: false } bound ? (VersionNumber?)null : bound.Version;
        return choice.Others.Where(other => before is null || !(other.Version < before)).Prepend(choice.Taken);
    }

    /// <summary>Takes another candidate of a plugin than the one that was taken.</summary>
    public async Task<Result<ResolvedComponent>> TakeAsync(PluginDeclaration plugin, ResolvedComponent resolved, PluginCandidate candidate, CancellationToken cancel)
    {
        var source = plugin.Source as Source.Git ?? ((Source.Unnamed)plugin.Source).At(((CodeOrigin.Git)resolved.Opened.Code.From).Upstream);
        var reason = $"goes together with the other plugins, as {resolved.Choice!.Taken.Name} does not: {candidate.Name}";
        var note = $"{plugin.Component} is taken at {candidate.Version} ({candidate.Name}): {resolved.Choice.Taken.Version} ({resolved.Choice.Taken.Name}) does not go together with the other plugins.";
        var resolver = new PluginResolver(plugin with { Source = source }, null, [], upstreams, cancel);
        var taken = await RefusingAsync(plugin, source.Upstream, () => resolver.TakeAsync(new Choice(candidate, reason, []) { Note = note }, null));
        return taken.Then<ResolvedComponent>(component => component with { Entry = resolved.Entry });
    }

    // Of a plugin that Moodle contains already nothing else is worth saying.
    private IEnumerable<Diagnostic> Errors(Result<ResolvedComponent>[] resolved)
    {
        var places = resolved[0].Then(core => PluginPlaces.Of(core.Opened, [], [.. declaration.ActiveRemovals], new Findings()));
        Diagnostic? OverCore(PluginDeclaration plugin) =>
            places.TryGet(out var inMoodle) ? Acceptance.OverCore(resolved[0].Value.Opened, inMoodle, plugin.Component, plugin.Origin) : null;
        return resolved[0].Errors.Concat(declaration.Plugins.Zip(resolved.Skip(1))
            .Where(p => !p.Second.Succeeded)
            .SelectMany(p => OverCore(p.First) is { } contained ? [contained] : p.Second.Errors));
    }

    // Tells of Moodle's version.php as soon as it is known; at the latest when Moodle is here, or will not come.
    private async Task<Result<ResolvedComponent>> CoreAsync(CancellationToken cancel)
    {
        try
        {
            Action<VersionFile>? tell = declaration.Plugins.Any(p => !p.Source.IsExact) ? version => _moodle.TrySetResult(version) : null;
            var resolved = await RefusingAsync(declaration.Core, declaration.Core.Git.Upstream, () => Staying(ComponentName.Core) is { } stays
                ? ReadAsync(declaration.Core, declaration.Core.Git, stays, cancel)
                : CoreResolver.ResolveAsync(declaration.Core, upstreams, tell, cancel));
            _moodle.TrySetResult(resolved.Then<VersionFile>(c => c.Opened.Version));
            return resolved;
        }
        finally
        {
            _moodle.TrySetCanceled(cancel);
        }
    }

    /// <summary>Decides a plugin by itself.</summary>
    public async Task<Result<ResolvedComponent>> PluginAsync(PluginDeclaration plugin, CancellationToken cancel)
    {
        if (plugin.Source is Source.Archive archive)
        {
            return await new ArchiveResolver(plugin, archive, held.GetValueOrDefault(plugin.Component)?.Tree, upstreams).ResolveAsync(cancel);
        }

        if (plugin.Source is Source.Folder folder)
        {
            return upstreams.MakeFolder(folder, plugin.SourceOrigin, cancel)
                .Then(made => ComponentReader.ReadFolder(plugin.Component, made.Code, folder, made.Objects, plugin.Origin))
                .Then<ResolvedComponent>(opened => new ResolvedComponent(opened, null, null));
        }

        var declared = (Source.OfGit)plugin.Source;

        // Another branch of Moodle asks for another choice, unless the declaration leaves none.
        if (Staying(plugin.Component) is { } stays && (declared.IsExact || !await IsNewBranchAsync()))
        {
            if (stays.Archive is { } download)
            {
                return await new ArchiveResolver(plugin, download, stays.Tree, upstreams).ResolveAsync(cancel);
            }

            var locked = declared as Source.Git ?? ((Source.Unnamed)declared).At(stays.Upstream!);
            return await RefusingAsync(plugin, locked.Upstream, () => ReadAsync(plugin, locked, stays, cancel));
        }

        return declared is Source.Git named
            ? await ResolveAsync(plugin, named, null, cancel)
            : await (await directories.FindAsync(plugin, cancel)).ThenAsync(entry => HasMoved(plugin, entry) is { } moved
                ? Task.FromResult<Result<ResolvedComponent>>(moved)
                : entry is DirectoryEntry.OfGit repository ? ResolveAsync(plugin, ((Source.Unnamed)declared).At(repository.Upstream), repository, cancel)
                : DownloadAsync(plugin, (DirectoryEntry.OfDownloads)entry, ((Source.Unnamed)declared).Request, cancel));
    }

    // What a directory has no repository of comes as the download that fits.
    private async Task<Result<ResolvedComponent>> DownloadAsync(PluginDeclaration plugin, DirectoryEntry.OfDownloads entry, CodeRequest request, CancellationToken cancel)
    {
        var moodle = (await _moodle.Task).Then<MoodleBranch>(file => file.Branch.Value);
        if (!moodle.TryGet(out var branch) || entry.Best(request, branch) is not { } best)
        {
            return moodle.Succeeded ? DirectoryDiagnostics.NoRepository(plugin, entry, branch) : Result<ResolvedComponent>.Failed(moodle.Errors);
        }

        var resolver = new ArchiveResolver(plugin, new Source.Archive(best.File.Address, null) { File = best.File }, null, upstreams);
        var resolved = await resolver.ResolveNamedAsync(best.Md5, entry.NamedBy.Directory, cancel);
        return resolved.Then<ResolvedComponent>(component => component with { Entry = entry });
    }

    private async Task<Result<ResolvedComponent>> ResolveAsync(PluginDeclaration plugin, Source.Git source, DirectoryEntry.OfGit? entry, CancellationToken cancel)
    {
        var resolver = new PluginResolver(plugin with { Source = source }, held.GetValueOrDefault(plugin.Component), entry?.Releases ?? [], upstreams, cancel);
        var resolved = await RefusingAsync(plugin, source.Upstream, () => resolver.ResolveAsync(_moodle.Task));
        return resolved.Then<ResolvedComponent>(component => component with { Entry = entry });
    }

    private Diagnostic? HasMoved(PluginDeclaration plugin, DirectoryEntry entry) =>
        held.GetValueOrDefault(plugin.Component)?.Upstream is { } before && entry is DirectoryEntry.OfGit named && !before.Equals(named.Upstream) && !acceptMoved.Contains(plugin.Component.ToString())
            ? DirectoryDiagnostics.Moved(plugin, before, named)
            : null;

    // What an upstream should not have is met wherever its objects are read.
    private static async Task<Result<T>> RefusingAsync<T>(DeclaredComponent declared, UpstreamUrl? upstream, Func<Task<Result<T>>> resolve)
    {
        try
        {
            return await resolve();
        }
        catch (RefusedContentException refused)
        {
            return Result<T>.Failed((refused.Fault with { Upstream = upstream }).At(declared.Origin));
        }
    }

    private async Task<bool> IsNewBranchAsync()
    {
        var known = await _moodle.Task;
        return known.TryGet(out var version) && version.Branch.Value != heldBranch;
    }

    private HeldVersion? Staying(ComponentName component) => held.GetValueOrDefault(component) is { Stays: true } stays ? stays : null;

    private async Task<Result<ResolvedComponent>> ReadAsync(DeclaredComponent declared, Source.Git source, HeldVersion stays, CancellationToken cancel)
    {
        var commit = stays.Commit ?? throw new ArgumentException($"What stays of {declared.Component} has no commit.", nameof(stays));
        var fetched = await upstreams.FetchAsync(source.Upstream, [new FetchTarget(commit, stays.Reference)], FetchDepth.Tip, stays.Edited ?? declared.SourceOrigin, cancel);
        return fetched
            .Then(objects => ComponentReader.Read(declared.Component, objects, commit, source, declared.Origin))
            .Then<ResolvedComponent>(opened => new ResolvedComponent(opened, stays.Reference, null));
    }
}
