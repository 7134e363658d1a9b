using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>
/// Reads the configuration of a project of mcm (https://github.com/cbillon/mcm, docs/reference/conf.md), and its lock where there is one. The lock has the first seven
/// digits of the commits; what it says of Moodle is a commit of mcm's own, so that of Moodle the configuration tells.
/// </summary>
internal static class McmList
{
    /// <summary>Reads it.</summary>
    /// <param name="path">Full path of the configuration or of the lock.</param>
    /// <param name="root">What is in it.</param>
    /// <exception cref="InvalidDataException">It makes no sense.</exception>
    public static ImportedList Read(string path, YamlNode root)
    {
        var (file, lockFile) = (Path.ChangeExtension(path, ".yml"), Path.ChangeExtension(path, ".lock"));
        var isThere = File.Exists(file);
        var (configuration, locked) = (isThere ? YamlNode.Read(ListFile.Content(file)) : root, File.Exists(lockFile) ? YamlNode.Read(ListFile.Content(lockFile)) : null);
        var core = isThere && configuration["moodle"]?["version"] is { Text: { } version } node ? [Core(version, node.Line)] : Array.Empty<ListEntry>();
        var plugins = configuration["plugins"]?.Fields ?? [];
        return new(isThere ? file : path, locked is null ? "the configuration of mcm" : "the configuration and the lock of mcm",
            [.. core, .. plugins.Select(p => Plugin(p.Name, p.Value, locked?["plugins"]?[p.Name]?["version"]?.Text, Path.GetDirectoryName(path)!))]);
    }

    private static ListEntry Core(string version, int line)
    {
        var entry = new ListEntry("moodle", line) { Component = ComponentName.Core };
        return MoodleVersionRequest.Parse(version, new("", "")).Succeeded ? entry with { Request = new CodeRequest.Version(version) } : entry with { Reference = version };
    }

    // A version pins a plugin; without one mcm follows the branch, or the site's own branch, which it rebases on that. Of such a branch the lock has a commit that is in
    // mcm's own clone alone.
    private static ListEntry Plugin(string name, YamlNode plugin, string? locked, string folder)
    {
        var (version, branch, own) = (plugin["version"]?.Text, plugin["branch"]?.Text, plugin["localdev"]?.Text);
        var entry = new ListEntry(name, plugin.Line) { Component = ListEntry.ComponentIn(name) }.At(plugin["source"]?.Text, folder);
        return version is not null ? entry with { Reference = version, Note = branch is null ? null : $"pinned, on branch {branch}" }
            : own is not null ? entry with { Request = branch is null ? null : new CodeRequest.Branch(branch), CustomizationBranch = own }
            : locked is not null && ListEntry.IsCommit(locked) ? entry with { Request = new CodeRequest.Commit(locked), Note = branch is null ? null : $"followed branch {branch}" }
            : entry with { Request = branch is null ? null : new CodeRequest.Branch(branch) };
    }
}
