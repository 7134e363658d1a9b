using Moodle.Sdk.Declaration;

namespace Moodle.Sdk.Resolution.Places;

/// <summary>How a Moodle stands to a plugin type.</summary>
internal enum TypeStanding
{
    /// <summary>In use.</summary>
    Current,

    /// <summary>Listed under deprecatedplugintypes: its plugins are still there to migrate from.</summary>
    Deprecated,

    /// <summary>Listed under deletedplugintypes: Moodle refuses to upgrade while plugins of it are there.</summary>
    Deleted,
}

/// <summary>A plugin type of one Moodle: the folder that its plugins lie in.</summary>
/// <param name="Name">Such as <c>mod</c> or <c>quizaccess</c>.</param>
/// <param name="Folder">Path from the root, with slashes.</param>
/// <param name="Standing">How this Moodle stands to it.</param>
/// <param name="Owner">The plugin that adds the type; null for Moodle's own types.</param>
internal sealed record PluginType(string Name, string Folder, TypeStanding Standing, ComponentName? Owner = null)
{
    /// <summary>
    /// Whether a path out of an upstream's file may be a folder of the code base: relative, with slashes, without steps up.
    /// </summary>
    public static bool IsFolder(string path) =>
        path.Length is > 0 and < 200
        && path.Split('/').All(part => part.Length > 0 && part is not ("." or ".."))
        && !path.AsSpan().ContainsAny('\\', ':', '\0');
}
