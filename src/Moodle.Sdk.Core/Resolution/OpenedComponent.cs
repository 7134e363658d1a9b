using System.Collections.Immutable;
using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git;
using Moodle.Sdk.Resolution.VersionFiles;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Resolution;

/// <summary>A component whose code is open for reading, but nowhere checked out: what places and acceptance are decided on.</summary>
/// <param name="Component">The declared name.</param>
/// <param name="Code">The code.</param>
/// <param name="Version">Its version.php, read.</param>
/// <param name="Objects">Reads its objects. Not owned.</param>
/// <param name="Origin">The declaration to blame.</param>
internal sealed record OpenedComponent(ComponentName Component, Code Code, VersionFile Version, IObjectReader Objects, Origin Origin)
{
    /// <summary>The git submodules whose code belongs to it, outer ones before those in them.</summary>
    public ImmutableArray<OpenedSubmodule> Submodules { get; init; } = [];

    /// <summary>When its code was made: the time of the newest commit in it, those of its customisation included.</summary>
    public DateTimeOffset Time { get => field > Code.From.Time ? field : Code.From.Time; init; } = DateTimeOffset.MinValue;

    /// <summary>The component whose folder this one came in, which nobody declared by itself; null otherwise.</summary>
    public OpenedComponent? ShippedBy { get; init; }

    /// <summary>The component to declare otherwise where this one is at fault: itself, or the one that ships it.</summary>
    public ComponentName Declared => ShippedBy?.Component ?? Component;

    /// <summary>The component and its version as messages name them: <c>Moodle 4.5.6 (2024100706)</c>, <c>mod_attendance 2024072400</c>.</summary>
    public string Title => ShippedBy is not null ? $"{Component} in {ShippedBy.Title}" : Component.IsCore
        ? Version.Release is { IsSet: true, Value: { } release } ? $"Moodle {release.Split('(')[0].Trim()} ({Version.Version.Value})" : $"Moodle {Number}"
        : $"{Component} {Number}";

    /// <summary>The same to begin a sentence with, before its verb.</summary>
    public string Subject => ShippedBy is null ? Title : $"{ShippedBy.Title} ships {Component}, which";

    private string Number => Version.Version.IsSet ? Version.Version.Value.ToString() : $"of {Code.From}";

    /// <summary>Its files, less the paths that are given.</summary>
    public TreeFiles Files(IReadOnlySet<string>? without = null) => new(Objects, Code.Tree, without, Submodules);

    /// <summary>A plugin that lies in a folder of this component; null where the folder has no version.php, by which Moodle knows plugins.</summary>
    public OpenedComponent? Shipped(ComponentName plugin, TreeFiles files, string folder)
    {
        try
        {
            return files.Read($"{folder}/{ComponentReader.VersionFileName}") is { } content ? Of(VersionFileReader.Read(content)) : null;
        }
        catch (InvalidDataException e)
        {
            return Of(new VersionFile { Version = Field<VersionNumber>.Unreadable(e.Message) });
        }

        OpenedComponent Of(VersionFile version) =>
            this with { Component = plugin, Code = Code with { Tree = new TreeId(files.Find(folder)!.Id) }, Version = version, ShippedBy = this };
    }
}

/// <summary>A submodule of a component that is open for reading.</summary>
/// <param name="Submodule">The submodule.</param>
/// <param name="Tree">The tree of its commit.</param>
/// <param name="Objects">Reads its objects. Not owned.</param>
internal sealed record OpenedSubmodule(Submodule Submodule, TreeId Tree, IObjectReader Objects)
{
    /// <summary>Its folder from the root of the component's code, with slashes.</summary>
    public string Path => Submodule.Path;
}
