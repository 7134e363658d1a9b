using System.Text;
using Moodle.Sdk.Reconciliation.Files;

namespace Moodle.Sdk.Reconciliation.Applying;

/// <summary>
/// The stale files that stand where the tree has something: a file for a folder, a file in what becomes a file, names that a file system may take for one
/// (they differ in case alone, or in how a letter is composed). They have to go before the tree's files come; all others can wait until these are there.
/// </summary>
internal static class StaleInTheWay
{
    /// <summary>Their places.</summary>
    public static HashSet<int> Of(Plan plan)
    {
        int[] stale = [.. plan.With(Act.Delete, Act.KeepAndDelete)];
        if (stale.Length == 0)
        {
            return [];
        }

        string[] folders = [.. Enumerable.Range(0, plan.Wanted.FolderCount).Select(f => OutputFiles.Text(plan.Wanted.PathOfFolder(f)))];
        var files = Enumerable.Range(0, plan.Wanted.Count).Select(e => OutputFiles.Text(plan.Wanted.PathOf(e))).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var (exactly, byName) = (folders.ToHashSet(StringComparer.Ordinal), folders.ToHashSet(StringComparer.OrdinalIgnoreCase));
        return [.. stale.Where(place => OutputFiles.Text(plan.Places.PathOf(place)) is var path
            && (!Ascii.IsValid(path) || files.Contains(path) || byName.Contains(path) || Above(path).Any(f => files.Contains(f) || (byName.Contains(f) && !exactly.Contains(f)))))];
    }

    private static IEnumerable<string> Above(string path)
    {
        for (var folder = ListedNames.Split(path).Folder; folder.Length > 0; folder = ListedNames.Split(folder).Folder)
        {
            yield return folder;
        }
    }
}
