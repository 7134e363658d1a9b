using Moodle.Sdk.Declaration;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>
/// Reads a recipe of mudev, and the <c>.mudev.json</c> that it keeps in a site, which is one too (https://github.com/mutms/mudev, docs/recipe-format.md).
/// A plugin that says no repository has it in the catalogue that the recipe names.
/// </summary>
internal static class RecipeList
{
    public const string LockName = ".mudev.json";

    /// <summary>Reads it.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="root">What is in it.</param>
    /// <exception cref="InvalidDataException">It, or the catalogue's file of a plugin, makes no sense.</exception>
    public static ImportedList Read(string path, YamlNode root)
    {
        var folder = Path.GetDirectoryName(path)!;
        var catalogue = root["catalog"]?.Text is { } named ? Path.GetFullPath(named, folder) : null;
        var core = Entry("moodle", root["base"]!, null, folder) with { Component = ComponentName.Core };
        return new(path, "a recipe of mudev", [core, .. (root["plugins"]?.Items ?? []).Select(plugin => Plugin(plugin, catalogue, folder))]);
    }

    private static ListEntry Plugin(YamlNode plugin, string? catalogue, string folder)
    {
        var name = plugin.Text ?? plugin["name"]?.Text ?? "";
        var file = catalogue is null || name.Contains("..", StringComparison.Ordinal) ? null : Path.Combine(catalogue, $"{name}.yaml");
        var known = File.Exists(file) ? YamlNode.Read(ListFile.Content(file)) : null;
        return Entry(name, plugin, known, folder) with { Component = ListEntry.ComponentIn(name), Path = (plugin["relpath"] ?? known?["relpath"])?.Text };
    }

    // A branch has the name of its remote before it, as git writes it; a tag or a commit has not.
    private static ListEntry Entry(string name, YamlNode node, YamlNode? known, string folder)
    {
        var git = node["source"]?["git"];
        var (remotes, reference) = (git?["remotes"] ?? known?["source"]?["git"]?["remotes"], git?["ref"]?.Text);
        var entry = new ListEntry(name, node.Line);
        return reference?.Split('/', 2) is [var remote, var branch] && (remotes?[remote]?.Text is not null || remote == "origin")
            ? entry.At(remotes?[remote]?.Text, folder) with { Request = new CodeRequest.Branch(branch) }
            : entry.At(remotes?["origin"]?.Text, folder) with { Reference = reference };
    }
}
