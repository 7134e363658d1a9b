using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Directories;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.OwnFiles;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>Finds for the folder of a running site which commit Moodle and each plugin in it are of, and what the site changed.</summary>
/// <param name="folder">What was found.</param>
/// <param name="told">What <c>MoodleUpstreams</c> says of upstreams.</param>
/// <param name="upstreams">Where code is looked for.</param>
/// <param name="origin">What to blame.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class FolderImport(FoundFolder folder, ImmutableDictionary<ComponentName, KnownOrigin> told, Upstreams upstreams, Origin origin, CancellationToken cancel)
{
    private readonly CommitSearch _search = new(upstreams, origin, cancel);
    private readonly ConcurrentBag<LeftOut> _leftOut = [.. folder.LeftOut];
    private readonly KnownOrigins _known = new(folder, told, cancel);
    private int _looked;
    private int _wanted = 1;

    /// <summary>The folder, with its admin folder called as Moodle's code has it.</summary>
    public FoundFolder Folder { get; private set; } = folder;

    /// <summary>What the admin folder is called there, where that is another name.</summary>
    public string? AdminFolder { get; private set; }

    /// <summary>What is not imported, ordered by path.</summary>
    public ImmutableArray<LeftOut> LeftOut => [.. _leftOut.OrderBy(l => l.Path, StringComparer.Ordinal)];

    /// <summary>How far it is, for people.</summary>
    public string Progress => $"{_looked} of {_wanted} components looked for";

    /// <summary>Finds Moodle. Errors: MOODLE1805, MOODLE1806 and those of its upstream.</summary>
    public async Task<Result<ImportedComponent.OfGit>> CoreAsync(UpstreamUrl upstream)
    {
        var layout = new MoodleLayout(Folder.Find("public/version.php") is not null);
        if (Folder.Find(layout.VersionFile) is null
            || FoundComponent.In(Folder, ComponentName.Core, "", layout.VersionFile, Nested) is not { Version: { Version.IsSet: true, Branch: { IsSet: true, Value: var branch } } } core)
        {
            return ImportDiagnostics.NotMoodle(origin, Folder.Folder, layout.VersionFile);
        }

        bool IsOfLine(RemoteRef r) => r.IsTag ? r.ShortName == $"v{branch.Release}" || r.ShortName.StartsWith($"v{branch.Release}.", StringComparison.Ordinal) : r.ShortName == branch.StableBranchName || r.ShortName is "main" or "master";
        var wanted = new WantedCode(ComponentName.Core, core.Files, default, core.Number) { VersionFile = layout.VersionFile, MayBeAt = IsOfLine, TrustsTags = true };
        // A clone says itself where it is; between two weekly builds nothing else tells.
        var found = Folder.Repositories.GetValueOrDefault("")?.Origin() is var (address, head) && head is not null && UpstreamUrl.TryParse(address, out var cloned) && cloned.Equals(upstream)
            && await _search.TryAsync(wanted, upstream, head) is { HasVersion: true } there ? there : await _search.FindAsync(wanted, upstream);
        return await found.ThenAsync<ImportedComponent.OfGit>(async commit =>
        {
            if (commit is not { HasVersion: true })
            {
                return ImportDiagnostics.MoodleNotFound(origin, upstream, core.Number!.Value, core.Version.Release.Value);
            }

            return (await OpenAsync(core, commit)).Then<ImportedComponent.OfGit>(opened =>
            {
                if (RenamedAdmin.In(Folder, opened, layout) is { } renamed)
                {
                    (AdminFolder, Folder) = (renamed, Folder.Renamed(renamed, layout.InCode("admin")));
                }

                var named = FoundComponent.In(Folder, ComponentName.Core, "", layout.VersionFile, Nested);
                Interlocked.Increment(ref _looked);
                return new ImportedComponent.OfGit(named, new(upstream, "MoodleRepository"), commit, opened, Compare(named, opened));
            });
        });
    }

    /// <summary>Finds the plugins that Moodle's commit does not have, and those in them.</summary>
    /// <param name="core">Moodle.</param>
    /// <param name="declared">The site as it is declared, for a plugin that it may know.</param>
    /// <param name="directories">Names the repositories that nobody else names.</param>
    /// <returns>Moodle without their files, and the plugins by name.</returns>
    public async Task<(ImportedComponent.OfGit Core, ImmutableArray<ImportedComponent> Plugins)> PluginsAsync(
        ImportedComponent.OfGit core, Func<ComponentName, PluginDeclaration> declared, PluginsDirectories directories)
    {
        var places = new FoundPlaces(core.Opened, Folder, Nested);
        var all = new SortedDictionary<ComponentName, ImportedComponent>();
        var (next, own) = Take(places, core);
        while (next.Count > 0)
        {
            Interlocked.Add(ref _wanted, next.Count);
            var found = await Task.WhenAll(next.Select(plugin => Task.Run(() => FindAsync(plugin, declared(plugin.Component), directories), cancel)));
            next = [];
            foreach (var plugin in found)
            {
                var (inner, kept) = plugin is ImportedComponent.OfGit git ? Take(places, git) : ([], null);
                all[plugin.Found.Component] = (kept is null ? plugin : Own(await SortAsync(kept))) with { Note = places.NoteOf(plugin.Found) };
                next.AddRange(inner);
            }
        }

        return (Own(await SortAsync(own)), [.. all.Values]);
    }

    // Folders with a repository of their own are components of their own, wherever they lie.
    private ImmutableArray<string> Nested => [.. Folder.Repositories.Keys.Where(path => path.Length > 0 && Folder.Find($"{path}/version.php") is not null)];

    // The plugins that lie in a component and are none of its commit's; and the component without them.
    private (List<FoundComponent> Plugins, ImportedComponent.OfGit Owner) Take(FoundPlaces places, ImportedComponent.OfGit owner)
    {
        var (plugins, copies) = places.In(owner.Found, owner.Differs);
        foreach (var copy in copies)
        {
            _leftOut.Add(copy);
        }

        var prefix = owner.Found.Place.Length == 0 ? "" : owner.Found.Place + '/';
        var taken = plugins.Select(p => p.Place).Concat(copies.Select(c => c.Path)).Select(p => p + '/').ToList();
        return (plugins, Without(owner, owner.Differs.Added.Keys.Where(path => taken.Exists(t => (prefix + path).StartsWith(t, StringComparison.Ordinal)))));
    }

    private async Task<ImportedComponent> FindAsync(FoundComponent plugin, PluginDeclaration declared, PluginsDirectories directories)
    {
        var tried = ImmutableArray.CreateBuilder<string>();
        var wanted = new WantedCode(plugin.Component, plugin.Files, plugin.Tree, plugin.Number);
        (KnownOrigin By, FoundCommit Commit)? best = null;
        Diagnostic? failed = null;
        await foreach (var known in _known.OfAsync(plugin, declared, directories, tried.Add, why => failed ??= why))
        {
            var searched = await SearchAsync(wanted, known);
            failed ??= searched.Succeeded ? null : searched.Errors[0];
            var found = searched.Succeeded ? searched.Value : null;
            tried.Add($"{known.Upstream} ({known.By}): {(searched.Succeeded ? found is null ? "it holds nothing like it" : $"the nearest is {found.Tag?.ShortName ?? found.Commit.ToString()[..7]}, where {Differences.Count(found.Distance, "file")} differ" : searched.Errors[0].Message)}");
            best = found is not null && (best is null || found.Distance < best.Value.Commit.Distance) ? (known, found) : best;
            if (found is { Distance: 0 })
            {
                break;
            }
        }

        Interlocked.Increment(ref _looked);
        // Where most of it is another's or the site's own, a patch would be longer than the code.
        if (best is not ({ } by, { } nearest) || nearest.Equal * 2 < plugin.Files.Files.Count || !(await OpenAsync(plugin, nearest)).TryGet(out var opened))
        {
            return Copy(plugin, tried.ToImmutable()) with { Failed = best is null ? failed : null };
        }

        return new ImportedComponent.OfGit(plugin, by, nearest, opened, Compare(plugin, opened));
    }

    // What an upstream sends may make no sense: then it is not the one.
    private async Task<Result<FoundCommit?>> SearchAsync(WantedCode wanted, KnownOrigin known)
    {
        try
        {
            return known.Commit is { } commit && await _search.TryAsync(wanted, known.Upstream, commit) is { Distance: 0 } there ? there : await _search.FindAsync(wanted, known.Upstream);
        }
        catch (RefusedContentException refused)
        {
            return Result<FoundCommit?>.Failed((refused.Fault with { Upstream = known.Upstream }).At(origin));
        }
    }

    // All of it but what no build would take from the copy.
    private ImportedComponent.Copied Copy(FoundComponent plugin, ImmutableArray<string> tried)
    {
        var copied = new Dictionary<string, FoundFile>(StringComparer.Ordinal);
        foreach (var (path, file) in plugin.Files.Files)
        {
            // What a .gitignore names would be missing, for git and for the build.
            if ((file.Path.EndsWith("/.gitignore", StringComparison.Ordinal) ? "it would hide files of the copy" : WhyNoFile(path) ?? WhyNoLink(path, file)) is { } why)
            {
                _leftOut.Add(new(file.Path, why));
            }
            else
            {
                copied[path] = file;
            }
        }

        return new(plugin with { Files = new(copied) }, tried);
    }

    // What is there and could not be read is not deleted.
    private Differences Compare(FoundComponent found, OpenedComponent opened)
    {
        var differs = Differences.Of(found.Files, opened.Objects, opened.Code.Tree, Folder.HasModes);
        var prefix = found.Place.Length == 0 ? "" : found.Place + '/';
        return differs with { Deleted = differs.Deleted.RemoveRange(Folder.LeftOut.Where(l => l.Path.StartsWith(prefix, StringComparison.Ordinal)).Select(l => l.Path[prefix.Length..])) };
    }

    private async Task<Result<OpenedComponent>> OpenAsync(FoundComponent found, FoundCommit commit)
    {
        var fetched = await upstreams.FetchAsync(commit.Upstream, [new(commit.Commit, (commit.Tag ?? commit.Branch)?.Name)], FetchDepth.Tip, origin, cancel);
        return fetched.Then(objects => ComponentReader.Read(
            found.Component, objects, commit.Commit, new Source.Git(commit.Upstream, new CodeRequest.Commit(commit.Commit.ToString()), commit.Subdirectory), origin));
    }

    // What an older version left, and what is no code, is not the site's own.
    private async Task<ImportedComponent.OfGit> SortAsync(ImportedComponent.OfGit found)
    {
        var prefix = found.Found.Place.Length == 0 ? "" : found.Found.Place + '/';
        var why = found.Differs.Added.Keys.Select(path => (Path: path, Why: LeftOutRules.Why(prefix + path))).Where(l => l.Why is not null).ToList();
        var own = Without(found, why.Select(l => l.Path));
        var older = await LeftOvers.FindAsync(found.Commit, found.Found.Component.IsCore, own.Differs.Added, upstreams, origin, cancel);
        foreach (var (path, reason) in why.Concat(older.Select(o => (o.Key, (string?)$"left of {o.Value}: {found.Found.Component} no longer has it"))))
        {
            _leftOut.Add(new(prefix + path, reason!));
        }

        return Without(own, older.Keys);
    }

    // What would become a file of the site's own or of a patch: a link that leads out has no form there, and a secret no place.
    private ImportedComponent.OfGit Own(ImportedComponent.OfGit found)
    {
        var (isCore, prefix) = (found.Found.Component.IsCore, found.Found.Place.Length == 0 ? "" : found.Found.Place + '/');
        var refused = found.Differs.Added.Select(a => (a.Key, Why: WhyNoFile(a.Key) ?? (a.Value.Mode == EntryMode.SymbolicLink ? isCore ? "a link of the site's own" : WhyNoLink(a.Key, a.Value)
            : Secrets.In(a.Key, a.Value.Read()) is { } secret ? $"it holds {secret}" : null))).Where(r => r.Why is not null).ToList();
        foreach (var (path, why) in refused)
        {
            _leftOut.Add(new(prefix + path, why!));
        }

        return Without(found, refused.Select(r => r.Key));
    }

    // No code base can have it, and no project file name it.
    private static string? WhyNoFile(string path) => path.Split('/').Select(name => NameRules.WhyRefused(name, FileSystemRules.Current)).FirstOrDefault(why => why is not null);

    private static string? WhyNoLink(string path, FoundFile file) =>
        file.Mode == EntryMode.SymbolicLink && Encoding.UTF8.GetString(file.Read()) is var target && Links.LeadsOut(path, target) ? $"a link that leads out of the plugin, to {target}" : null;

    private static ImportedComponent.OfGit Without(ImportedComponent.OfGit found, IEnumerable<string> added) => found with { Differs = found.Differs with { Added = found.Differs.Added.RemoveRange(added) } };
}
