using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Composition;

/// <summary>The code of a lock's components, opened in the git cache and compared with what the lock says of it.</summary>
/// <param name="objects">Takes the readers of its stores. Not owned.</param>
internal sealed class OpenedCode(IGitCache cache, SiteObjects objects)
{
    private readonly List<ComponentCode> _all = [];

    /// <summary>Core, then the plugins by name. Complete when opening found no error.</summary>
    public IReadOnlyList<ComponentCode> All => _all;

    /// <summary>Reads their stores.</summary>
    public SiteObjects Objects => objects;

    public ComponentCode Core => _all[0];

    /// <summary>The plugins of the Configuration.</summary>
    public IReadOnlyList<ComponentCode> Plugins => _all[1..];

    /// <summary>Opens core and the plugins of the declaration's Configuration; errors go to the findings.</summary>
    /// <exception cref="MissingObjectException">The cache lacks an object of a commit that it keeps.</exception>
    public void Open(SiteDeclaration declaration, SiteLock siteLock, Findings findings, CancellationToken cancel)
    {
        var active = declaration.ActivePlugins.Select(p => p.Component).Append(ComponentName.Core).ToHashSet();
        foreach (var declared in declaration.Components.Where(c => active.Contains(c.Component)))
        {
            cancel.ThrowIfCancellationRequested();
            if (siteLock.Find(declared.Component) is not { } locked)
            {
                findings.Add(LockedCodeProblems.NotLocked(declared));
            }
            else if (findings.Take(Open(declared, locked)) is { } code)
            {
                Compare(locked, code, findings);
                _all.Add(code);
            }
        }
    }

    private Result<ComponentCode> Open(DeclaredComponent declared, LockedComponent locked) => (declared.Source, locked.Code) switch
    {
        (Source.Git source, LockedCode.Git code) when source.Upstream.Equals(code.Upstream) => Open(declared, locked, source, code),
        _ => LockedCodeProblems.OtherSource(locked, declared),
    };

    private Result<ComponentCode> Open(DeclaredComponent declared, LockedComponent locked, Source.Git source, LockedCode.Git code)
    {
        if (!cache.Keeps(source.Upstream, code.Commit) || Reader(StoreName.Of(source.Upstream)) is not { } reader)
        {
            return LockedCodeProblems.NotInCache(locked, code, declared.Origin);
        }

        return locked.Component.IsCore
            ? ComponentReader.ReadCore(reader, code.Commit, source.Upstream, declared.Origin)
            : ComponentReader.ReadPlugin(locked.Component, reader, code.Commit, source, declared.Origin);
    }

    private static void Compare(LockedComponent locked, ComponentCode code, Findings findings)
    {
        if (code.Code.Tree != locked.Code.Tree)
        {
            findings.Add(LockedCodeProblems.OtherTree(locked, code));
        }
        else if (code.Version.Version.IsSet && code.Version.Version.Value != locked.Version)
        {
            findings.Add(LockedCodeProblems.OtherVersion(locked, code));
        }
    }

    private IObjectReader? Reader(StoreName store)
    {
        if (objects.Find(store) is null && cache.Open(store) is { } opened)
        {
            objects.Add(store, opened);
        }

        return objects.Find(store);
    }
}
