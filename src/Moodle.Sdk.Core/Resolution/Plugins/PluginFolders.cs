using Moodle.Sdk.Declaration;
using Moodle.Sdk.Resolution.VersionFiles;

namespace Moodle.Sdk.Resolution.Plugins;

/// <summary>Where plugins lie in a repository that has none where it was looked for: what to say of it.</summary>
/// <param name="IsMoodle">True when it is a whole Moodle.</param>
/// <param name="Listing">The folders with a version.php and what is in them; null when there is none.</param>
/// <param name="Declared">The only folder that holds the declared plugin; null when there is none, or there are several.</param>
internal sealed record PluginFolders(bool IsMoodle, string? Listing, string? Declared)
{
    private const int Deepest = 4;
    private const int MostFolders = 10_000;

    /// <summary>Looks through the folders of a repository, those near its root first.</summary>
    public static PluginFolders In(TreeFiles files, ComponentName component)
    {
        var found = Find(files).Where(f => f.Path.Length > 0).ToList();
        var declared = found.Where(f => f.Component == component.ToString()).Select(f => f.Path).ToList();
        var isMoodle = files.HasFile("lib/components.json") || files.HasFile("public/version.php")
            || (files.HasFile("version.php") && files.HasFile("lib/moodlelib.php"));
        return new(isMoodle, found.Count == 0 ? null : Describe(found), declared.Count == 1 ? declared[0] : null);
    }

    /// <summary>The folders with a version.php, and the component that it says. The root is the empty path.</summary>
    public static List<(string Path, string? Component)> Find(TreeFiles files) =>
        [.. Folders(files).Prepend("").Where(f => files.HasFile(FileIn(f))).Select(f => (f, ComponentIn(files, f)))];

    private static string FileIn(string folder) => ComponentReader.VersionFileIn(folder.Length == 0 ? null : folder);

    private static string Describe(List<(string Path, string? Component)> found)
    {
        const int shown = 8;
        var folders = found.Take(shown).Select(f => f.Component is null ? f.Path : $"{f.Path} ({f.Component})");
        return $"a version.php lies in {string.Join(", ", folders)}{(found.Count > shown ? $" and {found.Count - shown} more" : "")}";
    }

    private static List<string> Folders(TreeFiles files)
    {
        var all = new List<string>(files.FoldersIn(""));
        for (var i = 0; i < all.Count && all.Count < MostFolders; i++)
        {
            if (all[i].Count(c => c == '/') < Deepest - 1)
            {
                all.AddRange(files.FoldersIn(all[i]).Select(f => $"{all[i]}/{f}"));
            }
        }

        return all;
    }

    private static string? ComponentIn(TreeFiles files, string folder)
    {
        try
        {
            return VersionFileReader.Read(files.Read(FileIn(folder))!).Component.Value;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
