using System.Collections.Immutable;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>A file that a component's commit has, and the folder has otherwise.</summary>
/// <param name="Path">Its path in the component.</param>
/// <param name="There">The file of the commit.</param>
/// <param name="Found">The file of the folder.</param>
internal sealed record EditedFile(string Path, TreeEntry There, FoundFile Found);

/// <summary>How a component in the folder differs from the commit that it is of.</summary>
/// <param name="Added">Files that the commit does not have, by their paths in the component.</param>
/// <param name="Deleted">Files that the folder does not have.</param>
/// <param name="Edited">Files whose content is another.</param>
/// <param name="LineEnds">How many files differ in nothing but the ends of their lines.</param>
/// <param name="Modes">How many files differ in nothing but the executable bit.</param>
internal sealed record Differences(
    ImmutableSortedDictionary<string, FoundFile> Added, ImmutableSortedDictionary<string, TreeEntry> Deleted, ImmutableArray<EditedFile> Edited, int LineEnds, int Modes)
{
    /// <summary>True where nothing is to be declared.</summary>
    public bool AreNone => Added.IsEmpty && Deleted.IsEmpty && Edited.IsEmpty;

    /// <summary>Submodules of the commit whose folder is absent or empty in the folder.</summary>
    public ImmutableArray<string> MissingSubmodules { get; init; } = [];

    /// <summary>Compares.</summary>
    /// <param name="files">The component in the folder.</param>
    /// <param name="objects">Reads the commit.</param>
    /// <param name="tree">The component's tree in the commit.</param>
    /// <param name="hasModes">Whether executable bits of the folder say anything.</param>
    public static Differences Of(FoundFiles files, IObjectReader objects, TreeId tree, bool hasModes)
    {
        var there = FoundFiles.Flat(objects, tree);
        // What lies in a submodule is of another commit, which the build brings.
        var submodules = there.Where(t => t.Value.Mode == EntryMode.Submodule).Select(t => t.Key).ToList();
        var (edited, lineEnds, modes) = (ImmutableArray.CreateBuilder<EditedFile>(), 0, 0);
        foreach (var (path, entry) in there.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            if (files.Files.GetValueOrDefault(path) is not { } found || entry.Mode == EntryMode.Submodule)
            {
                continue;
            }

            if ((entry.Mode == EntryMode.SymbolicLink) == (found.Mode == EntryMode.SymbolicLink) && found.Blob.Id == entry.Id)
            {
                modes += hasModes && entry.Mode != found.Mode ? 1 : 0;
            }
            else if (entry.Mode != EntryMode.SymbolicLink && found.Mode != EntryMode.SymbolicLink && Sources.LineEnds.AreAllThatDiffers(objects.ReadBlob(new(entry.Id)), found.Read()))
            {
                lineEnds++;
            }
            else
            {
                edited.Add(new(path, entry, found));
            }
        }

        return new(
            files.Files.Where(f => !there.ContainsKey(f.Key) && !submodules.Exists(s => f.Key.StartsWith($"{s}/", StringComparison.Ordinal))).ToImmutableSortedDictionary(StringComparer.Ordinal),
            there.Where(t => t.Value.Mode != EntryMode.Submodule && !files.Files.ContainsKey(t.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal),
            edited.ToImmutable(),
            lineEnds,
            modes)
        {
            MissingSubmodules = [.. submodules.Where(s => !files.Files.Keys.Any(f => f.StartsWith($"{s}/", StringComparison.Ordinal)))],
        };
    }

    /// <summary>The paths in which everything of the commit is missing: whole folders as one, the outermost of them.</summary>
    /// <param name="files">The component in the folder.</param>
    public IReadOnlyList<string> DeletedWhole(FoundFiles files)
    {
        // Every folder that still has something of it, or that something was added to.
        var kept = new HashSet<string>(StringComparer.Ordinal) { "" };
        foreach (var path in files.Files.Keys)
        {
            for (var slash = path.LastIndexOf('/'); slash > 0 && kept.Add(path[..slash]); slash = path.LastIndexOf('/', slash - 1))
            {
            }
        }

        return [.. Deleted.Keys.Select(path => Outermost(path, kept.Contains)).Distinct()];
    }

    /// <summary>The outermost folder of a path that is not there, or the path itself.</summary>
    public static string Outermost(string path, Func<string, bool> isThere)
    {
        for (var slash = path.IndexOf('/'); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (!isThere(path[..slash]))
            {
                return path[..slash];
            }
        }

        return path;
    }

    /// <summary>In words, for a table: what was changed and what kind of change it is.</summary>
    public override string ToString()
    {
        var tests = Deleted.Keys.Count(path => path.StartsWith("tests/", StringComparison.Ordinal) || path.Contains("/tests/", StringComparison.Ordinal));
        string?[] parts =
        [
            Edited.IsEmpty ? null : $"{Count(Edited.Length, "file", "edited")} ({Names([.. Edited.Select(e => e.Path)])})",
            Added.IsEmpty ? null : $"{Count(Added.Count, "file", "added")} ({Names([.. Added.Keys])})",
            Deleted.IsEmpty ? null : tests == Deleted.Count ? $"tests deleted ({Count(tests, "file")})" : $"{Count(Deleted.Count, "file", "deleted")} ({Names([.. Deleted.Keys])})",
            LineEnds == 0 ? null : $"line ends of {Count(LineEnds, "file")}",
            Modes == 0 ? null : $"executable bits of {Count(Modes, "file")}",
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    internal static string Count(int count, string what, string how = "") => $"{count.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")} {how}".TrimEnd();

    private static string Names(string[] paths) => paths.Length <= 3 ? string.Join(", ", paths) : $"{paths[0]}, {paths[1]} and {paths.Length - 2} more";
}
