using System.Collections.Concurrent;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Git.Objects;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;

namespace Moodle.Sdk.Composition;

/// <summary>
/// The components of a lock, opened in the git cache and compared with what the lock says of them.
/// Owns one reader per store until they are handed over.
/// </summary>
internal sealed class OpenedComponents(IGitCache cache) : IDisposable
{
    private readonly List<OpenedComponent> _all = [];
    private readonly ConcurrentDictionary<StoreName, bool> _damaged = new();
    private Dictionary<StoreName, IObjectReader> _readers = [];

    /// <summary>Core, then the plugins by name. Complete when opening found no error.</summary>
    public IReadOnlyList<OpenedComponent> All => _all;

    /// <summary>The stores that turned out to lack an object, or to hold a damaged one.</summary>
    public IReadOnlyCollection<StoreName> Damaged => [.. _damaged.Keys];

    public OpenedComponent Core => _all[0];

    /// <summary>The plugins of the Configuration.</summary>
    public IReadOnlyList<OpenedComponent> Plugins => _all[1..];

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
                findings.Add(LockedCodeDiagnostics.NotLocked(declared));
            }
            else if (findings.Take(Open(declared, locked)) is { } opened)
            {
                Compare(locked, opened, findings);
                _all.Add(opened);
            }
        }
    }

    /// <summary>Gives the readers away. A store that lacks a blob is put aside too, so that the next restore fetches it anew.</summary>
    public SiteObjects HandOver(CancellationToken cancel)
    {
        var objects = new SiteObjects(_readers, store => cache.Discard(store, cancel));
        _readers = [];
        return objects;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var reader in _readers.Values)
        {
            reader.Dispose();
        }
    }

    private Result<OpenedComponent> Open(DeclaredComponent declared, LockedComponent locked) => (declared.Source, locked.Code) switch
    {
        (Source.Git source, LockedCode.Git code) when source.Upstream.Equals(code.Upstream) => Open(declared, locked, source, code),
        _ => LockedCodeDiagnostics.OtherSource(locked, declared),
    };

    private Result<OpenedComponent> Open(DeclaredComponent declared, LockedComponent locked, Source.Git source, LockedCode.Git code) =>
        !cache.Keeps(source.Upstream, code.Commit) || Reader(StoreName.Of(source.Upstream)) is not { } objects
            ? LockedCodeDiagnostics.NotInCache(locked, code, declared.Origin)
            : ComponentReader.Read(declared.Component, objects, code.Commit, source, declared.Origin);

    private static void Compare(LockedComponent locked, OpenedComponent opened, Findings findings)
    {
        if (opened.Code.Tree != locked.Code.Tree)
        {
            findings.Add(LockedCodeDiagnostics.OtherTree(locked, opened));
        }
        else if (opened.Version.Version.IsSet && opened.Version.Version.Value != locked.Version)
        {
            findings.Add(LockedCodeDiagnostics.OtherVersion(locked, opened));
        }
    }

    private WatchedReader? Reader(StoreName store)
    {
        if (!_readers.TryGetValue(store, out var reader))
        {
            reader = cache.Open(store);
            if (reader is null)
            {
                return null;
            }

            _readers.Add(store, reader);
        }

        return new WatchedReader(reader, () => _damaged[store] = true);
    }
}
