using System.Collections.Immutable;
using Moodle.Sdk.Composition;
using Moodle.Sdk.Git;

namespace Moodle.Sdk.Upkeep.Import;

/// <summary>What the tree that an imported declaration makes has in common with the folder, less what was left out.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="LineEnds">How many of them differ in the ends of their lines alone.</param>
/// <param name="Modes">How many differ in the executable bit alone.</param>
/// <param name="Others">The others that differ, with how, ordered by path.</param>
internal sealed record Verification(TreeId Tree, int Files, int LineEnds, int Modes, ImmutableArray<(string Path, string How)> Others)
{
    /// <summary>Compares file by file.</summary>
    /// <param name="site">The site, composed.</param>
    /// <param name="folder">What was found.</param>
    /// <param name="leftOut">What of it is not imported.</param>
    /// <param name="plugins">The plugins, some of which the build puts elsewhere.</param>
    public static Verification Of(ComposedSite site, FoundFolder folder, IEnumerable<LeftOut> leftOut, IEnumerable<ImportedComponent> plugins)
    {
        var unread = folder.LeftOut.ToDictionary(l => l.Path, l => l.Why, StringComparer.Ordinal);
        var none = leftOut.Select(l => l.Path).ToHashSet(StringComparer.Ordinal);
        var moved = plugins.Select(p => (From: p.Found.Place, To: site.Lock.Find(p.Found.Component)?.Place)).Where(p => p.To is not null && p.To != p.From).ToList();
        var expected = folder.Files.Where(f => !IsOut(f.Path, none)).ToDictionary(
            f => moved.Find(m => PathOrder.IsWithin(f.Path, m.From)) is { To: { } to } move ? to + f.Path[move.From.Length..] : f.Path, StringComparer.Ordinal);
        var (lineEnds, modes, others) = (0, 0, ImmutableArray.CreateBuilder<(string, string)>());
        foreach (var entry in site.Tree.Entries)
        {
            if (!expected.Remove(entry.Path, out var found))
            {
                others.Add((entry.Path, unread.TryGetValue(entry.Path, out var why) ? $"that of the folder was not looked at: {why}" : "the folder does not have it"));
            }
            else if (found.Blob == entry.Blob)
            {
                modes += folder.HasModes && found.Mode != entry.Mode ? 1 : 0;
            }
            else if (found.Mode != EntryMode.SymbolicLink && Sources.LineEnds.AreAllThatDiffers(site.Objects.ReaderOf(entry).ReadBlob(entry.Blob), found.Read()))
            {
                lineEnds++;
            }
            else
            {
                others.Add((entry.Path, "its content is another"));
            }
        }

        others.AddRange(expected.Keys.Select(path => (path, "the tree does not have it")));
        return new(site.Tree.Id, site.Tree.Entries.Length, lineEnds, modes, [.. others.OrderBy(o => o.Item1, StringComparer.Ordinal)]);
    }

    private static bool IsOut(string path, HashSet<string> leftOut)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            if (leftOut.Contains(path[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
