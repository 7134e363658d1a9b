using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Customizations;
using Moodle.Sdk.Resolution.Patches;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Folders;

namespace Moodle.Sdk.Composition;

/// <summary>The components of a lock, opened in the git cache and compared with what the lock says of them.</summary>
/// <param name="objects">Takes the readers of its stores. Not owned.</param>
internal sealed class OpenedSite(IGitCache cache, SiteObjects objects)
{
    private readonly List<OpenedComponent> _all = [];

    /// <summary>Core, then the plugins by name. Complete when opening found no error.</summary>
    public IReadOnlyList<OpenedComponent> All => _all;

    /// <summary>Reads their stores.</summary>
    public SiteObjects Objects => objects;

    public OpenedComponent Core => _all[0];

    /// <summary>The plugins of the Configuration.</summary>
    public IReadOnlyList<OpenedComponent> Plugins => _all[1..];

    /// <summary>Opens core and the plugins of the declaration's Configuration; errors go to the findings.</summary>
    /// <exception cref="MissingObjectException">The cache lacks an object of a commit that it keeps.</exception>
    public void Open(SiteDeclaration declaration, SiteLock siteLock, Findings findings, CancellationToken cancel)
    {
        var (customised, patches) = (new CustomizedCode(cache, findings, cancel), new PatchSeries(cache, findings, cancel));
        var active = declaration.ActivePlugins.Select(p => p.Component).Append(ComponentName.Core).ToHashSet();
        foreach (var declared in declaration.Components.Where(c => active.Contains(c.Component)))
        {
            cancel.ThrowIfCancellationRequested();
            if (siteLock.Find(declared.Component) is not { } locked)
            {
                findings.Add(LockedCodeDiagnostics.NotLocked(declared));
            }
            else if (findings.Take(Open(declared, locked, cancel)) is { } opened)
            {
                Compare(siteLock, locked, opened, findings);
                if (declared.IsCustomizedIn(declaration.Configuration) && findings.TryTake(OpenSeries(declared, locked), out var series))
                {
                    opened = customised.Apply(opened, series);
                }

                _all.Add(patches.Apply(opened, [.. declaration.ActivePatches(declared.Component)]));
            }
        }

        findings.AddRange(declaration.Patches.Where(p => declaration.Find(p.Component) is null).Select(PatchDiagnostics.NoPlugin));
    }

    private Result<OpenedComponent> Open(DeclaredComponent declared, LockedComponent locked, CancellationToken cancel) => locked.Code switch
    {
        LockedCode.Git git when git.From(declared.Source) is { } source => Open(declared, locked, source, git),
        LockedCode.Archive archive when archive.From(declared.Source) is { } source => OpenMade(declared, locked, new CodeOrigin.Archive(source, archive.Sha256)),
        LockedCode.Folder folder when folder.IsFrom(declared.Source) => OpenFolder(declared, (Source.Folder)declared.Source, cancel),
        _ => LockedCodeDiagnostics.OtherSource(locked, declared),
    };

    /// <summary>Opens a component as the lock has it, and the commits of its customisation.</summary>
    /// <exception cref="MissingObjectException">The cache lacks an object of a commit that it keeps.</exception>
    public Result<(OpenedComponent Opened, OpenedSeries Series)> OpenCustomized(DeclaredComponent declared, SiteLock siteLock, CancellationToken cancel) =>
        siteLock.Find(declared.Component) is not { } locked ? LockedCodeDiagnostics.NotLocked(declared)
            : Open(declared, locked, cancel).Then(opened => OpenSeries(declared, locked).Then<(OpenedComponent, OpenedSeries)>(series => (opened, series)));

    private Result<OpenedSeries> OpenSeries(DeclaredComponent declared, LockedComponent locked)
    {
        var (origin, subdirectory) = (declared.Customization!.Origin, (locked.Code as LockedCode.Git)?.Subdirectory);
        if (locked.Series is not { } series)
        {
            return LockedCodeDiagnostics.NotLocked(declared);
        }

        return series.All.FirstOrDefault(c => !cache.Keeps(series.Upstream, c)) is { } missing ? LockedCodeDiagnostics.SeriesNotInCache(locked, series, missing, origin)
            : objects.Open(StoreName.Of(series.Upstream)) is not { } reader ? LockedCodeDiagnostics.SeriesNotInCache(locked, series, series.Base, origin)
            : OpenedSeries.Open(series, reader, subdirectory, origin) is { } opened ? opened
            : CustomizationDiagnostics.NotOneBranch(declared, series);
    }

    private Result<OpenedComponent> OpenFolder(DeclaredComponent declared, Source.Folder source, CancellationToken cancel) =>
        FolderSource.Make(source, declared.Origin, cache, cancel).Then(code => objects.Open(StoreName.Made) is { } made
            ? ComponentReader.ReadFolder(declared.Component, code, source, made, declared.Origin)
            : SourceDiagnostics.MadeIsGone(declared.Origin));

    private Result<OpenedComponent> OpenMade(DeclaredComponent declared, LockedComponent locked, CodeOrigin from) =>
        objects.Open(StoreName.Made) is { } made && made.Contains(locked.Code.Tree.Id)
            ? ComponentReader.ReadTree(declared.Component, new(locked.Code.Tree, StoreName.Made, from), made, declared.Origin)
            : LockedCodeDiagnostics.NotInCache(locked, declared.Origin);

    private Result<OpenedComponent> Open(DeclaredComponent declared, LockedComponent locked, Source.Git source, LockedCode.Git code)
    {
        if (!cache.Keeps(source.Upstream, code.Commit) || objects.Open(StoreName.Of(source.Upstream)) is not { } reader)
        {
            return LockedCodeDiagnostics.NotInCache(locked, declared.Origin);
        }

        try
        {
            return ComponentReader.Read(declared.Component, reader, code.Commit, source, declared.Origin)
                .Then(opened => Open(code.Submodules, opened, locked, declared.Origin));
        }
        catch (RefusedContentException refused)
        {
            return Result<OpenedComponent>.Failed((refused.Fault with { Upstream = source.Upstream }).At(declared.Origin));
        }
    }

    // Outer ones come first: those in them are seen through them.
    private Result<OpenedComponent> Open(ImmutableArray<Submodule> submodules, OpenedComponent opened, LockedComponent locked, Origin origin)
    {
        foreach (var submodule in submodules)
        {
            if (!cache.Keeps(submodule.Upstream, submodule.Commit) || objects.Open(StoreName.Of(submodule.Upstream)) is not { } reader)
            {
                return LockedCodeDiagnostics.SubmoduleNotInCache(locked, submodule, origin);
            }

            if (opened.Files().Find(submodule.Path) is not { Mode: EntryMode.Submodule } entry || entry.Id != submodule.Commit.Id)
            {
                return LockedCodeDiagnostics.OtherSubmodule(locked, submodule, origin);
            }

            opened = opened with { Submodules = [.. opened.Submodules, new(submodule, reader.ReadCommit(submodule.Commit.Id).Tree, reader)] };
        }

        return opened;
    }

    private static void Compare(SiteLock siteLock, LockedComponent locked, OpenedComponent opened, Findings findings)
    {
        if (locked.Code is LockedCode.Folder)
        {
            return;
        }

        if (opened.Code.Tree != locked.Code.Tree)
        {
            findings.Add(LockedCodeDiagnostics.OtherTree(siteLock, locked, opened));
        }
        else if (opened.Version.Version.IsSet && opened.Version.Version.Value != locked.Version)
        {
            findings.Add(LockedCodeDiagnostics.OtherVersion(siteLock, locked, opened));
        }
    }
}
