using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution;
using Moodle.Sdk.Resolution.Places;
using Moodle.Sdk.Resolution.References;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>Finds for the entries of a list which component each is, and asks their upstreams whether they are there and what a reference in them is.</summary>
/// <param name="list">The list.</param>
/// <param name="upstreams">Asks them.</param>
/// <param name="cancel">Stops it.</param>
internal sealed class ListImport(ImportedList list, Upstreams upstreams, CancellationToken cancel)
{
    private int _asked;

    /// <summary>How far it is, for people.</summary>
    public string Progress => $"{_asked} of {list.Entries.Length} upstreams asked";

    /// <summary>The property that says which Moodle, as the list does; null where it does not. Errors are those of its upstream.</summary>
    /// <param name="listed">What the list says of Moodle.</param>
    /// <param name="upstream">The upstream of Moodle that is declared.</param>
    public async Task<Result<(string Name, string Value)?>> CoreAsync(ListEntry listed, UpstreamUrl upstream)
    {
        var (request, failed) = await RequestAsync(listed with { Repository = listed.Repository ?? upstream });
        return failed is not null ? Result<(string, string)?>.Failed([failed])
            : request is CodeRequest.Tag { Name: var tag } ? ImportPlan.CoreProperty(tag)
            : ListedPlugin.Metadata(request) is { } said ? ($"Moodle{said.Name}", said.Value) : ((string, string)?)null;
    }

    /// <summary>The plugins, by name; those that have none come last, in the order of the list.</summary>
    /// <param name="core">The Moodle that they go into; null where the list has all their names.</param>
    public async Task<ImmutableArray<ListedPlugin>> PluginsAsync(OpenedComponent? core)
    {
        var types = core is not null && PluginPlaces.Of(core, [], [], new()).TryGet(out var places) ? places.Types.ToDictionary(t => WithoutPublic(t.Folder), t => t.Name) : [];
        var (plugins, taken) = (new List<ListEntry>(), new Dictionary<ComponentName, int>());
        foreach (var entry in list.Plugins)
        {
            var component = entry.Component ?? (entry.Path is { } path ? At(path, types) : null) ?? ListEntry.ComponentIn(entry.Repository?.Address);
            var refused = entry.Refused ?? (component is null ? (entry.Path is null ? "nothing in the list says which plugin it is" : "its folder is no place of a plugin, and its repository is not named as one") : taken.TryGetValue(component, out var line) ? $"line {line} has {component} already" : null);
            plugins.Add(entry with { Component = component, Refused = refused });
            _ = component is not null && taken.TryAdd(component, entry.Line);
        }

        var asked = await Task.WhenAll(plugins.Select(p => Task.Run(() => AskAsync(p), cancel)));
        return [.. asked.OrderBy(p => p.Component is null).ThenBy(p => p.Component)];
    }

    private async Task<ListedPlugin> AskAsync(ListEntry entry)
    {
        var (request, failed) = entry.Refused is null ? await RequestAsync(entry) : (entry.Request, null);
        var lost = request is null && entry.Reference is { } reference ? $" ({reference} is wanted of it)" : "";
        return new(entry, request, entry.Refused ?? (failed is null ? null : failed.Message.TrimEnd('.') + lost));
    }

    private async Task<(CodeRequest? Request, Diagnostic? Failed)> RequestAsync(ListEntry entry)
    {
        try
        {
            if (entry.Repository is not { } upstream)
            {
                return (entry.Request ?? (entry.Reference is { } text ? new CodeRequest.Version(text) : null), null);
            }

            var listed = await upstreams.ListAsync(upstream, list.OriginOf(entry), cancel);
            return listed.TryGet(out var refs) ? (entry.Request ?? Kind(entry.Reference, refs), null) : (entry.Request, listed.Errors[0]);
        }
        finally
        {
            Interlocked.Increment(ref _asked);
        }
    }

    private static CodeRequest? Kind(string? reference, RemoteRefs refs) =>
        reference is null ? null
        : refs.Tag(reference) is not null ? new CodeRequest.Tag(reference)
        : refs.Branch(reference) is not null ? new CodeRequest.Branch(reference)
        : ListEntry.IsCommit(reference) ? new CodeRequest.Commit(reference)
        : new CodeRequest.Version(reference);

    // The longest folder of a plugin type that the path goes through; whatever comes before it is where the code base lies.
    private static ComponentName? At(string path, Dictionary<string, string> types)
    {
        var parts = path.Trim('/').Split('/');
        return Enumerable.Range(0, parts.Length - 1).Select(start => types.GetValueOrDefault(string.Join('/', parts[start..^1]))).OfType<string>().FirstOrDefault() is { } type
            && ComponentName.TryParse($"{type}_{parts[^1]}", out var component) ? component : null;
    }

    private static string WithoutPublic(string folder) => folder.StartsWith("public/", StringComparison.Ordinal) ? folder["public/".Length..] : folder;
}
