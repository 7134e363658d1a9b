using Moodle.Sdk.Diagnostics;

namespace Moodle.Sdk.Declaration;

/// <summary>A file or folder of the site's own that goes into the code base: a MoodleFile item.</summary>
/// <param name="Path">Full path on disk.</param>
/// <param name="Target">Where it goes, from the root of the code base or of the plugin's folder, with slashes.</param>
/// <param name="Origin">The item.</param>
public sealed record OwnFile(string Path, string Target, Origin Origin)
{
    /// <summary>The plugin whose folder the target counts from; null for the root of the code base.</summary>
    public ComponentName? Plugin { get; init; }

    /// <summary>True when it may take the place of a file that is there.</summary>
    public bool Overwrites { get; init; }

    /// <summary>True when it may hold what looks like a secret.</summary>
    public bool AllowsSecret { get; init; }
}
