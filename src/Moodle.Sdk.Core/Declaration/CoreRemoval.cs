using System.Collections.Immutable;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>A part of Moodle that the site leaves out: a MoodleCoreRemove item.</summary>
/// <param name="Origin">The item.</param>
public abstract record CoreRemoval(Origin Origin)
{
    /// <summary>Configurations that leave it out; empty means all.</summary>
    public ImmutableArray<string> Configurations { get; init; } = [];

    /// <summary>One of Moodle's own plugins, with all that lies in it.</summary>
    /// <param name="Component">Its name.</param>
    /// <param name="Origin">The item.</param>
    public sealed record Plugin(ComponentName Component, Origin Origin) : CoreRemoval(Origin);

    /// <summary>A file, or a folder with all that lies in it.</summary>
    /// <param name="Place">Path from the root of the code, with slashes.</param>
    /// <param name="Origin">The item.</param>
    public sealed record Path(string Place, Origin Origin) : CoreRemoval(Origin);
}
