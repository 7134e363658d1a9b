using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.Releases;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>
/// Reads the lock of Composer, for Moodle's own installer (moodledev.io/docs/5.2/guides/composer) and for those of others: packages of a type
/// <c>moodle-...</c>. Source of the fields: Composer's own documentation, and composer/installers for the names of folders.
/// </summary>
internal static class ComposerList
{
    public const string FileName = "composer.json";

    private const string MoodlePackage = "moodle/moodle";
    private const string TypePrefix = "moodle-";

    /// <summary>Reads it: composer.json says which versions may be taken, composer.lock which were.</summary>
    /// <exception cref="InvalidDataException">There is no lock, or it makes no sense.</exception>
    public static ImportedList Read(string path)
    {
        var locked = Path.ChangeExtension(path, ".lock");
        var packages = YamlNode.Read(ListFile.Content(locked))["packages"]?.Items ?? [];
        return new(locked, "the lock of Composer", [.. packages.Select(package => Entry(package, Path.GetDirectoryName(path)!)).OfType<ListEntry>()]);
    }

    // Of other types are the libraries of PHP.
    private static ListEntry? Entry(YamlNode package, string folder)
    {
        var (name, type, source, dist) = (package["name"]?.Text ?? "", package["type"]?.Text ?? "", package["source"], package["dist"]);
        var isMoodle = name == MoodlePackage || type == "moodle-core";
        if (!isMoodle && !type.StartsWith(TypePrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var version = package["version"]?.Text ?? "";
        var entry = new ListEntry(name, package.Line)
        {
            Component = isMoodle ? ComponentName.Core : Component(type[TypePrefix.Length..], package["extra"]?["installer-name"]?.Text, name),
            Note = version,
        }.At(source?["url"]?.Text, folder);
        if (isMoodle && version.TrimStart('v') is var release && release.Count(c => c == '.') == 2 && MoodleVersionRequest.TryParseRelease(release, out _))
        {
            return entry with { Request = new CodeRequest.Version(release) };
        }

        return source?["reference"]?.Text is { } commit && source["type"]?.Text == "git" ? entry with { Request = new CodeRequest.Commit(commit) }
            : entry with { Refused = $"Composer takes it from {dist?["url"]?.Text ?? "nowhere"}, which is no git repository" };
    }

    private static ComponentName? Component(string type, string? installerName, string package)
    {
        var name = installerName ?? package[(package.LastIndexOf('/') + 1)..];
        return ListEntry.ComponentIn(name) is { } whole && (installerName is null || whole.Type == type) ? whole
            : ComponentName.TryParse($"{type}_{(name.StartsWith(TypePrefix, StringComparison.Ordinal) ? name[TypePrefix.Length..] : name)}", out var component) ? component : null;
    }
}
