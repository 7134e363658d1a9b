using Moodle.Sdk.Declaration;
using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Resolution.Directories;

/// <summary>A plugins directory that was opened. Safe to be used by several threads at once.</summary>
internal interface IPluginsDirectory
{
    /// <summary>What it says of a component; null when it does not know it.</summary>
    Result<DirectoryEntry?> Find(ComponentName component, Origin origin);

    /// <summary>The names that it knows. Costs more than finding one.</summary>
    IEnumerable<string> Names { get; }
}
