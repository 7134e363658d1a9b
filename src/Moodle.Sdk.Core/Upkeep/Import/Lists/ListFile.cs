using Moodle.Sdk.Diagnostics;
using Moodle.Sdk.Git.Disk;
using Moodle.Sdk.Sources;

namespace Moodle.Sdk.Upkeep.Import.Lists;

/// <summary>Which list it is that an import is to read: its name and what is in it tell.</summary>
internal static class ListFile
{
    private const long Largest = 64 << 20;

    /// <summary>The list that is meant by a file, or by a folder that holds one and not the code of a Moodle; null where the folder itself is to be imported.</summary>
    /// <param name="from">Full path.</param>
    public static string? In(string from)
    {
        if (File.Exists(from))
        {
            return from;
        }

        string[] names = [ComposerList.FileName, RecipeList.LockName, Superproject.FileName, $"{Path.GetFileName(from)}.yml"];
        return File.Exists(Path.Combine(from, "lib", "setup.php")) ? null
            : names.Select(name => Path.Combine(from, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Reads a list. Errors: MOODLE1803, MOODLE1812.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="origin">What names it.</param>
    public static Result<ImportedList> Read(string path, Origin origin)
    {
        try
        {
            var list = Path.GetFileName(path) is Superproject.FileName ? Superproject.Read(path)
                : Path.GetExtension(path).ToLowerInvariant() is ".json" or ".lock" or ".yml" or ".yaml" ? Read(path, YamlNode.Read(Content(path)))
                : PlainList.Read(path);
            return list.Entries.IsEmpty ? ImportDiagnostics.BadList(new(path, "list"), "it names nothing") : list;
        }
        catch (InvalidDataException e)
        {
            return ImportDiagnostics.BadList(new(path, "list"), e.Message);
        }
        catch (SystemFaultException refused)
        {
            return ImportDiagnostics.NotReadable(origin, refused.Fault);
        }
    }

    /// <summary>The bytes of a file of a list.</summary>
    /// <exception cref="InvalidDataException">It is not there.</exception>
    public static byte[] Content(string path) => RegularFile.TryRead(path, Largest) ?? throw new InvalidDataException($"{Path.GetFileName(path)} is not beside it");

    private static ImportedList Read(string path, YamlNode root) =>
        root["base"] is not null && root["plugins"] is not null ? RecipeList.Read(path, root)
        : root["plugins"]?.Fields is not null || root["moodle"]?.Fields is not null ? McmList.Read(path, root)
        : root["require"] is not null || root["packages"] is not null ? ComposerList.Read(path)
        : throw new InvalidDataException("it is none of composer.json, composer.lock, a recipe of mudev and a configuration of mcm");
}
