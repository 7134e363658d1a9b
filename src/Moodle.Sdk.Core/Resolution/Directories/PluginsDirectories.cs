using System.Collections.Concurrent;
using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Resolution.References;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>The plugins directories of a site, asked in their order. None is opened before a plugin is looked up.</summary>
/// <param name="declaration">What is declared.</param>
/// <param name="age">How old what is known of a directory may be; older, and its upstream is asked.</param>
/// <param name="upstreams">Where directories are fetched from.</param>
internal sealed class PluginsDirectories(SiteDeclaration declaration, TimeSpan age, Upstreams upstreams) : IDisposable
{
    private readonly ConcurrentBag<PluginList> _lists = [];
    private readonly Lock _opening = new();
    private Task<Result<ImmutableArray<IPluginsDirectory>>>? _opened;

    /// <summary>Looks a plugin up whose repository nobody wrote.</summary>
    public async Task<Result<DirectoryEntry>> FindAsync(PluginDeclaration plugin, CancellationToken cancel)
    {
        Task<Result<ImmutableArray<IPluginsDirectory>>> opening;
        lock (_opening)
        {
            opening = _opened ??= OpenAsync(cancel);
        }

        return (await opening).Then(directories => Find(plugin, directories));
    }

    /// <summary>Closes the lists that were opened.</summary>
    public void Dispose()
    {
        foreach (var list in _lists)
        {
            list.Dispose();
        }
    }

    private static Result<DirectoryEntry> Find(PluginDeclaration plugin, ImmutableArray<IPluginsDirectory> directories)
    {
        foreach (var directory in directories)
        {
            var found = directory.Find(plugin.Component, plugin.Origin);
            if (!found.TryGet(out var entry) || entry is not null)
            {
                return found.Then<DirectoryEntry>(known => known!);
            }
        }

        return DirectoryDiagnostics.UnknownComponent(plugin, [.. directories.SelectMany(d => d.Names)]);
    }

    private async Task<Result<ImmutableArray<IPluginsDirectory>>> OpenAsync(CancellationToken cancel)
    {
        var opened = await Task.WhenAll(declaration.PluginsDirectories.Select(d => OpenAsync(d, cancel)));
        return opened.SelectMany(o => o.Errors).ToList() is { Count: > 0 } errors
            ? Result<ImmutableArray<IPluginsDirectory>>.Failed(errors)
            : opened.Select(o => o.Value).ToImmutableArray();
    }

    private async Task<Result<IPluginsDirectory>> OpenAsync(PluginsDirectory directory, CancellationToken cancel)
    {
        switch (directory)
        {
            case PluginsDirectory.OfGit git:
                var head = await upstreams.FetchHeadAsync(git.Upstream, age, git.Origin, cancel);
                return head.Then(fetched => GitDirectory.Open(git.Upstream, fetched, git.Origin));
            case PluginsDirectory.ListOnWeb web:
                var file = await upstreams.DownloadAsync(web.File, age, cancel);
                return file.TryGet(out var path)
                    ? OpenDownloaded(path, web)
                    : Result<IPluginsDirectory>.Failed(file.Fault is { Refused: null } fault ? [DirectoryDiagnostics.NotFetched(web.Origin, web.File, fault)] : file.Fault!.At(web.Origin));
            default:
                var disk = (PluginsDirectory.ListOnDisk)directory;
                return OpenList(disk.Path, disk.Written, isLocal: true, disk.Origin);
        }
    }

    // A page to sign in, in the place of a list, is not to answer for a day.
    private Result<IPluginsDirectory> OpenDownloaded(string path, PluginsDirectory.ListOnWeb web)
    {
        var opened = OpenList(path, web.File.ToString(), isLocal: false, web.Origin);
        try
        {
            if (!opened.Succeeded)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An update asks again.
        }

        return opened;
    }

    private Result<IPluginsDirectory> OpenList(string path, string address, bool isLocal, Origin origin)
    {
        try
        {
            var list = PluginList.Open(path, address, isLocal);
            _lists.Add(list);
            return Result<IPluginsDirectory>.Of(list);
        }
        catch (InvalidDataException e)
        {
            return DirectoryDiagnostics.NoList(origin, address, isLocal, e.Message);
        }
        catch (SystemFaultException e)
        {
            return DirectoryDiagnostics.NoList(origin, address, isLocal, e.Fault.ToString());
        }
    }
}
