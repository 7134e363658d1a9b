using System.Collections.Concurrent;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Locking;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;
using Moodle.Sdk.Sources.Objects;

namespace Moodle.Sdk.Composition;

/// <summary>
/// The code of a lock's components, read out of the git cache and compared with what the lock says of it.
/// Owns one reader per upstream until they are handed over.
/// </summary>
internal sealed class LockedCode(IGitCache cache) : IDisposable
{
    private readonly List<ComponentCode> _all = [];
    private readonly ConcurrentDictionary<StoreName, bool> _damaged = new();
    private Dictionary<StoreName, IObjectReader> _readers = [];

    /// <summary>Core, then the plugins by name. Complete when reading found no error.</summary>
    public IReadOnlyList<ComponentCode> All => _all;

    /// <summary>The upstreams whose repositories in the cache turned out to lack an object, or to hold a damaged one.</summary>
    public IReadOnlyCollection<StoreName> Damaged => [.. _damaged.Keys];

    /// <summary>Moodle.</summary>
    public ComponentCode Core => _all[0];

    /// <summary>The plugins of the Configuration.</summary>
    public IReadOnlyList<ComponentCode> Plugins => _all[1..];

    /// <summary>Reads core and the plugins of the declaration's Configuration; errors go to the findings.</summary>
    /// <exception cref="MissingObjectException">The cache lacks an object of a commit that it keeps.</exception>
    public void Read(SiteDeclaration declaration, SiteLock siteLock, Findings found, CancellationToken cancel)
    {
        ReadOne(siteLock.Core, declaration.Core.Source, declaration.Core.Origin, found);
        foreach (var plugin in declaration.ActivePlugins.OrderBy(p => p.Component))
        {
            cancel.ThrowIfCancellationRequested();
            if (siteLock.Find(plugin.Component) is { } locked)
            {
                ReadOne(locked, plugin.Source, plugin.Origin, found);
            }
            else
            {
                found.Add(LockedCodeProblems.NotLocked(plugin));
            }
        }
    }

    /// <summary>Gives the readers away with the tree whose blobs they read. A repository that lacks one of these is put aside too, so that the next restore fetches it anew.</summary>
    public SiteObjects HandOver(SiteTree tree, CancellationToken cancel)
    {
        var objects = new SiteObjects(tree.Stores, _readers, store => cache.Discard(store, cancel));
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

    private void ReadOne(LockedComponent locked, Source source, Origin origin, Findings found)
    {
        if (source is not Source.Git { Upstream: var declared } git || !locked.Upstream.Equals(declared))
        {
            found.Add(LockedCodeProblems.OtherUpstream(locked, source, origin));
        }
        else if (!cache.Keeps(declared, locked.Commit))
        {
            found.Add(LockedCodeProblems.NotInCache(locked, origin));
        }
        else if (TryOpen(locked, StoreName.Of(declared), origin, found) is { } objects)
        {
            var read = locked.Component.IsCore
                ? ComponentReader.ReadCore(objects, locked.Commit, declared, origin)
                : ComponentReader.ReadPlugin(locked.Component, objects, locked.Commit, git, origin);
            found.AddRange(read.Errors);
            if (read.TryGet(out var code))
            {
                Compare(locked, code, found);
                _all.Add(code);
            }
        }
    }

    private static void Compare(LockedComponent locked, ComponentCode code, Findings found)
    {
        if (code.Code.Tree != locked.Tree)
        {
            found.Add(LockedCodeProblems.OtherTree(locked, code));
        }
        else if (code.Version.Version.IsSet && code.Version.Version.Value != locked.Version)
        {
            found.Add(LockedCodeProblems.OtherVersion(locked, code));
        }
    }

    private IObjectReader? TryOpen(LockedComponent locked, StoreName store, Origin origin, Findings found)
    {
        if (!_readers.TryGetValue(store, out var reader))
        {
            reader = cache.Open(store);
            if (reader is null)
            {
                found.Add(LockedCodeProblems.NotInCache(locked, origin));
                return null;
            }

            _readers.Add(store, reader);
        }

        return new WatchedReader(reader, () => _damaged[store] = true);
    }
}
