using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Resolution.References;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>The plugins directories of a site, asked in their order. None is opened before a plugin is looked up.</summary>
/// <param name="declaration">What is declared.</param>
/// <param name="age">How old what is known of a directory may be; older, and its upstream is asked.</param>
/// <param name="upstreams">Where directories are fetched from.</param>
internal sealed class PluginsDirectories(SiteDeclaration declaration, TimeSpan age, Upstreams upstreams)
{
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
        var head = await upstreams.FetchHeadAsync(directory.Upstream, age, directory.Origin, cancel);
        return head.Then(fetched => GitDirectory.Open(directory.Upstream, fetched, directory.Origin));
    }
}
