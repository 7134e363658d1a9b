namespace Moodle.Sdk.Declaration;

/// <summary>The metadata that a MoodlePlugin item may carry.</summary>
internal static class PluginMetadata
{
    /// <summary>Which commit: at most one of these.</summary>
    public static readonly string[] Requests = ["Version", "Tag", "Branch", "Commit"];

    private static readonly HashSet<string> Known =
        new([.. Requests, "Repository", "Subdirectory", "Path", "Archive", "Sha256", "Configurations", "AllowDowngrade", "NoWarn"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the SDK reads metadata of that name.</summary>
    public static bool IsKnown(string name) => Known.Contains(name);

    /// <summary>Whether the metadata says which commit.</summary>
    public static bool IsRequest(string name) => Requests.Contains(name, StringComparer.OrdinalIgnoreCase);
}
