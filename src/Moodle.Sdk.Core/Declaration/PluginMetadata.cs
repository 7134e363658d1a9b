namespace Moodle.Sdk.Declaration;

/// <summary>The metadata that a MoodlePlugin or MoodlePluginDefault item may carry.</summary>
internal static class PluginMetadata
{
    /// <summary>Which commit: at most one of these.</summary>
    public static readonly string[] Requests = ["Version", "Tag", "Branch", "Commit"];

    private static readonly string[] Unnamed = ["Subdirectory", "Submodules", "Customization", "CustomizationBranch", "CustomizationConfigurations", .. Requests];

    private static readonly string[] Git = ["Repository", .. Unnamed];

    private static readonly string[] Archive = ["Archive", "Sha256"];

    private static readonly string[] Folder = ["Path"];

    /// <summary>Those that say where the code comes from.</summary>
    public static readonly string[] Sources = [.. Git, .. Archive, .. Folder];

    /// <summary>All that the SDK reads.</summary>
    public static readonly string[] Known = [.. Sources, "Configurations", "AllowDowngrade", "NoWarn"];

    /// <summary>Those that a source takes, itself first, going by what an item gives; without a source a plugins directory names the repository.</summary>
    public static string[] TakenWith(string[] given) =>
        given.Contains("Path") ? Folder : given.Contains("Archive") ? Archive : given.Contains("Repository") ? Git : Unnamed;

    /// <summary>Whether an item that says these metadata itself has thereby answered what one more would say: it takes no default for it.</summary>
    public static bool IsAnswered(string name, IReadOnlyCollection<string> own)
    {
        string[] answers = Requests.Contains(name, StringComparer.OrdinalIgnoreCase) ? [.. Requests, .. Archive, .. Folder]
            : Git.Contains(name, StringComparer.OrdinalIgnoreCase) ? [name, .. Archive, .. Folder]
            : Archive.Contains(name, StringComparer.OrdinalIgnoreCase) || Folder.Contains(name, StringComparer.OrdinalIgnoreCase) ? Sources
            : [name];
        return own.Intersect(answers, StringComparer.OrdinalIgnoreCase).Any();
    }
}
